"""Writers of one process take turns in the order they came, so that long work never keeps a short request waiting."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy.exc import TimeoutError as WaitedTooLong


class Queue:
    """A lock that is handed to whoever has waited longest. SQLite's own goes to whoever happens to ask at the moment."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._gates: deque[Lock] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Waits so long at most; raises WaitedTooLong."""
        if not self._take(seconds):
            raise WaitedTooLong(f"timeout: somebody else has been writing for {seconds} s")
        try:
            yield
        finally:
            self._hand_on()

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._gates)

    def _take(self, seconds: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            gate = Lock()
            gate.acquire()
            self._gates.append(gate)
        if gate.acquire(timeout=seconds):
            return True
        with self._guard:
            if gate not in self._gates:
                return True  # it was handed over at the last moment
            self._gates.remove(gate)
            return False

    def _hand_on(self) -> None:
        with self._guard:
            if self._gates:
                self._gates.popleft().release()
            else:
                self._taken = False
