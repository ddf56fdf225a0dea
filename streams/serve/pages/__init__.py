"""The pages for people, rendered here: the board, an entity, an estimand, an article. Scripts only add to them."""
