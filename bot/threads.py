"""The seam between the async edge and the plain floors below: `in_thread` runs synchronous work in the executor."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class InThread(Protocol):
    """Runs plain work and gives what it returns."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]: ...
