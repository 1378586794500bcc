"""What of the results waits on people: what they are to send soon or are late with, what they are to accept, what to excuse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from governance.calendar.business_days import add_business_days
from governance.kpis.agreeing import party_of
from governance.kpis.definitions import Definition, Party
from governance.kpis.excusals import Excusal
from governance.kpis.expectations import Expectation, ask_on, closing_month, recipients, reminded_on
from governance.kpis.periods import Frequency, period_words
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.approving import sign_button
from handlers.kit.blocks import Block, button, cut, esc, one_way
from handlers.kit.requests import Round, Waiting
from handlers.kit.result_cards import Card, cards, leads_of
from handlers.kit.words import days_late_words, lasting_words, listing, plural
from handlers.results.register import feature
from storage.unit_of_work import UnitOfWork

NAMED = 20
LONG_WEEKEND = timedelta(days=14)  # the longest between a day and the business day after it
MOST = 400  # results that wait for an answer, looked at in one round


@dataclass(frozen=True, kw_only=True)
class Book:
    """What is looked up once for all the people of a round."""

    vendors: Mapping[int, Vendor]
    definitions: Mapping[int, Definition]


# --- what is to be sent ----------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=15)
def to_send(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """One line a vendor and month, with *Submit June*; a late one also with those who have been added."""
    led = uow.vendors.decided_by(set(round_.people))
    found = uow.expectations.of_owners(round_.people, led)
    book = _book({its.vendor_id for its in found}, led, uow)
    groups: dict[tuple[int, int, date], list[Expectation]] = {}
    for its in found:
        what = book.definitions[its.definition_id]
        if not what.is_in_force(its.period):
            continue
        for person in recipients(its, what.reported_by, book.vendors[its.vendor_id]):
            if person in round_.people and _is_told(its, person, round_):
                groups.setdefault((person, its.vendor_id, closing_month(its.period, what.frequency)), []).append(its)
    told: dict[int, list[Waiting]] = {}
    for (person, vendor, closing), group in groups.items():
        told.setdefault(person, []).append(_to_send(round_.people[person], vendor, closing, group, book, round_))
    return told


def _book(vendors: set[int], led: Mapping[int, Vendor], uow: UnitOfWork) -> Book:
    more = uow.vendors.some(vendors - led.keys())
    versions = uow.kpis.versions(vendors) if vendors else []
    return Book(vendors={**led, **more}, definitions={its.id: its for its in versions})


def _is_told(its: Expectation, person: int, round_: Round) -> bool:
    """Three business days before, on the day itself, and on the day of each reminder, or the first day worked after."""
    days, country = round_.untold[person], round_.countries[person]
    put_off = its.need_until is not None and its.need_until > days[-1]
    if round_.whole:
        return ask_on(its.due_on, country) <= days[-1] and not put_off
    if put_off:
        return False
    moments = [its.wanted_on, reminded_on(its)]
    if its.need_until is None:
        moments.append(ask_on(its.due_on, country))
    return any(add_business_days(day, 0, country) in days for day in moments if day)


def _to_send(
    reader: Person, vendor: int, closing: date, group: Sequence[Expectation], book: Book, round_: Round
) -> Waiting:
    day, month = round_.days[reader.id], period_words(closing, Frequency.MONTHLY)
    when = days_late_words(min(its.wanted_on for its in group), day)
    party = book.definitions[group[0].definition_id].reported_by
    theirs = party_of(reader) is party
    place = f"{vendor}:{closing}"
    names = ", ".join(esc(book.definitions[its.definition_id].name) for its in group[:4]) + (
        ", ..." if len(group) > 4 else ""
    )
    owner = any(its.owner_id == reader.id for its in group)
    lead = (
        f"*Results for {month}*: {plural(len(group), 'KPI')}, {when}"
        if owner
        else _of_others(party, theirs, month, group, when)
    )
    return Waiting(
        vendor_id=vendor, study_id=None, line=f"{lead}\n{names}", buttons=_buttons(place, closing) if theirs else ()
    )


def _of_others(party: Party, theirs: bool, month: str, group: Sequence[Expectation], when: str) -> str:
    """For those who are added when a reminder was not enough."""
    whose = "your side" if theirs else "the sponsor" if party is Party.SPONSOR else "the vendor"
    return f"*Results for {month}* of {whose} have not come: {plural(len(group), 'KPI')}, {when}"


def _buttons(place: str, closing: date) -> tuple[Block, ...]:
    month = f"{closing:%B}"
    return (
        button(f"Submit {month}", "result.submit", place, style="primary"),
        button("Need until ...", "result.need", place, label=f"Say until when you need for {month}"),
    )


# --- what does not come ----------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=14)
def given_up(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """Once, to both leads: the first business day after nobody is asked any more, when they work like for any reminder."""
    led = round_.led(uow) if not round_.whole else {}
    since = min((days[0] for days in round_.untold.values()), default=date.max)
    found = uow.expectations.given_up_since(led, since - LONG_WEEKEND) if led else []
    book = _book({its.vendor_id for its in found}, led, uow)
    groups: dict[tuple[int, int, date], list[Expectation]] = {}
    for its in found:
        what = book.definitions[its.definition_id]
        if not what.is_in_force(its.period):
            continue  # what both companies have ended in the meantime nobody needs to hear of
        closing = closing_month(its.period, what.frequency)
        for person in {who for side in Party for who in leads_of(led[its.vendor_id], side, uow)} & round_.people.keys():
            if add_business_days(_day_given_up(its), 1, round_.countries[person]) in round_.untold[person]:
                groups.setdefault((person, its.vendor_id, closing), []).append(its)
    told: dict[int, list[Waiting]] = {}
    for (person, vendor, closing), group in groups.items():
        told.setdefault(person, []).append(_given_up(round_.people[person], vendor, closing, group, book))
    return told


def _day_given_up(its: Expectation) -> date:
    assert its.given_up_on is not None
    return its.given_up_on


def _given_up(reader: Person, vendor: int, closing: date, group: Sequence[Expectation], book: Book) -> Waiting:
    kpis = [book.definitions[its.definition_id] for its in group]
    theirs = any(its.reported_by is party_of(reader) for its in kpis)
    buttons = _buttons(f"{vendor}:{closing}", closing)[:1] if theirs else ()
    line = f"*Results for {period_words(closing, Frequency.MONTHLY)}*: {given_up_words(kpis)}"
    return Waiting(vendor_id=vendor, study_id=None, line=line, buttons=buttons)


def given_up_words(kpis: Sequence[Definition]) -> str:
    names = listing(
        [*(esc(its.name) for its in kpis[:NAMED]), *([f"{len(kpis) - NAMED} more"] if kpis[NAMED:] else [])]
    )
    stays = "it stays" if len(kpis) == 1 else "they stay"
    return (
        f"no number came for {names} after three reminders, so I stop asking and {stays} grey. "
        "Please talk to each other; the number can still be sent at any time."
    )


# --- what is to be accepted ------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=16)
def to_answer(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """Results of the other side, the business day after they came in; for the account leads."""
    led = round_.led(uow)
    found = (
        [its for its in cards(uow.results.to_answer(led, MOST), uow) if its.result.disputed_at is None] if led else []
    )
    groups: dict[tuple[int, int], list[Card]] = {}
    for its in found:
        for person in leads_of(led[its.result.vendor_id], its.reporter.other, uow):
            if person in round_.people and _came_lately(its, person, round_, uow):
                groups.setdefault((person, its.result.vendor_id), []).append(its)
    told: dict[int, list[Waiting]] = {}
    for (person, vendor), group in groups.items():
        told.setdefault(person, []).append(_to_answer(vendor, group, led[vendor]))
    return told


def _came_lately(its: Card, person: int, round_: Round, uow: UnitOfWork) -> bool:
    if round_.whole:
        return True
    zone: ZoneInfo = round_.people[person].hours(uow.workspace.zone).zone
    day = its.result.submitted_at.astimezone(zone).date()
    return add_business_days(day, 1, round_.countries[person]) in round_.untold[person]


def _to_answer(vendor: int, group: Sequence[Card], its: Vendor) -> Waiting:
    line = f"{plural(len(group), 'result')} {'waits' if len(group) == 1 else 'wait'} to be accepted or disputed"
    see = button("See them", "again", f"sla accept {its.name}"[:2000], style="primary")
    return Waiting(vendor_id=vendor, study_id=None, line=line, buttons=(see,))


# --- what is to be excused -------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=17)
def to_excuse(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """Excusals the other side proposed, until they are answered."""
    led = round_.led(uow)
    found = uow.excusals.waiting(led) if led else []
    proposers = uow.people.some({its.proposed_by for its in found})
    book = _book({its.vendor_id for its in found}, led, uow)
    told: dict[int, list[Waiting]] = {}
    for person, its in _asked(found, proposers, led, uow):
        if person in round_.people:
            told.setdefault(person, []).append(
                _to_excuse(its, book.definitions[its.definition_id], round_.days[person])
            )
    return told


def _asked(
    found: Iterable[Excusal], proposers: Mapping[int, Person], led: Mapping[int, Vendor], uow: UnitOfWork
) -> Iterator[tuple[int, Excusal]]:
    for its in found:
        for person in leads_of(led[its.vendor_id], party_of(proposers[its.proposed_by]).other, uow):
            yield person, its


def _to_excuse(its: Excusal, what: Definition, day: date) -> Waiting:
    since = lasting_words(its.starts_at.date(), day)
    line = f"Time to be excused in {esc(what.name)}: *{esc(cut(its.subject, 80))}*, from {since}: {esc(one_way(cut(its.reason, 200)))}"
    return Waiting(vendor_id=its.vendor_id, study_id=what.study_id, line=line, buttons=excusal_buttons(its))


def excusal_buttons(its: Excusal, *, signs: bool = False) -> tuple[Block, ...]:
    """With one to sign where a code can be mailed to the reader."""
    about = cut(its.subject, 60)
    return (
        button("Agree", "excusal.agree", its.id, style="primary", label=f"Agree: {about}"),
        *((sign_button("excusal.sign", its.id, about),) if signs else ()),
        button("Decline", "excusal.decline", its.id, label=f"Decline: {about}"),
    )
