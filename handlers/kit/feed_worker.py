"""The process in which one feed is read: it limits itself before it sees a byte, answers in JSON, and is gone.

In: a line of JSON (`Task`), then the feed. Out: a `Busy`.
"""

import json
import resource
import sys
import zoneinfo
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from governance.calendar.busy import Busy, Spans


@dataclass(frozen=True)
class Task:
    """What is to be read: moments in seconds since 1970, limits in seconds of processor time and bytes of memory."""

    begins: float
    ends: float
    zone: str
    seconds: int
    memory: int

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def to_json(busy: Busy) -> bytes:
    kinds = {
        kind: [[moment.timestamp() for moment in span] for span in getattr(busy, kind)]
        for kind in ("busy", "tentative", "unknown")
    }
    return json.dumps(kinds | {"why": busy.why}).encode()


def from_json(text: bytes) -> Busy:
    said = json.loads(text)
    return Busy(_spans(said["busy"]), _spans(said["tentative"]), _spans(said["unknown"]), said["why"])


def _spans(pairs: list[list[float]]) -> Spans:
    return tuple((datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)) for begins, ends in pairs)


def limit(seconds: int, memory: int) -> None:
    """What this process may take from now on: seconds of processor time, bytes of memory, no file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform != "darwin":  # which knows this limit and does not let it be set
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main() -> None:
    zoneinfo.reset_tzpath(())  # zone data comes from the lock file, as in the bot itself
    task = Task(**json.loads(sys.stdin.buffer.readline()))
    limit(task.seconds, task.memory)
    # Imported within the limits: what the parsers need counts.
    from handlers.kit.feeds import read_feed

    begins, ends = (datetime.fromtimestamp(moment, UTC) for moment in (task.begins, task.ends))
    busy = read_feed(sys.stdin.buffer.read(), begins, ends, zoneinfo.ZoneInfo(task.zone))
    sys.stdout.buffer.write(to_json(busy))


if __name__ == "__main__":
    main()
