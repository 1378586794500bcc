"""What was read of a mail, as plain JSON and back: on its way out of the process that read it, and in the outbox."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from governance.meetings import Meeting, Method, Time
from governance.rsvps import Answer, Says

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A mail that was read: its answers, which mails of ours it answers, and what could not be used of it."""

    message_id: str
    sender: str
    verified: bool
    in_reply_to: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    unusable: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail that came in: whose it is, whether that was shown, which mails of ours it answers (their Message-IDs), the
    answers in it, and the meetings of others it tells of. Its words are nobody's business and end before here."""

    sender: str
    verified: bool
    in_reply_to: tuple[str, ...]
    answers: tuple[Answer, ...]
    meetings: tuple[Meeting, ...]


def mail_json(reply: Reply, meetings: list[Meeting], unusable: list[str]) -> Json:
    """What a mail says, without its words."""
    read = asdict(reply) | {"unusable": [*reply.unusable, *unusable]}
    read["meetings"] = [asdict(meeting) for meeting in meetings]
    return _object(read)


def mail_of(read: Mapping[str, Any]) -> Mail:
    """The mail as a handler is given it."""
    return Mail(
        sender=read["sender"],
        verified=read["verified"],
        in_reply_to=tuple(read["in_reply_to"]),
        answers=tuple(map(_answer, read["answers"])),
        meetings=tuple(map(meeting_of, read["meetings"])),
    )


def meeting_json(meeting: Meeting) -> Json:
    return _object(asdict(meeting))


def meeting_of(read: Mapping[str, Any]) -> Meeting:
    times = [Time(**its | {name: _moment(its[name]) for name in ("planned", "starts_at")}) for its in read["times"]]
    meeting = Meeting(
        **dict(read) | {"times": tuple(times), "attendees": tuple(read["attendees"]), "method": Method(read["method"])}
    )
    return replace(meeting, stamp=_moment(read["stamp"]))


def digest_of(meeting: Meeting) -> str:
    """The same for the same meeting told twice: when it was written does not count."""
    told = meeting_json(meeting) | {"stamp": ""}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _answer(read: Mapping[str, Any]) -> Answer:
    moments = {
        "stamp": _moment(read["stamp"]),
        "proposes": _moment(read["proposes"]) if read["proposes"] else None,
        "instance": _instance(read["instance"]) if read["instance"] else None,
        "says": Says(read["says"]) if read["says"] else None,
    }
    return Answer(**dict(read) | moments)


def _instance(text: str) -> datetime | date:
    return _moment(text) if "T" in text else date.fromisoformat(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _object(values: Json) -> Json:
    return {name: _plain(its) for name, its in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return [_plain(its) for its in value]
    return value.isoformat() if isinstance(value, date) else value
