"""Whatever people of every side do to an action item in whatever order: its state is one the table allows, the record
tells exactly what happened, and what was refused left no trace."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from governance.actions import MOVES, Deed, State, first_state
from governance.events import (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemEscalated,
    ActionItemHeld,
    ActionItemOpened,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemSnoozed,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    DueDateMoved,
    EscalationAcknowledged,
    EscalationEnded,
    EvidenceAdded,
)
from storage.journal import Remembered, history, verify
from storage.tables import actions, escalations, evidence, journal, people, snoozes
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, MONDAY, ORION, VERA
from tests.governance.test_actions import ALLOWED
from tests.running import Running

# What each word, once it is not refused, puts on the record beside the end of an escalation.
RECORDS: dict[str, type] = {
    "accept": ActionItemAccepted,
    "decline": ActionItemDeclined,
    "start": ActionItemStarted,
    "block": ActionItemBlocked,
    "unblock": ActionItemUnblocked,
    "reassign": ActionItemReassigned,
    "due": DueDateMoved,
    "done": ActionItemClosed,
    "reopen": ActionItemReopened,
    "undo": ClosingUndone,
    "verify": ActionItemVerified,
    "cancel": ActionItemCancelled,
    "hold": ActionItemHeld,
    "escalate": ActionItemEscalated,
    "stepdown": ActionItemEscalated,
    "acknowledge": EscalationAcknowledged,
    "snooze": ActionItemSnoozed,
}
ENDS_A_STEP = {"due", "done", "cancel", "hold", "escalate", "stepdown"}
# Saying the same again is said, and changes nothing.
SAID_AGAIN = {"due", "hold", "reassign", "snooze"}

TAILS = {
    "decline": ["", "no time"],
    "block": ["", "the site is closed"],
    "reassign": ["", f"<@{BOB}>", f"<@{VERA}> you know them", f"<@{CHARLIE}> why not", "@nobody"],
    "due": ["", "11 Dec", "11 Dec the site is closed", "1 Nov too late", "31 Feb why", "03/04/2027 why"],
    "done": ["", "https://x.example/report", "sent it <https://x.example/a|here> today"],
    "reopen": ["", "a page is missing"],
    "cancel": ["", "not needed"],
    "hold": [
        "",
        "until 9 Dec",
        "until 9 Dec the site is closed",
        "until 1 Nov the site was closed",
        "until 2099-12-31 why",
    ],
    "escalate": ["", "no answer"],
    "stepdown": ["", "ask again"],
    "snooze": ["", "hour", "tomorrow", "next week"],
}
LINES = [(word, tail) for word in RECORDS for tail in TAILS.get(word, [""])]
WORDS = {
    Deed.ACCEPT: "accept",
    Deed.DECLINE: "decline",
    Deed.START: "start",
    Deed.BLOCK: "block",
    Deed.UNBLOCK: "unblock",
    Deed.REASSIGN: "reassign",
    Deed.MOVE_DUE: "due",
    Deed.FINISH: "done",
    Deed.VERIFY: "verify",
    Deed.CANCEL: "cancel",
    Deed.REOPEN: "reopen",
    Deed.UNDO: "undo",
    Deed.HOLD: "hold",
}
AT_ANY_TIME = ["escalate", "stepdown", "acknowledge", "snooze"]
LAPSES = [timedelta(minutes=4), timedelta(minutes=11), timedelta(days=1), timedelta(days=4), timedelta(days=12)]
PEOPLE = [VERA, BOB, ALICE, CHARLIE]
MARKS = ("", "", "#audit", "#safety", "#breach #unblinding")


@dataclass
class Told:
    """An item as its record tells it, entry after entry."""

    state: str = ""
    owner: int = 0
    asker: int = 0
    due_on: date | None = None
    held_until: date | None = None
    level: str | None = None
    evidence: int = 0

    def hear(self, entry: Remembered) -> None:
        its: Any = entry.event
        match its:
            case ActionItemOpened():
                self.owner, self.asker, self.due_on = its.owner, entry.person or 0, its.due_on
                self.state = first_state(self.owner, self.asker)
            case ActionItemDeclined():
                assert its.owner == self.owner
                self.owner = its.handed_to
            case ActionItemReassigned():
                assert its.old == self.owner
                self.owner, self.held_until = its.new, None
                self.state = first_state(its.new, entry.person or 0)
            case DueDateMoved():
                assert its.old == self.due_on
                self.due_on, self.held_until = its.new, None
            case ActionItemHeld():
                self.held_until = its.until
            case ActionItemEscalated():
                assert self.level is None
                self.level = its.level
            case EscalationEnded():
                assert self.level == its.level
                self.level = None
            case EvidenceAdded():
                self.evidence += 1
            case _:
                self._moved(its)

    def _moved(self, its: Any) -> None:
        assert getattr(its, "old", self.state) == self.state
        self.state = {
            ActionItemAccepted: State.ACCEPTED,
            ActionItemStarted: State.IN_PROGRESS,
            ActionItemBlocked: State.BLOCKED,
            ActionItemVerified: State.VERIFIED,
            ActionItemCancelled: State.CANCELLED,
        }.get(type(its)) or getattr(its, "new", self.state)
        if isinstance(its, ActionItemCancelled | ActionItemReopened):
            self.held_until = None


class Life:
    """One action item, from its opening on, and all that is kept of it."""

    def __init__(self, parley: Running, owner: str, asker: str, marks: str) -> None:
        self.parley = parley
        self.house = parley.parley.house
        parley.watch.set(MONDAY)
        self.title = f"send list {self._count()}"
        line = f"action add <@{owner}> 27 Nov {marks} {self.title}"
        assert "Added: " in parley.say(line, by=asker, at=HELIX, via="mention")
        self.row = self._row()
        self.reference = f"A-{self.row.number}"
        self.who = self._people()
        assert [type(entry.event) for entry in self.past()] == [ActionItemOpened]

    def says(self, by: str, word: str, tail: str) -> None:
        """Somebody tries something; whatever comes of it, all that must hold does."""
        before, kept, past, head = self.row, self.kept(), self.past(), self._count(journal)
        heard = self.parley.say(f"action {word} {self.reference} {tail}".strip(), by=by, via="direct")
        assert heard.strip(), "everybody is answered"
        self.row = self._row()
        new = self.past()[len(past) :]
        assert self._count(journal) - head == len(new), "nothing else is on the record"
        self._is_recorded_once(word, by, new, changed=self.kept() != kept)
        self._is_allowed(before.state)
        self._is_what_the_record_tells()
        if by == CHARLIE:
            assert not new
            nothing = self.parley.say(f"action {word} A-999999 {tail}".strip(), by=by, via="direct")
            assert heard == nothing.replace("A-999999", self.reference), "to outsiders it does not exist"

    def waits(self, lapse: timedelta) -> None:
        """Time goes by, and the clock raises what is overdue; nothing else changes by itself."""
        before = self.row
        self.parley.watch.set(self.parley.watch() + lapse)
        past = self.past()
        self.house.work(self.house.workspace or 0, {"work": "escalations.round"})
        self.parley.settle()
        self.row = self._row()
        assert self.row == before
        for entry in self.past()[len(past) :]:
            assert isinstance(entry.event, ActionItemEscalated | EscalationEnded)
            assert (entry.person, entry.party, entry.door) == (None, "parley", "clock")
        self._is_what_the_record_tells()

    def _is_recorded_once(self, word: str, by: str, new: list[Remembered], *, changed: bool) -> None:
        events = [entry.event for entry in new]
        if not events:
            assert not changed, "what is not on the record has not happened"
            return
        shown = [event for event in events if isinstance(event, EvidenceAdded)]
        ended = [event for event in events if isinstance(event, EscalationEnded)]
        assert [type(its) for its in events if its not in shown and its not in ended] == [RECORDS[word]]
        assert not shown or word == "done"
        assert len(ended) <= (1 if word in ENDS_A_STEP else 0)
        assert changed or word in SAID_AGAIN
        its = self.who[by]
        for entry in new:
            assert (entry.person, entry.party, entry.happened_at) == (its.id, its.party, self.parley.watch())

    def _is_allowed(self, before: str) -> None:
        assert self.row.state == before or State(self.row.state) in ALLOWED[State(before)]
        is_open = self.row.closed_at is None
        assert is_open == (self.row.state in ("proposed", "accepted", "in progress", "blocked"))
        assert is_open == (self.row.closed_by is None) == (self.row.closed_from is None)
        to_verify = self.row.state == "done" and self.row.origin in ("audit", "breach", "risk")
        assert (self.row.waits_on is not None) == (is_open or to_verify)
        if to_verify:
            assert self._of(evidence), "what is to be verified shows something"

    def _is_what_the_record_tells(self) -> None:
        told = Told()
        for entry in self.past():
            told.hear(entry)
        steps = [step.level for step in self._of(escalations) if step.ended_at is None]
        stands = (self.row.state, self.row.owner_id, self.row.opened_by, self.row.due_on, self.row.held_until)
        assert stands == (told.state, told.owner, told.asker, told.due_on, told.held_until)
        assert steps == ([told.level] if told.level else [])
        assert len(self._of(evidence)) == told.evidence
        assert not (steps and self.row.closed_at), "nobody decides on what is closed"

    def ends(self) -> None:
        """The chain of the record holds, and outsiders have heard nothing."""
        with self.parley.database.read() as connection:
            assert verify(connection).broken is None
        for place in (DIRECT[CHARLIE], ORION):
            assert self.title not in self.parley.heard(place)

    # --- what is kept ----------------------------------------------------------------------------------------------------

    def past(self) -> list[Remembered]:
        with self.parley.database.read() as connection:
            return history(connection, self.house.workspace or 0, f"action:{self.row.id}")

    def kept(self) -> list[Any]:
        """Every row about the item."""
        return [self._row(), *(row for table in (evidence, escalations, snoozes) for row in self._of(table))]

    def _row(self) -> Any:
        query = select(actions).where(actions.c.title == self.title)
        with self.parley.database.read() as connection:
            return connection.execute(query).one()

    def _of(self, table: Any) -> list[Any]:
        query = select(table).where(table.c.action_id == self.row.id).order_by(table.c[0])
        with self.parley.database.read() as connection:
            return list(connection.execute(query).all())

    def _count(self, table: Any = actions) -> int:
        with self.parley.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    def _people(self) -> dict[str, Any]:
        from governance.people import Person
        from storage.rows import values_of

        with self.parley.database.read() as connection:
            return {its.slack_user or "": its for its in values_of(Person, connection.execute(select(people)))}


@pytest.fixture
def with_orion(with_helix: Running) -> Running:
    """Helix with Vera, and another vendor, Orion Labs, whose Charlie has no business with Helix."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory", at=ORION)
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say(f"vendor executive Helix <@{BOB}>")
    return with_helix


def tried(data: st.DataObject, state: str) -> timedelta | tuple[str, str, str]:
    """What happens next: time goes by, or somebody says something, mostly what can be said of an item in this state."""
    kind = data.draw(st.sampled_from(["likely", "likely", "likely", "anything", "lapse"]))
    if kind == "lapse":
        return data.draw(st.sampled_from(LAPSES))
    if kind == "anything":
        return data.draw(st.sampled_from(PEOPLE)), *data.draw(st.sampled_from(LINES))
    fitting = [WORDS[deed] for deed, moves in MOVES.items() if state in moves] + AT_ANY_TIME
    word = data.draw(st.sampled_from(fitting))
    by = data.draw(st.sampled_from(PEOPLE[:3]))
    return by, word, data.draw(st.sampled_from(TAILS.get(word, ["", ""])[1:]))


def lived(with_orion: Running, owner: str, asker: str, marks: str, data: st.DataObject) -> None:
    life = Life(with_orion, owner, asker, marks)
    for _ in range(12):
        its = tried(data, life.row.state)
        if isinstance(its, timedelta):
            life.waits(its)
        else:
            life.says(*its)
    life.ends()


only_on_a_file = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
only_on_a_server = pytest.mark.parametrize("records_url", ["postgres"], indirect=True)
anything = given(
    owner=st.sampled_from([VERA, VERA, BOB]),
    asker=st.sampled_from([BOB, VERA]),
    marks=st.sampled_from(MARKS),
    data=st.data(),
)
# Not shrunk: that would take minutes, and what was drawn is short enough to read.
unshrunk = settings(
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@only_on_a_file
@settings(unshrunk, max_examples=12)
@anything
def test_no_sequence_of_acts_leaves_a_state_the_table_does_not_allow_or_the_record_does_not_tell(
    with_orion: Running, owner: str, asker: str, marks: str, data: st.DataObject
) -> None:
    lived(with_orion, owner, asker, marks, data)


@only_on_a_server
@settings(unshrunk, max_examples=5)
@anything
def test_neither_does_one_on_a_server(
    with_orion: Running, owner: str, asker: str, marks: str, data: st.DataObject
) -> None:
    lived(with_orion, owner, asker, marks, data)


WHOLE_LIFE = [
    (VERA, "decline no time", "proposed"),
    (BOB, f"reassign <@{VERA}> please", "proposed"),
    (VERA, "accept", "accepted"),
    (VERA, "start", "in progress"),
    (VERA, "block the site is closed", "blocked"),
    (VERA, "unblock", "in progress"),
    (VERA, "snooze hour", "in progress"),
    (12, "", "in progress"),
    (ALICE, "acknowledge", "in progress"),
    (VERA, "escalate no answer", "in progress"),
    (BOB, "stepdown ask again", "in progress"),
    (ALICE, "hold until 18 Dec the site is closed", "in progress"),
    (VERA, "due 21 Dec the site opens late", "in progress"),
    (VERA, "done https://x.example/report", "done"),
    (BOB, "undo", "in progress"),
    (VERA, "done https://x.example/report", "done"),
    (BOB, "reopen a page is missing", "in progress"),
    (VERA, "cancel not needed", "in progress"),  # it is not hers to take back
    (BOB, "cancel not needed", "cancelled"),
    (BOB, "undo", "in progress"),
    (VERA, "done https://x.example/report", "done"),
    (VERA, "verify", "done"),  # nobody verifies their own
    (CHARLIE, "verify", "done"),
    (ALICE, "verify", "verified"),
    (ALICE, "undo", "verified"),
    (BOB, "reopen why", "verified"),
]


def test_a_whole_life_from_the_no_to_the_verification_is_on_the_record(with_orion: Running) -> None:
    life = Life(with_orion, VERA, BOB, "#audit")
    for by, line, state in WHOLE_LIFE:
        if isinstance(by, int):
            life.waits(timedelta(days=by))
        else:
            life.says(by, *line.partition(" ")[::2])
        assert life.row.state == state, line
    life.ends()
    assert {type(entry.event) for entry in life.past()} == {
        *RECORDS.values(),
        ActionItemOpened,
        EvidenceAdded,
        EscalationEnded,
    }
