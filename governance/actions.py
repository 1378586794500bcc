"""Action items: promises between two companies. One table says from which state what can be done. Overdue is computed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from governance.calendar.business_days import add_business_days
from governance.calendar.working_hours import WorkingHours
from governance.people import Person
from governance.refusals import (
    ActionClosed,
    DueInThePast,
    Empty,
    NotFromThatState,
    NotTheirSide,
    TooLateToReopen,
    TooLateToUndo,
    TooLong,
    VerifiedByAnother,
)
from governance.rules import Rules

LONGEST_TITLE = 3000
LONGEST_REASON = 1000


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


class Origin(StrEnum):
    """What an action item stems from, where it is more than a conversation."""

    BREACH = "breach"
    AUDIT = "audit"
    RISK = "risk"
    SESSION = "session"


# Done is not enough for these: the side that asked verifies.
VERIFIED_ORIGINS = frozenset({Origin.BREACH, Origin.AUDIT, Origin.RISK})


class Concern(StrEnum):
    """What cannot wait: an overdue item with one of these climbs by itself."""

    SAFETY = "safety"
    DATA_INTEGRITY = "data integrity"
    UNBLINDING = "unblinding"


class Deed(StrEnum):
    """What people do to an action item; each value completes "it cannot be ..."."""

    ACCEPT = "accepted"
    DECLINE = "declined"
    START = "started"
    BLOCK = "blocked"
    UNBLOCK = "unblocked"
    REASSIGN = "reassigned"
    MOVE_DUE = "given a new date"
    FINISH = "closed as done"
    VERIFY = "verified"
    CANCEL = "cancelled"
    REOPEN = "reopened"
    UNDO = "undone"
    HOLD = "put on hold"


# Deed by state: where it leads. What is not here cannot be done. UNDO leads back to where the item was closed from.
MOVES: dict[Deed, dict[State, State]] = {
    Deed.ACCEPT: {State.PROPOSED: State.ACCEPTED},
    Deed.DECLINE: {State.PROPOSED: State.PROPOSED},
    Deed.START: {State.PROPOSED: State.IN_PROGRESS, State.ACCEPTED: State.IN_PROGRESS},
    Deed.BLOCK: dict.fromkeys(OPEN - {State.BLOCKED}, State.BLOCKED),
    Deed.UNBLOCK: {State.BLOCKED: State.IN_PROGRESS},
    Deed.REASSIGN: dict.fromkeys(OPEN, State.PROPOSED),
    Deed.MOVE_DUE: {state: state for state in OPEN},
    Deed.HOLD: {state: state for state in OPEN},
    Deed.FINISH: dict.fromkeys(OPEN, State.DONE),
    Deed.VERIFY: {State.DONE: State.VERIFIED},
    Deed.CANCEL: dict.fromkeys(OPEN, State.CANCELLED),
    Deed.REOPEN: {State.DONE: State.IN_PROGRESS, State.CANCELLED: State.PROPOSED},
    Deed.UNDO: {State.DONE: State.DONE, State.CANCELLED: State.CANCELLED},
}

# Whose deed it is: the owner's side answers for the work, the side that asked for whether it is wanted and done.
OWNERS = frozenset({Deed.ACCEPT, Deed.DECLINE, Deed.START, Deed.BLOCK, Deed.UNBLOCK})
ASKERS = frozenset({Deed.VERIFY, Deed.CANCEL})


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """One promise: one accountable owner, one due date, and where it came from. `number` is the 17 of A-17.

    `waits_on` is the side that acts next, `sponsor` or `vendor`; None when nothing is left to do. The side of `opened_by`
    verifies it; `asked_by` is who asked for it, where that is somebody else: nobody verifies what their own side does.
    """

    id: int
    number: int
    vendor_id: int | None
    study_id: int | None
    title: str
    owner_id: int
    opened_by: int
    asked_by: int | None = None
    due_on: date
    state: State
    opened_at: datetime
    waits_on: str | None = None
    origin: str | None = None
    concern: str | None = None
    closed_at: datetime | None = None
    closed_by: int | None = None
    closed_from: str | None = None
    held_until: date | None = None
    because: str | None = None
    source: str | None = None

    @property
    def reference(self) -> str:
        """What people call it: A-17."""
        return f"A-{self.number}"

    @property
    def asker_id(self) -> int:
        """Who asked for it, whichever side verifies it."""
        return self.asked_by or self.opened_by

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def needs_verification(self) -> bool:
        """Whether "done" is to be confirmed by the side that asked."""
        return self.origin in VERIFIED_ORIGINS

    @property
    def awaits_verification(self) -> bool:
        return self.state is State.DONE and self.needs_verification

    def is_held(self, today: date) -> bool:
        """Whether the account leads have put it on hold until later than today."""
        return self.held_until is not None and self.held_until > today

    def days_late(self, today: date) -> int:
        """Calendar days past its due date; 0 when it is not late or not open."""
        return max(0, (today - self.due_on).days) if self.is_open else 0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An action item about to be opened; `source` is the permalink of the message it came from."""

    title: str
    owner_id: int
    due_on: date
    source: str | None = None
    origin: Origin | None = None
    concern: Concern | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What shows that an action is done: a link, a file in Slack (its permalink), or words."""

    name: str
    address: str | None = None


def open_item(draft: Draft, today: date) -> Draft:
    """The draft, fit to be opened, or the refusal that says what is wrong with it."""
    title = " ".join(draft.title.split())
    if not title:
        raise Empty(what="The action", hint="what is to be done, for instance `send the revised site list`")
    if len(title) > LONGEST_TITLE:
        raise TooLong(what="The action", length=len(title), most=LONGEST_TITLE)
    check_due(draft.due_on, today)
    return replace(draft, title=title)


def first_state(owner_id: int, opened_by: int) -> State:
    """Nobody has to accept what they promised themselves."""
    return State.ACCEPTED if owner_id == opened_by else State.PROPOSED


def check_due(due_on: date, today: date) -> date:
    """A due date from today on."""
    if due_on < today:
        raise DueInThePast(due=f"{due_on:%-d %B %Y}")
    return due_on


def check_reason(text: str, hint: str) -> str:
    """A reason that says something, in one line."""
    reason = " ".join(text.split())
    if not reason:
        raise Empty(what="The reason", hint=hint)
    if len(reason) > LONGEST_REASON:
        raise TooLong(what="The reason", length=len(reason), most=LONGEST_REASON)
    return reason


def state_after(item: ActionItem, deed: Deed) -> State:
    """The state a deed leads to, or the refusal that says why it cannot be done now."""
    if item.state not in MOVES[deed]:
        if not item.is_open and State.PROPOSED in MOVES[deed]:
            raise ActionClosed(reference=item.reference, state=item.state)
        raise NotFromThatState(reference=item.reference, state=item.state, deed=deed)
    if deed is Deed.VERIFY and not item.needs_verification:
        raise ActionClosed(reference=item.reference, state=item.state)
    if deed is Deed.UNDO:
        return State(item.closed_from or State.PROPOSED)
    state = MOVES[deed][item.state]
    # Put to somebody again; what they had promised themselves is accepted as it was.
    return first_state(item.owner_id, item.asker_id) if deed is Deed.REOPEN and state is State.PROPOSED else state


def check_side(item: ActionItem, deed: Deed, by: Person, owner: Person, asker: Person) -> None:
    """Whose deed it is. What is in neither set is open to both sides, and the record says who did it; but whoever cancels
    what they asked for has the last word on that."""
    if deed in OWNERS and by.party != owner.party:
        raise NotTheirSide(reference=item.reference, deed=deed, person=owner.name)
    if deed is Deed.FINISH and item.needs_verification and by.party != owner.party:
        raise NotTheirSide(reference=item.reference, deed=deed, person=owner.name)
    brought_back = deed in (Deed.REOPEN, Deed.UNDO) and item.state is State.CANCELLED
    if (deed in ASKERS or brought_back) and by.party != asker.party:
        raise NotTheirSide(reference=item.reference, deed=deed, person=asker.name)
    if deed is Deed.VERIFY and by.id == owner.id:
        raise VerifiedByAnother(reference=item.reference)


def can_undo(item: ActionItem, at: datetime, rules: Rules) -> bool:
    """Undo is for slips of the hand: some minutes long."""
    return item.closed_at is not None and at <= item.closed_at + timedelta(minutes=rules.undo_minutes)


def check_undo(item: ActionItem, at: datetime, rules: Rules) -> None:
    if not can_undo(item, at, rules):
        raise TooLateToUndo(minutes=rules.undo_minutes, reference=item.reference)


def check_reopen(item: ActionItem, at: datetime, hours: WorkingHours, rules: Rules) -> None:
    """What nobody verifies can be reopened for some business days of the asker; the rest until it is verified."""
    if item.awaits_verification or item.closed_at is None:
        return
    closed, today = (moment.astimezone(hours.zone).date() for moment in (item.closed_at, at))
    if today > add_business_days(closed, rules.reopen_days, hours.country):
        raise TooLateToReopen(days=rules.reopen_days, reference=item.reference)


def waits_on(state: State, owner: Person, asker: Person, *, needs_verification: bool) -> str | None:
    """The side that acts next: the owner's while it is open, the asker's while it is to be verified."""
    if state in OPEN:
        return side(owner)
    return side(asker) if state is State.DONE and needs_verification else None


def side(person: Person) -> str:
    """`sponsor` or `vendor`."""
    return "sponsor" if person.vendor_id is None else "vendor"
