"""How an agenda looks: its points in order, what each stems from, the minutes of all beside those of the session."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from governance.agenda import AgendaItem
from governance.drawing_up import is_rest
from governance.people import Person
from governance.sessions import Session, State
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, cut, esc, menu, one_way, section
from handlers.kit.drawing_up import Drawn
from handlers.kit.words import plural
from storage.sessions import COMING
from storage.unit_of_work import UnitOfWork

PAGE = 20
TIMES = {1: "once", 2: "twice"}


def agenda_blocks(drawn: Drawn, zone: ZoneInfo, uow: UnitOfWork, page: int = 1) -> list[Block]:
    """One page of it, with the buttons that change it."""
    session, first = drawn.session, (page - 1) * PAGE
    if session.state is State.CANCELLED:
        return [
            section(
                f"*Agenda of {session.reference}*\nThe session is cancelled. What was on it waits for the next one."
            )
        ]
    items = drawn.items[first : first + PAGE]
    people = uow.people.some({its.owner_id for its in items if its.owner_id})
    more = len(drawn.items) - first - len(items)
    return [
        section(f"*Agenda of {session.reference}* {shown.session_line(session, zone)}\n{minutes_line(drawn)}"),
        *(_point(its, people) for its in items),
        *([context(f"and {more:,} more")] if more > 0 else []),
        _buttons(drawn, items, more, page),
    ]


def minutes_line(drawn: Drawn) -> str:
    """`55 of 60 minutes are planned.`; kind where it is too much."""
    planned, there_are = drawn.minutes, drawn.session.minutes
    if not drawn.items:
        return "Nothing is on it yet. Please add what you want to talk about."
    if planned <= there_are:
        return f"{planned} of {there_are} minutes are planned."
    return (
        f"{planned} minutes are planned and the session has {there_are}. "
        "Please take something off, or give some points fewer minutes."
    )


def point_line(its: AgendaItem, people: Mapping[int, Person]) -> str:
    """Its place and title, then what is asked, how long, of whom."""
    head = f"*{its.position}.* {esc(one_way(cut(its.title, shown.TITLE)))}"
    facts = [its.kind.capitalize(), plural(its.minutes, "minute")]
    facts += [shown.person(people[its.owner_id])] if its.owner_id and its.owner_id in people else []
    facts += [f"carried over {carried_words(its.carried)}"] if its.carried else []
    facts += [f"<{esc(its.link)}|where it comes from>"] if _is_address(its) else []
    facts += [f"*{its.outcome}*"] if its.outcome else []
    return f"{head}\n{', '.join(facts)}"


def carried_words(count: int) -> str:
    return TIMES.get(count, f"{count} times")


def link_of(its: AgendaItem) -> str | None:
    """The command that shows what it stems from."""
    if its.link:
        return None if _is_address(its) else its.link
    kind, _, number = its.stems_from.partition(":")
    return f"sla breach B-{number}" if kind == "breach" else None


def _is_address(its: AgendaItem) -> bool:
    return (its.link or "").startswith("https://")


def _point(its: AgendaItem, people: Mapping[int, Person]) -> Block:
    link = link_of(its)
    opens = button("Open", "again", link, label=f"Open what point {its.position} is about") if link else None
    return section(point_line(its, people), button=opens)


def _buttons(drawn: Drawn, items: Sequence[AgendaItem], more: int, page: int) -> Block:
    session = drawn.session
    row = [_add(session)] if can_be_changed(session) else []
    open_ones = [its for its in items if its.is_open] if row else []
    own = [its for its in open_ones if not is_rest(its)]
    row += [menu("Change a point", "agenda.edit", _choices(own))] if own else []
    row += [menu("Take one off", "agenda.off", _choices(open_ones))] if open_ones else []
    row += [button("Reorder", "agenda.order", session.reference)] if len(own) > 1 else []
    row += [button("Pre-read", "again", f"session preread {session.reference}", label="Send me the pre-read as a PDF")]
    row += [button("Next page", "again", f"session agenda {session.reference} page {page + 1}")] if more > 0 else []
    return actions(*row)


def can_be_changed(session: Session) -> bool:
    return session.state in COMING and session.ended_at is None


def _add(session: Session) -> Block:
    return button("Add a point", "again", f"session agenda {session.reference} add", style="primary")


def _choices(items: Sequence[AgendaItem]) -> list[tuple[str, str]]:
    return [(str(its.id), f"{its.position}. {its.title}") for its in items]
