"""Faults on order: Slack answering 500 or 429 or nothing, refusing, hanging, or hanging up before or after the deed."""

from dataclasses import dataclass, field
from typing import Literal

Drop = Literal["before", "after"]


@dataclass
class Fault:
    """One ordered fault for the next `times` calls of `method`; seconds for `hang` and `retry_after`."""

    method: str
    times: int = 1
    status: int | None = None
    retry_after: int | None = None
    error: str | None = None
    drop: Drop | None = None
    hang: float = 0.0

    def __post_init__(self) -> None:
        plain = (self.status, self.retry_after, self.error, self.drop, self.hang)
        if not any(plain):
            self.status = 500
        if self.retry_after is not None and self.status is None:
            self.status = 429

    @property
    def refuses(self) -> bool:
        """Whether the call is answered without being carried out."""
        return self.status is not None or self.error is not None or self.drop == "before"


@dataclass
class Faults:
    """The faults still to come, in the order they were asked for."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Queue a fault; `times` calls of its method will meet it."""
        self.waiting.append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, if any; it counts down."""
        fault = next((f for f in self.waiting if f.method in (method, "*") and f.times > 0), None)
        if fault:
            fault.times -= 1
        return fault
