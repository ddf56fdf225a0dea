"""One process per broker file: an OS lock beside it, held while the log is open. Used by the log only.

The lock is POSIX (`lockf`), so the OS drops it however the process ends, and no child inherits it. POSIX locks do not
tell two holders in one process apart, hence the set of paths that this process holds.
"""

import contextlib
import fcntl
import os
from pathlib import Path

from streams.broker.errors import BrokerLocked

_held: set[Path] = set()


class FileLock:
    """An exclusive lock on `path`, kept in `path.lock`, where the holder leaves its process id."""

    def __init__(self, path: Path) -> None:
        """Take the lock at once; raises BrokerLocked, naming the holder, when it is taken."""
        self.path = path
        if path in _held:
            raise BrokerLocked(path, os.getpid())
        self._file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 32).strip()
            os.close(self._file)
            raise BrokerLocked(path, int(holder) if holder.isdigit() else None) from None
        os.ftruncate(self._file, 0)
        os.write(self._file, str(os.getpid()).encode())
        _held.add(path)

    def release(self) -> None:
        """Give the lock back. The lock file stays: removing it would let two processes lock two different files."""
        _held.discard(self.path)
        with contextlib.suppress(OSError):
            os.close(self._file)
