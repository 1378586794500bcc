"""The message that opens a session in the channel, and what it becomes while the session is held: quorum, people, agenda, buttons."""

from collections.abc import Mapping, Sequence

from governance.agenda import AgendaItem, Outcome, under_discussion
from governance.bodies import SPONSOR, Attended, Presence
from governance.decisions import State as DecisionState
from governance.people import Person
from governance.sessions import State
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way, paragraphs, section
from handlers.kit.replies import Message
from handlers.kit.sittings import Sitting, is_missing, points_of
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

POINTS, TITLE = 30, 120
MARK = ":arrow_forward:"
WRITE_IT_DOWN = "Write the decision down"
# One click each; a decision that is not written down yet is asked for first.
OUTCOMES = (
    (Outcome.DECIDED, "Decided"),
    (Outcome.DISCUSSED, "Discussed"),
    (Outcome.NOTED, "Noted"),
    (Outcome.PARKED, "Parked"),
    (Outcome.CARRIED_OVER, "Carried over"),
)


def panel(sitting: Sitting, uow: UnitOfWork) -> Message:
    points = points_of(sitting.session, uow)
    now = under_discussion(points)
    owners = uow.people.some({its.owner_id for its in points if its.owner_id})
    lines = [_heading(sitting), *_there(sitting, uow), "", *_agenda(points, sitting, now, owners)]
    blocks = paragraphs(lines)
    if not sitting.session.is_on:
        return Message(tuple(blocks))
    return Message((*blocks, _people_row(sitting), *_point_rows(points, sitting, now, uow), _notes_row(sitting, now)))


def _heading(sitting: Sitting) -> str:
    its = sitting.session
    named = f"*{its.reference}* {esc(one_way(its.title))}"
    if its.is_on:
        return f":calendar: {named} is on. It is held in the thread below this message."
    held = "was held" if its.state is State.HELD else "was held without a quorum, so nothing was decided"
    return f":calendar: {named} {held}."


# --- who is there ----------------------------------------------------------------------------------------------------------


def quorum_words(sitting: Sitting, uow: UnitOfWork) -> str:
    """The quorum said aloud."""
    if sitting.short.is_quorate:
        return f"*Quorum: yes.* {esc(cut(listing(_counted(sitting, uow)), 300))}."
    return f"*No quorum yet:* {esc(is_missing(sitting.short, sitting.vendor, uow))}. You can discuss, not decide."


def _counted(sitting: Sitting, uow: UnitOfWork) -> list[str]:
    """Such as ["1 of Northwind", "2 of Helix Clinical", "a chair"]."""
    there = sitting.attendance.counted() & sitting.counted.keys()
    parties = [sitting.counted[who] for who in there]
    names = {SPONSOR: uow.workspace.name, f"vendor:{sitting.vendor.id}": sitting.vendor.name}
    heads = [f"{parties.count(party)} of {name}" for party, name in names.items() if party in parties]
    chairs = len(there & set(sitting.chairs))
    return heads + ([plural(chairs, "chair") if chairs > 1 else "a chair"] if chairs else [])


def _there(sitting: Sitting, uow: UnitOfWork) -> list[str]:
    """The quorum, then a line each of who is there, who is there without a seat, and who sent apologies."""
    lines: dict[str, list[str]] = {"Present": [], "Also there": [], "Apologies": []}
    for its in sitting.attendance.lines:
        lines[_kind(its, sitting)].append(_one(its, sitting))
    ended = sitting.session.ended_at is not None
    aloud = [] if ended and not sitting.short.is_quorate else [quorum_words(sitting, uow)]
    return [*aloud, *(f"{name}: {listing(people)}" for name, people in lines.items() if people)]


def _kind(its: Attended, sitting: Sitting) -> str:
    if its.how is Presence.APOLOGY:
        return "Apologies"
    return "Present" if (its.for_id or its.person_id) in sitting.counted else "Also there"


def _one(its: Attended, sitting: Sitting) -> str:
    person = shown.person(sitting.people.get(its.person_id))
    return f"{person} for {shown.person(sitting.people.get(its.for_id))}" if its.for_id else person


def _people_row(sitting: Sitting) -> Block:
    ref = sitting.session.reference
    row = [
        button("Present", "sittings.present", ref, style="primary"),
        button("Deputy", "sittings.deputy", ref, label="I am here in somebody's place"),
        button("Apology", "sittings.apology", ref, label="I cannot be here"),
        button("Who is here", "sittings.attendance", ref, label="A chair notes who is here"),
    ]
    if not sitting.short.is_quorate:
        row.append(call_button(sitting))
    return actions(*row)


def call_button(sitting: Sitting) -> Block:
    return button("Call the deputies", "sittings.deputies", sitting.session.reference)


# --- what is talked about ----------------------------------------------------------------------------------------------------


def _agenda(
    points: Sequence[AgendaItem], sitting: Sitting, now: AgendaItem | None, owners: Mapping[int, Person]
) -> list[str]:
    if not points:
        return ["Nothing stands on the agenda."]
    first = max(0, points.index(now) - POINTS // 2) if now and len(points) > POINTS else 0
    lines = [_point(its, sitting, now, owners.get(its.owner_id or 0)) for its in points[first : first + POINTS]]
    before = [f"… {plural(first, 'point')} before"] if first else []
    left = len(points) - first - POINTS
    return ["*Agenda*", *before, *lines, *([f"… and {plural(left, 'more point')}"] if left > 0 else [])]


def _point(its: AgendaItem, sitting: Sitting, now: AgendaItem | None, owner: Person | None) -> str:
    whose = [shown.person(owner)] if owner else []
    place = f"{its.position}." if its.position else "•"  # added while the session is on
    words = f"{place} {title(its)} ({', '.join([str(its.kind), f'{its.minutes} min', *whose])})"
    if its.outcome:
        return f"{words}: *{its.outcome}*"
    return f"{MARK} *{words}*" if now and its.id == now.id and sitting.session.is_on else words


def title(item: AgendaItem) -> str:
    """A point's title, escaped."""
    return esc(one_way(cut(item.title, TITLE)))


def outcome_button(words: str, outcome: Outcome, item: AgendaItem, sitting: Sitting, uow: UnitOfWork) -> Block:
    ref = f"{sitting.session.reference} {item.id}"
    if outcome is Outcome.DECIDED and not is_decided(item, sitting, uow):
        return button(words, "decisions.form", ref, label=WRITE_IT_DOWN)
    return button(words, "sittings.outcome", f"{ref} {outcome}", label=f"{words}: point {item.position}")


def is_decided(item: AgendaItem, sitting: Sitting, uow: UnitOfWork) -> bool:
    """Whether a decision of this session is about the point."""
    made = uow.decisions.of_session(sitting.session.id)
    return any(its.item_id == item.id and its.state is DecisionState.IN_FORCE for its in made)


def _point_rows(points: Sequence[AgendaItem], sitting: Sitting, now: AgendaItem | None, uow: UnitOfWork) -> list[Block]:
    """What came of the point the session has come to, in one click."""
    another = button("Another point", "sittings.point", sitting.session.reference)
    if now is None:
        return [actions(another)] if points else []
    row = [outcome_button(words, outcome, now, sitting, uow) for outcome, words in OUTCOMES]
    return [section(f"*{now.position}. {title(now)}* is being discussed. What came of it?"), actions(*row, another)]


def _notes_row(sitting: Sitting, now: AgendaItem | None) -> Block:
    ref = f"{sitting.session.reference} {now.id if now else 0}"
    end = button("End", "sittings.end", sitting.session.reference, style="danger", label="End the session")
    sure = f"What nothing has come of is carried over, and {sitting.session.reference} is over for both companies."
    words = {"title": "End the session?", "text": sure, "confirm": "End it", "deny": "Not yet"}
    asks = {name: {"type": "plain_text", "text": its} for name, its in words.items()}
    row = [
        button("Add an action", "sittings.action", ref),
        button("Note a risk", "sittings.risk", ref),
        button("Park something", "sittings.parked", ref),
    ]
    if now is None:  # else "Decided" asks for it
        row.append(button(WRITE_IT_DOWN, "decisions.form", ref))
    return actions(*row, end | {"confirm": asks})
