"""Parley draws up a session's agenda: what is to be talked about comes on, what is settled goes, what people put there stays."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from governance.agenda import USUAL_MINUTES, AgendaItem, ItemKind, Outcome, in_order, planned_minutes
from governance.drawing_up import (
    Fitted,
    Gravity,
    Group,
    Proposal,
    fitted,
    group_of,
    is_rest,
    placed,
    rest_stems,
    rest_words,
)
from governance.events import AgendaItemAdded, AgendaItemChanged, AgendaItemSettled, Words
from governance.sessions import Session
from handlers.kit.agenda import NEVER_HELD, told
from handlers.kit.agenda_causes import Causes, causes_of, settled_among
from storage.agenda import NewItem
from storage.sessions import COMING
from storage.unit_of_work import UnitOfWork

LOOKED_AT = 40  # so many of what waits are looked at; the rest is counted
Terms = dict[str, Any]  # of what waits: see Agenda.waiting_for


@dataclass(frozen=True)
class Drawn:
    """A session's agenda as it is shown: what is open or was concluded, in its order; nothing the channel is yet to hear of."""

    session: Session
    items: tuple[AgendaItem, ...]

    @property
    def minutes(self) -> int:
        return planned_minutes(self.items)


def can_be_drawn(session: Session, uow: UnitOfWork) -> bool:
    """Whether Parley still changes its agenda: until somebody starts it, or its time has come."""
    return session.state in COMING and session.started_at is None and session.starts_at > uow.at


def draw_up(session: Session, uow: UnitOfWork, *, at_last: bool = False) -> Drawn:
    """Brings the agenda of a session that is to come up to date, and gives it; harmless to repeat. `at_last`: it begins now."""
    if can_be_drawn(session, uow) or (at_last and session.state in COMING):
        with _by_itself(uow):
            _draw(session, uow)
    return agenda_of_session(session, uow)


def agenda_of_session(session: Session, uow: UnitOfWork) -> Drawn:
    """The agenda as it stands."""
    return Drawn(session, tuple(told(in_order(_standing(session, uow)), session.vendor_id, uow)))


def _standing(session: Session, uow: UnitOfWork) -> list[AgendaItem]:
    return [its for its in uow.agenda.of_session(session.id) if its.outcome is not Outcome.SETTLED]


@contextmanager
def _by_itself(uow: UnitOfWork) -> Iterator[None]:
    """What is recorded meanwhile was nobody's deed, whoever asked to see the agenda."""
    actor, uow.actor = uow.actor, None
    try:
        yield
    finally:
        uow.actor = actor


def _draw(session: Session, uow: UnitOfWork) -> None:
    vendor, there, terms = uow.vendors.by_id(session.vendor_id), _standing(session, uow), _terms(session, uow)
    waiting, more = _waiting(session, terms, uow)
    gone = set(settled_among([*there, *waiting], session, uow))
    _settle(session.vendor_id, gone, uow)
    waiting = [its for its in waiting if its.stems_from not in gone]
    there = _without_doubles([its for its in there if not (its.is_open and its.stems_from in gone)], waiting, uow)
    causes, withdrawn = causes_of(session, vendor, [*there, *waiting], uow), uow.agenda.withdrawn_from(session.id)
    fixed = [its for its in there if not is_rest(its)]
    its = fitted(
        _proposed(causes, fixed, waiting, withdrawn),
        session.minutes - planned_minutes(fixed),
        {**causes.uncounted, Group.POINTS: more},
        Counter(map(group_of, fixed)),
    )
    taken = _take(its.chosen, session, terms, uow)
    rests = _rests(its, [*fixed, *taken], [item for item in there if is_rest(item)], session, withdrawn, uow)
    _order(fixed, [*taken, *rests], {one.stems: one.gravity for one in causes.proposals}, uow)


def _without_doubles(there: Sequence[AgendaItem], waiting: Iterable[AgendaItem], uow: UnitOfWork) -> list[AgendaItem]:
    """What was carried over takes the place of the same thing that Parley drew meanwhile."""
    carried = {its.stems_from for its in waiting if its.carried and its.stems_from}
    doubles = {its.id for its in there if its.is_open and its.drawn and not its.carried and its.stems_from in carried}
    _closed(doubles, uow)
    return [its for its in there if its.id not in doubles]


def _closed(items: Collection[int], uow: UnitOfWork) -> None:
    for item in uow.agenda.close_all(items, Outcome.SETTLED, uow.at):
        uow.record(AgendaItemSettled(agenda_item=item.id, vendor=item.vendor_id, stems_from=item.stems_from))


# --- what waits -------------------------------------------------------------------------------------------------------------


def _waiting(session: Session, terms: Terms | None, uow: UnitOfWork) -> tuple[list[AgendaItem], int]:
    """What this session can take up, and how much more there is; nothing where a session before it takes that up."""
    if terms is None:
        return [], 0
    found = uow.agenda.waiting_for(session, LOOKED_AT, **terms)
    more = uow.agenda.count_waiting(session, **terms) - len(found) if len(found) == LOOKED_AT else 0
    old = {its.id for its in found if is_rest(its)}
    _closed(old, uow)  # what it stood for is counted anew
    return [its for its in found if its.id not in old], more


def _terms(session: Session, uow: UnitOfWork) -> Terms | None:
    """On which terms it takes up what waits: only the vendor's next session takes what is for any, only the next of its kind
    what is for that kind."""
    first = next(iter(uow.sessions.coming(session.vendor_id, uow.at, most=1)), None)
    if first is None or session.starts_at <= first.starts_at:
        return {"missed_before": uow.at - NEVER_HELD}
    coming = uow.sessions.next_of(session.vendor_id, session.kind, uow.at)
    if coming and coming.id != session.id and coming.starts_at <= session.starts_at:
        return None
    return {"missed_before": uow.at - NEVER_HELD, "any_kind": False}


def _proposed(
    causes: Causes, there: Iterable[AgendaItem], waiting: Iterable[AgendaItem], withdrawn: set[str]
) -> list[Proposal]:
    """Each thing once: what is there already is not proposed, nor what somebody took off; what waits is taken up as it is."""
    known = {causes.thing(its.stems_from) for its in there if its.stems_from}
    known |= {causes.thing(its) for its in withdrawn}
    by_stems = {its.stems: its for its in causes.proposals}
    found: list[Proposal] = []
    for item in sorted(waiting, key=lambda its: (-its.carried, its.drawn, its.id)):
        thing = causes.thing(item.stems_from) if item.stems_from else item.id
        if thing in known or item.stems_from in causes.withheld:
            continue
        known.add(thing)
        found.append(_as_it_waits(item, by_stems.get(item.stems_from)))
    return found + [its for its in causes.proposals if causes.thing(its.stems) not in known]


def _as_it_waits(item: AgendaItem, cause: Proposal | None) -> Proposal:
    """A point that waits; one nobody has worked on yet gets what is usual for what it stems from."""
    fresh = item.drawn and item.owner_id is None and item.minutes == USUAL_MINUTES and item.kind is ItemKind.DISCUSSION
    if cause and fresh:
        return replace(cause, item=item, title=item.title)
    return Proposal(
        group=cause.group if cause else Group.POINTS,
        title=item.title,
        stems=item.stems_from,
        kind=item.kind,
        minutes=item.minutes,
        gravity=cause.gravity if cause and not item.carried else Gravity.PEOPLES,
        owner_id=item.owner_id,
        link=item.link or (cause.link if cause else None),
        item=item,
    )


# --- what is written ----------------------------------------------------------------------------------------------------------


def _settle(vendor: int, stems: Iterable[str], uow: UnitOfWork) -> None:
    for item in uow.agenda.settle_all(vendor, sorted(stems), uow.at):
        uow.record(AgendaItemSettled(agenda_item=item.id, vendor=vendor, stems_from=item.stems_from))


def _take(chosen: Sequence[Proposal], session: Session, terms: Terms | None, uow: UnitOfWork) -> list[AgendaItem]:
    """What waits is taken up, what is new is added."""
    known = _found_waiting(chosen, session, terms, uow)
    chosen = [replace(its, item=known[its.stems]) if not its.item and its.stems in known else its for its in chosen]
    taken = [_as_is_usual(its.item, its, session) for its in chosen if its.item]
    uow.agenda.take_up_as(session.id, taken)
    new = [_new(its) for its in chosen if not its.item]
    added = uow.agenda.add_all(session.vendor_id, new, uow.at, session=session.id)
    for item in added:
        _record_added(item, uow)
    return [*taken, *added]


def _found_waiting(
    chosen: Iterable[Proposal], session: Session, terms: Terms | None, uow: UnitOfWork
) -> dict[str, AgendaItem]:
    """Points that wait, behind those that were looked at, for what is about to be added."""
    wanted = {its.stems for its in chosen if not its.item}
    if not wanted or terms is None:
        return {}
    return {its.stems_from: its for its in uow.agenda.waiting_for(session, stems=wanted, **terms)}


def _as_is_usual(item: AgendaItem, its: Proposal, session: Session) -> AgendaItem:
    """As it stands on this session: one that has no kind, owner and minutes of its own gets them now."""
    usual: dict[str, Any] = {"kind": its.kind, "owner_id": its.owner_id, "minutes": its.minutes, "link": its.link}
    return replace(item, session_id=session.id, position=0, **usual)


def _new(its: Proposal) -> NewItem:
    return NewItem(
        title=its.title,
        kind=its.kind,
        owner_id=its.owner_id,
        minutes=its.minutes,
        link=its.link,
        stems_from=its.stems,
        study_id=its.study_id,
        drawn=True,
    )


def _record_added(item: AgendaItem, uow: UnitOfWork) -> None:
    facts = {"agenda_item": item.id, "vendor": item.vendor_id, "stems_from": item.stems_from}
    uow.record(AgendaItemAdded(title=Words(item.title), **facts))  # type: ignore[arg-type]


# --- what stands for the rest -------------------------------------------------------------------------------------------------


def _rests(
    its: Fitted,
    there: Iterable[AgendaItem],
    before: Iterable[AgendaItem],
    session: Session,
    withdrawn: set[str],
    uow: UnitOfWork,
) -> list[AgendaItem]:
    """One point for what does not fit of each group; what nothing is left of is settled."""
    beside = {group_of(item) for item in there}
    old = {item.stems_from: item for item in before if item.is_open}
    wanted = {
        rest_stems(group, session.id): rest_words(group, count, group in beside or group is Group.ALL)
        for group, count in sorted(its.rest.items())
    }
    _settle(session.vendor_id, old.keys() - wanted.keys(), uow)
    kept = [_reworded(item, wanted[stems], its, uow) for stems, item in old.items() if stems in wanted]
    new = [_rest(stems, words, its) for stems, words in wanted.items() if stems not in {*old, *withdrawn}]
    added = uow.agenda.add_all(session.vendor_id, new, uow.at, session=session.id)
    for item in added:
        _record_added(item, uow)
    return [*kept, *added]


_LINKS = {Group.KPIS: "sla breaches", Group.ACTIONS: "action list overdue", Group.AGREEMENTS: "vendor agreements"}


def _rest(stems: str, words: str, its: Fitted) -> NewItem:
    link = _LINKS.get(Group(stems.split(":")[1]))
    return NewItem(
        title=words, kind=ItemKind.INFORMATION, minutes=its.rest_minutes, stems_from=stems, drawn=True, link=link
    )


def _reworded(item: AgendaItem, words: str, its: Fitted, uow: UnitOfWork) -> AgendaItem:
    if item.title == words and item.minutes == its.rest_minutes:
        return item
    changed = uow.agenda.change(item, title=words, minutes=its.rest_minutes)
    if changed is None:
        return item
    facts = {"agenda_item": item.id, "vendor": item.vendor_id, "kind": changed.kind, "owner": changed.owner_id}
    uow.record(AgendaItemChanged(title=Words(words), minutes=changed.minutes, **facts))  # type: ignore[arg-type]
    return changed


def _order(
    fixed: Sequence[AgendaItem], new: Sequence[AgendaItem], gravity: dict[str, Gravity], uow: UnitOfWork
) -> None:
    """Only where something changes its place."""
    there = [*fixed, *(its for its in new if its.position)]
    fresh = [its for its in new if not its.position]
    ids = placed(there, fresh, gravity)
    places = {its.id: its.position for its in (*there, *fresh)}
    if [places[its] for its in ids] != list(range(1, len(ids) + 1)):
        uow.agenda.order(ids)
