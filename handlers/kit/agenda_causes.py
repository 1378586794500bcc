"""What a vendor's sessions ought to talk about, as things stand: what waits for a decision, what is red, disputed, overdue or
expiring. A few questions, however much there is; nothing that the channel is yet to hear of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from governance.agenda import AgendaItem, ItemKind
from governance.agreements import Agreement
from governance.decisions import WAITS, State
from governance.drawing_up import MOST, Gravity, Group, Proposal
from governance.kpis.breaches import Breach
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition, Party
from governance.kpis.periods import period_words
from governance.kpis.readings import reading_of
from governance.kpis.results import Result, ResultState, short_words
from governance.sessions import Session
from governance.vendors import Vendor
from handlers.kit.agenda import Key, Withheld, number_of, shows, to_decide, withheld_of
from handlers.kit.blocks import cut
from handlers.kit.breaching import title as breach_title
from handlers.kit.studies import told_apart
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

LONGEST = 150
MANY = 40  # of each kind are looked at; breaches behind those are counted
SHORT, LONG = 5, 10  # minutes


@dataclass(frozen=True, kw_only=True)
class Causes:
    """All there is: proposals, how many more of each group, and which KPI each thing is about."""

    proposals: Sequence[Proposal]
    uncounted: Mapping[Group, int] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    about: Mapping[str, Key] = field(default_factory=dict)

    def thing(self, stems: str) -> object:
        """The same for what is one thing: a breach, its red result and its KPI are."""
        return self.about.get(stems, stems)


def causes_of(session: Session, vendor: Vendor, there: Iterable[AgendaItem], uow: UnitOfWork) -> Causes:
    """What this session has to talk about but what people put there; `there` are the points there are already."""
    today = today_of(session, uow)
    withheld = withheld_of(vendor.id, uow)
    kpis, more_kpis, about = _kpis(vendor, today, withheld, uow)
    about |= _named_kpis(there, uow)
    actions, more_actions = _actions(vendor, today, withheld, uow)
    agreements = [_agreement(its, vendor) for its in uow.agreements.expiring([vendor.id], today)]
    return Causes(
        proposals=[*_decisions(session, vendor, uow), *kpis, *actions, *agreements],
        uncounted={Group.KPIS: more_kpis, Group.ACTIONS: more_actions},
        withheld=withheld.stems | {stems for stems, key in about.items() if key in withheld.keys},
        about=about,
    )


def today_of(session: Session, uow: UnitOfWork) -> date:
    """The day on the session's own calendar."""
    return uow.at.astimezone(ZoneInfo(session.zone)).date()


def settled_among(items: Iterable[AgendaItem], session: Session, uow: UnitOfWork) -> list[str]:
    """The stems of what Parley drew of these and is over by now."""
    stems = {its.stems_from for its in items if its.drawn}
    of_kind = {kind: {number_of(its): its for its in stems if its.startswith(f"{kind}:")} for kind in _STILL}
    over: list[str] = []
    for kind, named in of_kind.items():
        still = _STILL[kind](set(named), session, uow) if named else set()
        over += [its for number, its in named.items() if number not in still]
    return sorted(over)


# --- decisions, agreements, actions -------------------------------------------------------------------------------------------


def _decisions(session: Session, vendor: Vendor, uow: UnitOfWork) -> list[Proposal]:
    """Those that wait for a session of this kind, whether or not the vendor has a body of it."""
    return [
        Proposal(
            group=Group.DECISIONS,
            title=to_decide(its),
            stems=its.stems,
            kind=ItemKind.DECISION,
            minutes=LONG,
            gravity=Gravity.BREACH,
            owner_id=its.raised_by,
            study_id=its.study_id,
            link=shows(its),
        )
        for its in uow.decisions.waiting(vendor.id, session.kind)
    ]


def _agreement(its: Agreement, vendor: Vendor) -> Proposal:
    assert its.expires_on is not None
    return Proposal(
        group=Group.AGREEMENTS,
        title=cut(f"{its.reference} {its.title} expires on {its.expires_on:%-d %b %Y}: does it go on?", LONGEST),
        stems=its.stems,
        kind=ItemKind.DECISION,
        minutes=SHORT,
        gravity=Gravity.AGREEMENT,
        owner_id=its.kept_by or vendor.sponsor_lead,
        study_id=its.study_id,
        link="vendor agreements",
    )


def _actions(vendor: Vendor, today: date, withheld: Withheld, uow: UnitOfWork) -> tuple[list[Proposal], int]:
    """The longest overdue, and how many more there are."""
    late = Sought(vendor=vendor.id, due_before=today)
    shown = [
        its for its in uow.actions.page(late, most=MOST[Group.ACTIONS] * 2) if f"action:{its.id}" not in withheld.stems
    ]
    count = uow.actions.count(late) if len(shown) >= MOST[Group.ACTIONS] * 2 else len(shown)
    some = [
        Proposal(
            group=Group.ACTIONS,
            title=cut(f"{its.reference} {its.title}, due {its.due_on:%-d %b %Y}", LONGEST),
            stems=f"action:{its.id}",
            minutes=SHORT,
            gravity=Gravity.ACTION,
            owner_id=its.owner_id,
            study_id=its.study_id,
            link=f"action show {its.reference}",
        )
        for its in shown
    ]
    return some, max(0, count - len(shown))


# --- KPIs -----------------------------------------------------------------------------------------------------------------------


def _kpis(
    vendor: Vendor, today: date, withheld: Withheld, uow: UnitOfWork
) -> tuple[list[Proposal], int, dict[str, Key]]:
    """Breaches, disputed results and red KPIs, each KPI once; how many more breaches there are; and what is about which KPI."""
    open_ones = uow.breaches.page(vendor.id, 0, MANY)
    disputed = uow.results.disputed(vendor.id, MANY)
    red = uow.kpis.red_without_breach(vendor.id, today, MANY)
    definitions = uow.kpis.some({its.definition_id for its in (*disputed, *red)}) if disputed or red else {}
    definitions |= {its.id: its for _, its in open_ones}
    named = told_apart(definitions.values(), uow)
    found = [_breach(breach, named[its.id], vendor) for breach, its in open_ones]
    found += [_dispute(its, named[its.definition_id], vendor) for its in disputed]
    found += [
        _red(its, named[its.definition_id], vendor) for its in red if _is_red(its, named[its.definition_id], today)
    ]
    about = {breach.stems: its.key for breach, its in open_ones}
    about |= {f"result:{its.id}": definitions[its.definition_id].key for its in (*disputed, *red)}
    more = uow.breaches.count(vendor.id) - len(open_ones) if len(open_ones) == MANY else 0
    told = [its for its in found if its.stems not in withheld.stems and about[its.stems] not in withheld.keys]
    return _each_once(told, about), more, about


def _each_once(found: Iterable[Proposal], about: Mapping[str, Key]) -> list[Proposal]:
    by_kpi: dict[Key, Proposal] = {}
    for its in found:
        by_kpi.setdefault(about[its.stems], its)
    return list(by_kpi.values())


def _is_red(its: Result, what: Definition, today: date) -> bool:
    return reading_of(what, [its], today).colour is Colour.RED


def _breach(breach: Breach, what: Definition, vendor: Vendor) -> Proposal:
    return Proposal(
        group=Group.KPIS,
        title=cut(breach_title(breach, what), LONGEST),
        stems=breach.stems,
        minutes=LONG,
        gravity=Gravity.CANNOT_WAIT if what.cannot_wait else Gravity.BREACH,
        owner_id=owner_of(what, vendor),
        study_id=breach.study_id,
        link=f"sla breach {breach.reference}",
    )


def _dispute(its: Result, what: Definition, vendor: Vendor) -> Proposal:
    title = f"{what.name}: the number for {period_words(its.period, what.frequency)} is disputed"
    return _of_result(its, what, vendor, title, kind=ItemKind.DECISION)


def _red(its: Result, what: Definition, vendor: Vendor) -> Proposal:
    title = f"{what.name} is red: {short_words(its, what)} in {period_words(its.period, what.frequency)}"
    return _of_result(its, what, vendor, title, kind=ItemKind.DISCUSSION)


def _of_result(its: Result, what: Definition, vendor: Vendor, title: str, *, kind: ItemKind) -> Proposal:
    return Proposal(
        group=Group.KPIS,
        title=cut(title, LONGEST),
        stems=f"result:{its.id}",
        kind=kind,
        minutes=SHORT,
        gravity=Gravity.RED,
        owner_id=owner_of(what, vendor),
        study_id=its.study_id,
        link=f"sla show {what.code}",
    )


def owner_of(what: Definition, vendor: Vendor) -> int | None:
    """Whose work the KPI measures: its owner on that side, else that side's account lead."""
    if what.measured is Party.VENDOR:
        return what.vendor_owner or vendor.vendor_lead
    return what.sponsor_owner or vendor.sponsor_lead


def _named_kpis(there: Iterable[AgendaItem], uow: UnitOfWork) -> dict[str, Key]:
    """Which KPI the points are about that somebody put there from a digest."""
    named = {its.stems_from: number_of(its.stems_from) for its in there if its.stems_from.startswith("definition:")}
    found = uow.kpis.some(set(named.values())) if named else {}
    return {stems: found[number].key for stems, number in named.items() if number in found}


# --- what is over ---------------------------------------------------------------------------------------------------------------


def _open_breaches(ids: Collection[int], session: Session, uow: UnitOfWork) -> set[int]:
    return {its.id for its in uow.breaches.some(ids) if its.is_open}


def _current_results(ids: Collection[int], session: Session, uow: UnitOfWork) -> set[int]:
    """Those still disputed, or still the newest number of a red KPI."""
    still = {
        its.id for its in uow.results.some(ids).values() if its.state is ResultState.DISPUTED and not its.replaced_by
    }
    red = uow.kpis.red_without_breach(session.vendor_id, today_of(session, uow), MANY) if set(ids) - still else []
    return still | {its.id for its in red}


def _overdue_actions(ids: Collection[int], session: Session, uow: UnitOfWork) -> set[int]:
    today = today_of(session, uow)
    return {its.id for its in uow.actions.some(set(ids)).values() if its.is_open and its.due_on < today}


def _waiting_decisions(ids: Collection[int], session: Session, uow: UnitOfWork) -> set[int]:
    """What was not decided by mail waits too: it was put there to be decided after all."""
    return {its.id for its in uow.decisions.some(ids).values() if its.state in {*WAITS, State.REJECTED}}


def _expiring_agreements(ids: Collection[int], session: Session, uow: UnitOfWork) -> set[int]:
    return {its.id for its in uow.agreements.expiring([session.vendor_id], today_of(session, uow))}


_STILL = {
    "breach": _open_breaches,
    "result": _current_results,
    "action": _overdue_actions,
    "decision": _waiting_decisions,
    "agreement": _expiring_agreements,
}
