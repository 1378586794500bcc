"""Action items: promises between two companies. Overdue is computed, never stored."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from governance.refusals import ActionClosed, DueInThePast, Empty, TooLong

LONGEST_TITLE = 500


class State(StrEnum):
    """The states of an action item. Only the first four are open."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


OPEN = frozenset({State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS, State.BLOCKED})


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """One promise: one accountable owner, one due date, and where it came from. `number` is the 17 of A-17."""

    id: int
    number: int
    vendor_id: int | None
    study_id: int | None
    title: str
    owner_id: int
    opened_by: int
    due_on: date
    state: State
    opened_at: datetime
    closed_at: datetime | None = None
    source: str | None = None

    @property
    def reference(self) -> str:
        """What people call it: A-17."""
        return f"A-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def days_late(self, today: date) -> int:
        """Calendar days past its due date; 0 when it is not late or not open."""
        return max(0, (today - self.due_on).days) if self.is_open else 0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An action item about to be opened; `source` says which message it came from."""

    title: str
    owner_id: int
    due_on: date
    source: str | None = None


def open_item(draft: Draft, today: date) -> Draft:
    """The draft, fit to be opened, or the refusal that says what is wrong with it."""
    title = " ".join(draft.title.split())
    if not title:
        raise Empty(what="The action", hint="what is to be done, for instance `send the revised site list`")
    if len(title) > LONGEST_TITLE:
        raise TooLong(what="The action", length=len(title), most=LONGEST_TITLE)
    check_due(draft.due_on, today)
    return replace(draft, title=title)


def check_due(due_on: date, today: date) -> date:
    """A due date from today on."""
    if due_on < today:
        raise DueInThePast(due=f"{due_on:%-d %B %Y}")
    return due_on


def close(item: ActionItem) -> State:
    """The state a person's "done" leads to, or a refusal when it is closed already."""
    if not item.is_open:
        raise ActionClosed(reference=item.reference, state=item.state)
    return State.DONE
