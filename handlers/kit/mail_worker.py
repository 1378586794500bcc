"""The process in which one mail, or one calendar file, is read: it limits itself before it sees a byte, and is gone.

In: a line of JSON (`Task`), then the mail. Out: what `mail_values` makes of it, as JSON.
"""

import json
import sys
import zoneinfo
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from handlers.kit.feed_worker import limit

if TYPE_CHECKING:
    from governance.meetings import Meeting

# What a library may raise on a calendar that breaks the rules.
TROUBLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
NAMED = "Its title looks like it could name a trial participant"
ILLEGIBLE = "The calendar is put together in a way I cannot read."


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be read: a whole mail, or a calendar alone; the moment it is, in seconds since 1970; and the limits."""

    is_mail: bool
    trusted_host: str
    now: float
    seconds: int
    memory: int

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def read(task: Task, content: bytes) -> dict[str, Any]:
    """What the mail says. Whatever of it cannot be read is named in `unusable`."""
    from handlers.kit.mail_values import Reply, mail_json
    from handlers.kit.rsvp_mail import calendars_of, read_reply

    if not task.is_mail:
        meetings, unusable = _meetings([content], task)
        return mail_json(Reply(message_id="", sender="", verified=False), meetings, unusable)
    reply = read_reply(content, task.trusted_host)
    meetings, unusable = _meetings(calendars_of(content), task)
    return mail_json(reply, meetings, unusable)


def _meetings(calendars: Iterable[bytes], task: Task) -> "tuple[list[Meeting], list[str]]":
    from governance.participants import find
    from handlers.kit.meeting_mail import read_meeting

    found: list[Meeting] = []
    unusable: list[str] = []
    for content in calendars:
        try:
            meeting = read_meeting(content, datetime.fromtimestamp(task.now, UTC))
        except TROUBLE as why:
            ours = type(why) is ValueError and str(why).startswith("The ")
            unusable.append(str(why) if ours else ILLEGIBLE)
        else:
            named = find(meeting.title) if meeting else None
            if named:
                unusable.append(f"{NAMED} ({named.what}). Please write it without {named.without}.")
            elif meeting:
                found.append(meeting)
    return found, unusable


def main() -> None:
    zoneinfo.reset_tzpath(())  # zone data comes from the lock file, as in the bot itself
    task = Task(**json.loads(sys.stdin.buffer.readline()))
    limit(task.seconds, task.memory)
    sys.stdout.buffer.write(json.dumps(read(task, sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    main()
