"""Notes: what people say in a session's thread with a word in front, and what is made of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoteKind(StrEnum):
    """The words; each stands in front of a colon."""

    DECISION = "decision"
    ACTION = "action"
    RISK = "risk"
    PARKED = "parked"


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that was said in a session, and `thing`, what was made of it, as the record names it (`decision:4`). `item_id` is the
    point of the agenda that was talked about, `source` the message it was said in."""

    id: int
    session_id: int
    item_id: int | None = None
    kind: NoteKind
    thing: str
    person_id: int
    noted_at: datetime
    source: str | None = None
    undone_at: datetime | None = None

    @property
    def thing_id(self) -> int:
        return int(self.thing.partition(":")[2])
