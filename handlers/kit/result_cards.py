"""Results as people see them: one line each, the buttons beside it, and the message that tells the other side of new ones."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from governance.kpis.agreeing import party_of
from governance.kpis.definitions import Definition, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.results import MOVES, Figures, Result, ResultDeed, ResultState, amount_words, value_words
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    cut,
    esc,
    menu,
    one_way,
    paragraphs,
    section,
)
from handlers.kit.deputies import hearers
from handlers.kit.kpi_lines import target_words
from handlers.kit.measuring import reporter_of
from handlers.kit.news import on_behalf_of
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message
from handlers.kit.words import listing, plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

ONE_BY_ONE = 8  # so many results have buttons of their own; more are lines with buttons below
MOST_LINES = 60


@dataclass(frozen=True, kw_only=True)
class Card:
    """A result, what it measures, and the side its number came from."""

    result: Result
    definition: Definition
    reporter: Party

    @property
    def words(self) -> str:
        """Such as "Query resolution, June 2026"."""
        return f"{self.definition.name}, {period_words(self.result.period, self.definition.frequency)}"

    def can(self, deed: ResultDeed) -> bool:
        return self.result.state in MOVES[deed]


def cards(results: Iterable[Result], uow: UnitOfWork) -> list[Card]:
    """With what they measure and who reported them, a few questions for all; in order of period, then code."""
    found = list(results)
    vendors = {its.vendor_id for its in found}
    definitions = {its.id: its for its in uow.kpis.versions(vendors)} if found else {}
    people = uow.people.some({its.submitted_by for its in found if its.submitted_by})
    made = [
        Card(
            result=its,
            definition=definitions[its.definition_id],
            reporter=reporter_of(its, definitions[its.definition_id], people),
        )
        for its in found
    ]
    return sorted(made, key=lambda its: (its.result.period, its.definition.code, its.result.id))


# --- a line and its buttons ----------------------------------------------------------------------------------------------


def line(card: Card) -> str:
    """`Amber *Query resolution*, June 2026: 88 % (44 of 50), target 90 % or more`, and what is special about it."""
    its, what = card.result, card.definition
    parts = [
        f"{shown.colour(its.colour)} *{esc(what.name)}*, {period_words(its.period, what.frequency)}: {figures(its, what)}"
    ]
    if its.state is ResultState.DISPUTED:
        parts.append(_disputed(its, what))
    elif its.state is not ResultState.SUBMITTED:
        parts[0] += f" ({its.state})"
    return "\n".join(parts)


def figures(its: Result, what: Definition) -> str:
    """The number with what it was made of, what was excused, the longest case, and the target."""
    said = [value_words(its, what)]
    if its.unadjusted is not None:
        said.append(f"{format_value(its.unadjusted, what.unit)} without the excused time taken out")
    if its.worst is not None and what.outer_limit is not None:
        said.append(f"{_longest(its.worst)}, limit {format_value(what.outer_limit, 'hours')}")
    return f"{esc(', '.join(said))}, {target_words(what, its.denominator)}"


def change(before: Result, now: Figures, what: Definition) -> str:
    """`*Query resolution*, June 2026: 88 % (44 of 50) → 90 % (45 of 50)`."""
    old, new = amount_words(before, what), amount_words(now, what)
    if before.worst != now.worst and what.outer_limit is not None:
        old, new = (f"{said}, {_longest(its.worst)}" for said, its in ((old, before), (new, now)))
    return f"*{esc(what.name)}*, {period_words(before.period, what.frequency)}: {esc(old)} → {esc(new)}"


def _longest(worst: float | None) -> str:
    return "no longest case" if worst is None else f"longest {format_value(round(worst, 2), 'hours')}"


def _disputed(its: Result, what: Definition) -> str:
    theirs = (
        f" (the other side has {format_value(its.claimed_value, what.unit)})" if its.claimed_value is not None else ""
    )
    return f"*Disputed*{esc(theirs)}: {esc(one_way(cut(its.dispute_reason, 300)))}"


def row_for(card: Card, reader: Person) -> tuple[Block, ...]:
    """What this reader can do with it."""
    show = _button("Open", "result.show", card)
    if party_of(reader) is card.reporter:
        takes = card.result.claimed_value is not None and card.can(ResultDeed.SETTLE)
        theirs = (_button("Use their number", "result.settle", card, style="primary"),) if takes else ()
        return (*theirs, _button("Restate", "result.restate", card), show) if card.can(ResultDeed.RESTATE) else (show,)
    if card.can(ResultDeed.SETTLE):
        return (_button("Take the dispute back", "result.accept", card), show)
    accept = (_button("Accept", "result.accept", card, style="primary"),) if card.can(ResultDeed.ACCEPT) else ()
    dispute = (_button("Dispute", "result.dispute", card),) if card.can(ResultDeed.DISPUTE) else ()
    return (*accept, *dispute, show)


def _button(words: str, name: str, card: Card, *, style: str | None = None) -> Block:
    return button(words, name, card.result.id, style=style, label=f"{words}: {card.words}")


def listed(found: Sequence[Card], reader: Person) -> list[Block]:
    """A few with buttons each; many as lines, with one button for all of them."""
    if len(found) <= ONE_BY_ONE:
        blocks = [block for its in found for block in (section(line(its)), actions(*row_for(its, reader)))]
        return [*blocks, *_all_at_once(found, reader)] if len(found) > 1 else blocks
    some = paragraphs([line(its) for its in found[:MOST_LINES]])
    more = [section(f"and {len(found) - MOST_LINES} more")] if len(found) > MOST_LINES else []
    return [*some, *more, *_all_at_once(found, reader, choose=True)]


def _all_at_once(found: Sequence[Card], reader: Person, *, choose: bool = False) -> list[Block]:
    open_ones = [its for its in found if _may_accept(its, reader)][:250]
    if len(open_ones) < 2:
        return []
    ids = " ".join(str(its.result.id) for its in open_ones)
    every = button(f"Accept all {len(open_ones)}", "result.accept", ids, style=None if not choose else "primary")
    one = (
        [menu("Dispute one", "result.dispute", [(str(its.result.id), its.words) for its in open_ones])]
        if choose
        else []
    )
    return [actions(every, *one)]


def _may_accept(card: Card, reader: Person) -> bool:
    mine = party_of(reader) is not card.reporter
    return mine and card.can(ResultDeed.ACCEPT) and card.result.state is not ResultState.DISPUTED


# --- telling -------------------------------------------------------------------------------------------------------------


def leads_of(vendor: Vendor, party: Party, uow: UnitOfWork) -> tuple[int, ...]:
    """Who hears for a side: its account lead; for the sponsor without one, the administrator."""
    lead = vendor.sponsor_lead or uow.workspace.administrator if party is Party.SPONSOR else vendor.vendor_lead
    return (lead,) if lead else ()


def tell_of(ids: Collection[int], by: Person | None, uow: UnitOfWork) -> None:
    """Tells the side that did not report them of new or restated results, once, in one message a vendor."""
    found = cards(uow.results.some(ids).values(), uow) if ids else []
    groups: dict[tuple[int, Party], list[Card]] = {}
    for its in found:
        groups.setdefault((its.result.vendor_id, its.reporter.other), []).append(its)
    vendors = uow.vendors.some({vendor for vendor, _ in groups})
    leads = {key: leads_of(vendors[key[0]], key[1], uow) for key in groups}
    people = uow.people.some({lead for group in leads.values() for lead in group})
    there = hearers(people.values(), uow)
    for key, group in groups.items():
        for lead in leads[key]:
            _tell(people[lead], there[lead], vendors[key[0]], group, by, uow)


def _tell(
    who: Person, hearer: Person, vendor: Vendor, group: Sequence[Card], by: Person | None, uow: UnitOfWork
) -> None:
    if by is not None and hearer.id == by.id:
        return
    subject = f"{plural(len(group), 'result')} of {vendor.name}: {listing(periods_of(group))}"
    lead = f"{on_behalf_of(who, hearer)}*{esc(subject)}*\nPlease accept or dispute; without a word they are final after five business days."
    blocks = [section(lead), *listed(group, hearer)]
    send(
        hearer,
        subject,
        blocks,
        once=f"results:{min(its.result.id for its in group)}:{max(its.result.id for its in group)}:{who.id}",
        uow=uow,
    )


def periods_of(group: Iterable[Card]) -> list[str]:
    named = {its.result.period: period_words(its.result.period, its.definition.frequency) for its in group}
    return [named[period] for period in sorted(named)][-6:]


def send(person: Person, subject: str, blocks: Sequence[Block], *, once: str, uow: UnitOfWork) -> None:
    """A direct message; a mail to whoever is not in Slack."""
    if person.slack_user:
        payload = Message(tuple(blocks[:50])).payload() | {"channel": person.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once)
    elif person.mail:
        write_mail(person, subject=subject, blocks=blocks, once=once, uow=uow)
