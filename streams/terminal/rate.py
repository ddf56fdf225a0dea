"""The rate of a progress bar. Called by `pegel replay`."""

from rich.progress import ProgressColumn, Task
from rich.text import Text


class RateColumn(ProgressColumn):
    """How many lines a second, lately; blank while that is not known."""

    def render(self, task: Task) -> Text:
        """The rate for this moment."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")
