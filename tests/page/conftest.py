"""The fixtures of the pages' tests; what they are made of, the tests import by name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "service"))  # for `running`

from page_newsroom import browser, newsroom, page

__all__ = ["browser", "newsroom", "page"]
