"""The Faust app: topics, tables, agents. Thin."""
