"""What is kept about the traffic, in both directions, so that it can be asked for."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call of the bot: `status` is the HTTP status answered (0: the connection was dropped), `at` epoch seconds."""

    method: str
    args: dict[str, Any]
    status: int
    response: dict[str, Any]
    at: float


@dataclass(frozen=True)
class Delivery:
    """One delivery to the bot: `attempt` counts from 0, `status` is 0 when no answer came in time."""

    kind: str
    payload: dict[str, Any]
    attempt: int
    status: int
    ms: float
    at: float


@dataclass(frozen=True)
class Ack:
    """What came of something a person did.

    `status` is the bot's HTTP status (0: not delivered or no answer), `body` its answer, `ms` how long it took, `view`
    the modal that was opened or changed by then, `ts` the message that was written, and `trouble` the words Slack
    shows when something went wrong.
    """

    status: int
    body: dict[str, Any] | str | None = None
    ms: float = 0.0
    view: dict[str, Any] | None = None
    ts: str | None = None
    trouble: str | None = None
