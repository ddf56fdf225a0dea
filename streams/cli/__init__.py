"""The command line: `pegel`. Data goes to standard output, everything else to standard error.

Heavy modules are imported inside the commands that need them: `pegel extract` starts in a third of a second.
Exit codes: 0 done, 1 failed or something was rejected, 2 wrong usage or settings, 130 interrupted.
"""

from streams.cli import asking, backtesting, clients, dead, doctor, reading, rulings, serving
from streams.cli.main import main, pegel

__all__ = ["asking", "backtesting", "clients", "dead", "doctor", "main", "pegel", "reading", "rulings", "serving"]
