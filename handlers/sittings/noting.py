"""Notes said in a session's thread, or written in a form: an action, a risk, a point for the next session; each echoed to all."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import Any

from governance.actions import ActionItem
from governance.agenda import AgendaItem
from governance.notes import NoteKind
from governance.people import Act
from governance.refusals import Empty, TooLong
from governance.risks import Risk
from handlers.kit import shown
from handlers.kit.action_rows import deed, open_it
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    choice,
    cut,
    date_input,
    esc,
    field,
    one_way,
    person_input,
    section,
    text_input,
    without_marks,
)
from handlers.kit.remedies import Wish, take_promise, wish_of_form
from handlers.kit.replies import Form, Message, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, item_words, points_of, say_in_thread, take_item
from handlers.kit.words import listing
from handlers.sittings.echoing import Echo, keep
from handlers.sittings.finding import number, that_is_on, the_point
from handlers.sittings.making import make_action, make_parked, make_risk, park
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork

LONGEST = 300
KNOWN = 1500  # of what was said, in the button that asks for the rest


# --- in the thread -------------------------------------------------------------------------------------------------------------


@feature.note(NoteKind.ACTION, act=Act.NOTE_IN_SESSIONS)
def action(request: Request, uow: UnitOfWork) -> Reply:
    """Who does it and by when is asked for where the words do not say."""
    sitting, point, words = _in_the_thread(request, uow)
    wish = take_promise(words, request, uow)
    if wish.is_whole:
        _add_action(sitting, point, wish, request, uow)
    else:
        _ask_the_rest(sitting, point, wish, request, uow)
    return None


@feature.note(NoteKind.RISK, act=Act.NOTE_IN_SESSIONS)
def risk(request: Request, uow: UnitOfWork) -> Reply:
    sitting, point, words = _in_the_thread(request, uow)
    _add_risk(sitting, point, without_marks(words), request, uow)
    return None


@feature.note(NoteKind.PARKED, act=Act.NOTE_IN_SESSIONS)
def parked(request: Request, uow: UnitOfWork) -> Reply:
    """Without words the point itself is parked: the one named, or the one that is talked about."""
    sitting, point, words = _in_the_thread(request, uow)
    if words or point is None:
        _add_parked(sitting, point, without_marks(words), request, uow)
    else:
        _park_point(sitting, point, request, uow)
    return None


def _in_the_thread(request: Request, uow: UnitOfWork) -> tuple[Sitting, AgendaItem | None, str]:
    sitting, _ = that_is_on("", request, uow)
    point, words = take_item(request.text, points_of(sitting.session, uow))
    return sitting, point, words


def _ask_the_rest(sitting: Sitting, point: AgendaItem | None, wish: Wish, request: Request, uow: UnitOfWork) -> None:
    """In the thread, so that whoever knows can say it; what is known is filled in."""
    asks = [*([] if wish.title else ["What is to be done"]), *([] if wish.owner else ["who does it"])]
    asks += [] if wish.due else ["by when"]
    what = f": {esc(one_way(cut(wish.title, LONGEST)))}" if wish.title else ""
    ref = f"{sitting.session.reference} {point.id if point else 0} {_known(wish)}"
    text = f"An action{item_words(point)}{what}\n{_capital(listing(asks))}?"
    row = actions(button("Complete it", "sittings.action", ref, style="primary"))
    say_in_thread(sitting.session, Message((section(text), row)), f"asked:{request.key}:{_mark(request.text)}", uow)


def _mark(words: str) -> str:
    """Tells notes of one message apart, and nothing of what they say."""
    return sha256(words.encode()).hexdigest()[:16]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _known(wish: Wish) -> str:
    """As much as is known, in one line: owner, day, words."""
    owner, due = wish.owner.id if wish.owner else 0, wish.due.isoformat() if wish.due else "-"
    return f"{owner} {due} {cut(wish.title, KNOWN)}"


# --- by button and form ----------------------------------------------------------------------------------------------------------


@feature.button("sittings.action", act=Act.NOTE_IN_SESSIONS)
def action_form(request: Request, uow: UnitOfWork) -> Reply:
    sitting, rest = that_is_on(request.ref, request, uow)
    point, owner, due, title = ([*rest.split(" ", 3), "", "", "", ""])[:4]
    who = uow.people.some({number(owner)}).get(number(owner))
    blocks = (
        field("title", "What is to be done?", text_input(title, lines=True, most=3000)),
        field("owner", "Who does it?", person_input(who.slack_user if who else None)),
        field("due", "By when?", date_input(_day(due))),
        *_point_field(point, sitting, uow),
    )
    return _show("action", "Add an action", sitting, blocks)


def _day(text: str) -> str | None:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return None


@feature.form("sittings.action", act=Act.NOTE_IN_SESSIONS)
def action_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("title"):
        sitting, point = _of_form(request, uow)
        item = _add_action(sitting, point, wish_of_form(request.values, request, uow), request, uow)
    return say(section(f"{item.reference} is noted in the session's thread."))


@feature.button("sittings.risk", act=Act.NOTE_IN_SESSIONS)
def risk_form(request: Request, uow: UnitOfWork) -> Reply:
    sitting, point = that_is_on(request.ref, request, uow)
    entry = text_input(lines=True, most=1000)
    return _show(
        "risk", "Note a risk", sitting, (field("words", "What may happen?", entry), *_point_field(point, sitting, uow))
    )


@feature.form("sittings.risk", act=Act.NOTE_IN_SESSIONS)
def risk_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("words"):
        sitting, point = _of_form(request, uow)
        drafted = _add_risk(sitting, point, request.required("words"), request, uow)
    return say(section(f"{drafted.reference} is noted in the session's thread."))


@feature.button("sittings.parked", act=Act.NOTE_IN_SESSIONS)
def parked_form(request: Request, uow: UnitOfWork) -> Reply:
    sitting, _ = that_is_on(request.ref, request, uow)
    hint = f"For the next {sitting.session.kind} with {sitting.vendor.name}."
    return _show("parked", "Park something", sitting, (field("words", "What?", text_input(most=LONGEST), hint=hint),))


@feature.form("sittings.parked", act=Act.NOTE_IN_SESSIONS)
def parked_by_form(request: Request, uow: UnitOfWork) -> Reply:
    with about("words"):
        sitting, point = _of_form(request, uow)
        _add_parked(sitting, point, request.required("words"), request, uow)
    return say(section("It is parked, and the session's thread says so."))


def _show(name: str, heading: str, sitting: Sitting, blocks: tuple[Block, ...]) -> Reply:
    memo = {"of": sitting.session.reference}
    return Show(form=Form(name=f"sittings.{name}", title=heading, submit="Note it", blocks=blocks, memo=memo))


def _point_field(point: str, sitting: Sitting, uow: UnitOfWork) -> list[Block]:
    pairs = [(str(its.id), f"{its.position}. {its.title}") for its in points_of(sitting.session, uow)]
    return [field("point", "To which point?", choice(pairs, point.strip()), optional=True)] if pairs else []


def _of_form(request: Request, uow: UnitOfWork) -> tuple[Sitting, AgendaItem | None]:
    values: Mapping[str, Any] = request.values
    sitting, _ = that_is_on(str(values.get("of")), request, uow)
    return sitting, the_point(str(values.get("point") or ""), sitting, uow)


# --- kept, and echoed ------------------------------------------------------------------------------------------------------------


def _add_action(
    sitting: Sitting, point: AgendaItem | None, wish: Wish, request: Request, uow: UnitOfWork
) -> ActionItem:
    item = make_action(sitting, point, wish, request, uow)
    owner = uow.people.by_id(item.owner_id)
    verified = " The other company verifies that it is done." if item.needs_verification else ""
    line = f":white_check_mark: {shown.action_line(item, owner, request.today)}{item_words(point)}, {_by(request)}.{verified}"
    own = [deed("Accept", "accept", item, announced=True)] if item.state == "proposed" else []
    echo = Echo(NoteKind.ACTION, f"action:{item.id}", line, (*own, open_it(item)), f"opened:{item.reference}")
    keep(echo, sitting.session, point, request, uow)
    return item


def _add_risk(sitting: Sitting, point: AgendaItem | None, words: str, request: Request, uow: UnitOfWork) -> Risk:
    drafted = make_risk(sitting, point, _checked(words, "The risk", "what may happen"), uow)
    scored = f"probability {drafted.probability}, impact {drafted.impact} of 5 until somebody says more"
    line = f":warning: *{drafted.reference}* Risk: {esc(one_way(drafted.event))}{item_words(point)}, {_by(request)}; {scored}."
    more = button("Complete it", "sittings.complete", drafted.id, label=f"Complete {drafted.reference}")
    stays = button("Keep risk", "risk.deed", f"keep {drafted.reference}", label=f"Keep {drafted.reference}")
    keep(Echo(NoteKind.RISK, f"risk:{drafted.id}", line, (more, stays)), sitting.session, point, request, uow)
    return drafted


def _add_parked(sitting: Sitting, point: AgendaItem | None, words: str, request: Request, uow: UnitOfWork) -> None:
    title = _checked(words, "What is parked", "what is to be talked about next time")
    item = make_parked(sitting, title, uow)
    _echo_parked(item.id, title, sitting, point, request, uow)


def _park_point(sitting: Sitting, point: AgendaItem, request: Request, uow: UnitOfWork) -> None:
    successor = park(sitting, point, uow)
    _echo_parked(successor, point.title, sitting, point, request, uow)


def _echo_parked(
    item: int, title: str, sitting: Sitting, point: AgendaItem | None, request: Request, uow: UnitOfWork
) -> None:
    words = esc(one_way(cut(title, LONGEST)))
    line = f":pushpin: Parked for the next {sitting.session.kind}: {words}, {_by(request)}."
    keep(Echo(NoteKind.PARKED, f"agenda_item:{item}", line), sitting.session, point, request, uow)


def _checked(words: str, what: str, hint: str) -> str:
    said = " ".join(words.split())
    if not said:
        raise Empty(what=what, hint=hint)
    if len(said) > LONGEST * 3:
        raise TooLong(what=what, length=len(said), most=LONGEST * 3)
    return said


def _by(request: Request) -> str:
    return f"noted by {shown.person(request.by)}"
