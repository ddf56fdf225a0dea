"""Makes `running` importable for the tests of the whole service."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
