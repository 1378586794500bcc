"""What a version says, line by line, as both companies read it before they agree; of a change old and new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from governance.approvals import Approval
from governance.kpis.agreeing import waits_for
from governance.kpis.definitions import IN_FORCE, Clock, Definition, Direction, Limits, Party, Standing
from governance.kpis.drafting import has_clock
from governance.kpis.numbers import format_value
from governance.kpis.periods import Frequency, following, period_of, period_words
from governance.kpis.terms import CreditTerms
from governance.people import Person
from governance.vendors import Study, Vendor
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import plural
from handlers.kpis.approvals import subject_of
from handlers.kpis.book import Book, Proposal, people_of
from handlers.kpis.starting import WHY, Start, starts
from storage.unit_of_work import UnitOfWork

PERIOD = {Frequency.MONTHLY: "month", Frequency.QUARTERLY: "quarter"}
Says = dict[str, str]


@dataclass(frozen=True)
class Names:
    """The names that stand in proposals, looked up once. `plain`: for the record and for mail, where nobody is mentioned."""

    sponsor: str
    vendor: Vendor
    people: Mapping[int, Person]
    studies: Mapping[int, Study]
    plain: bool = False
    starts: Mapping[Proposal, Start] = field(default_factory=dict)
    given: Mapping[str, Sequence[Approval]] = field(default_factory=dict)

    def company(self, party: Party) -> str:
        return esc(self.sponsor if party is Party.SPONSOR else self.vendor.name)

    def person(self, who: int | None) -> str:
        person = self.people.get(who) if who else None
        return esc(person.name) if person and self.plain else shown.person(person)


def names_for(book: Book, proposals: Sequence[Proposal], uow: UnitOfWork, *, plain: bool = False) -> Names:
    """The names in these versions and in those they would replace."""
    kpis = [its for its in proposals if isinstance(its, Definition)]
    before = [its for its in map(book.before, kpis) if its]
    studies = uow.vendors.some_studies({its.study_id for its in kpis if its.study_id})
    people = people_of([*proposals, *before], uow)
    given = uow.approvals.of(subject_of(its) for its in proposals if its.state in IN_FORCE)
    return Names(uow.workspace.name, book.vendor, people, studies, plain, starts(proposals, book, uow), given)


# --- the lines ---------------------------------------------------------------------------------------------------------


def title(its: Proposal, names: Names | None = None) -> str:
    """`*K14 Monitoring visit reports on time*, version 2`."""
    if isinstance(its, CreditTerms):
        return f"*Credit terms*, version {its.version}"
    study = names.studies.get(its.study_id or 0) if names else None
    where = f", study {esc(study.protocol)}" if study else ""
    return f"*{esc(its.code)} {_said(its.name)}*{where}, version {its.version}"


def lines(its: Proposal, before: Proposal | None, names: Names) -> list[str]:
    """All that a version says; where it differs from the version before, old → new."""
    old = says(before, names) if before else {}
    both = [pair for pair in says_both(its, old, names) if not _is_in_its_title(pair, old)]
    why = [f"Why it changes: {_said(its.why)}"] if its.why else []
    return [*(_line(label, words, old.get(label, "") if before else None) for label, words in both), *why]


def _is_in_its_title(pair: tuple[str, str], old: Says) -> bool:
    """The name is told once, unless it changes."""
    return pair[0] == "Name" and old.get("Name", pair[1]) == pair[1]


def says_both(its: Proposal, old: Says, names: Names) -> list[tuple[str, str]]:
    """What it says, and what only the version before said."""
    new = says(its, names)
    return [*new.items(), *((label, "") for label in old if label not in new)]


def _line(label: str, words: str, old: str | None) -> str:
    if old is None or old == words:
        return f"{label}: {words}"
    return f"{label}: {old or 'nothing'} → *{words or 'nothing'}*"


def says(its: Proposal, names: Names) -> Says:
    """Label and words of everything that is agreed."""
    found = _terms(its, names) if isinstance(its, CreditTerms) else _kpi(its, names)
    return {label: words for label, words in found.items() if words}


def plain_words(its: Proposal, names: Names) -> str:
    """For the record: all of it in one text."""
    text = "\n".join(f"{label}: {words}" for label, words in says(its, names).items())
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _terms(its: CreditTerms, names: Names) -> Says:
    return {
        "At risk": f"{format_value(its.at_risk, '%')} of a month's invoice, in {esc(its.currency)}",
        "Clause": _said(its.clause),
        "Holds from": _begins(its, names),
    }


def _kpi(its: Definition, names: Names) -> Says:
    return {
        "Name": _said(its.name),
        "Question": _said(its.question),
        **judged(its),
        "Counted": _counted(its),
        "How often": f"{its.frequency}, due {plural(its.grace_days, 'day')} after the {PERIOD[its.frequency]} is over",
        "Whose work": f"{names.company(its.measured)}'s; {names.company(its.reported_by)} reports it",
        "Answers for it": _owners(its, names),
        "About": f"{its.lens}{f', cannot wait: {its.concern}' if its.concern else ''}",
        **_clock(its),
        "Service credit": f"{its.credit_share:g} % of a pool of {its.credit_pool:g} %" if its.credit_share else "",
        "Data from": _said(its.source),
        "Clause": _said(its.clause),
        "Holds from": _begins(its, names),
    }


def judged(its: Definition) -> Says:
    """Where each colour begins; a tolerance limit and a score say what is too much, and have no target."""
    target, red = esc(format_value(its.target, its.unit)), esc(format_value(its.red_limit, its.unit))
    if its.limits is Limits.QTL:
        limit = f"from the tolerance limit on, {its.sigmas or 0:g} standard deviations above, by how many are counted"
        return {"Amber": f"from {target} on, the share that is expected", "Red": limit}
    if its.limits is Limits.SCORE:
        return {"Amber": f"from {target} away from 0 on", "Red": f"from {red} away from 0 on"}
    higher = its.direction is Direction.HIGHER
    return {"Target": f"{target} or {'more' if higher else 'less'}", "Red": f"{'below' if higher else 'above'} {red}"}


def _counted(its: Definition) -> str:
    share = " out of ".join(_said(words) for words in (its.numerator_words, its.denominator_words) if words)
    fewest = f"no colour below {its.smallest_denominator:g}" if its.smallest_denominator else ""
    return "; ".join(words for words in (share, fewest) if words)


def _owners(its: Definition, names: Names) -> str:
    owners = ((Party.VENDOR, its.vendor_owner), (Party.SPONSOR, its.sponsor_owner))
    return ", ".join(f"{names.person(who)} at {names.company(party)}" for party, who in owners if who)


def _clock(its: Definition) -> Says:
    if not has_clock(its):
        return {}
    kind = "working" if its.clock is Clock.BUSINESS else "calendar"
    where = f", holidays of {its.clock_country}" if its.clock_country else ""
    events = f", from {_said(its.start_event)} to {_said(its.stop_event)}" if its.start_event else ""
    outer = f", and no case over {its.outer_limit:g}" if its.outer_limit is not None else ""
    return {
        "Clock": f"{kind} time in {esc(its.clock_zone)}{where}{events}",
        "In time": f"within {its.within:g} hours{outer}" if its.within is not None else "",
    }


def _begins(its: Proposal, names: Names) -> str:
    """The day, and where that is not the first of a period, the first period that counts; of a proposal the day it holds from
    if it is agreed now, and how long that is so."""
    start = names.starts.get(its)
    day = start.day if start else its.effective_from
    until = f", until {its.ends_on:%-d %B %Y}" if isinstance(its, Definition) and its.ends_on else ""
    agreed = f"{',' if until else ''} if agreed by {start.until:%-d %B %Y}" if start else ""
    words = [f"{day:%-d %B %Y}{until}{agreed}"]
    if start and day > its.effective_from:
        words.append(f"{its.effective_from:%-d %B %Y} was asked for, but {WHY}")
    if isinstance(its, Definition):
        words += _first_result(its, day)
    return "; ".join(words)


def _first_result(its: Definition, day: date) -> list[str]:
    period = period_of(day, its.frequency)
    if period == day:
        return []
    return [f"the first result under it is that of {period_words(following(period, its.frequency), its.frequency)}"]


def not_as_asked(its: Sequence[Proposal], names: Names) -> str:
    """What whoever proposed these has to know: that they will not hold from the day that was asked for."""
    late = [(one, start) for one in its if (start := names.starts.get(one)) and start.day > one.effective_from]
    if not late:
        return ""
    first, start = late[0]
    agreed_now = f"agreed now, {'it holds' if len(late) == 1 else 'the first of them holds'} from"
    day = min(start.day for _, start in late)
    if len(its) == 1:
        asked = f"{first.effective_from:%-d %B %Y}"
        return f" It cannot hold from {asked}, because {WHY}: {agreed_now} {day:%-d %B %Y}."
    return f" {len(late)} of them cannot hold from the day that was asked for, because {WHY}: {agreed_now} {day:%-d %B %Y}."


def _said(words: str) -> str:
    return esc(one_way(cut(words, 500)))


def approved(its: Proposal, names: Names) -> list[str]:
    """Who said yes to a version in force, when, for whom, and in which words."""
    return [said_of(one) for one in names.given.get(subject_of(its), ())]


# --- how it stands -----------------------------------------------------------------------------------------------------


def standing(its: Proposal, names: Names) -> str:
    """One short sentence: whose turn it is, or how it ended."""
    turn = waits_for(its)
    if turn is not None:
        return f"waits for {names.company(turn)}"
    why = getattr(its, "declined_why", "")
    ended = {
        Standing.AGREED: f"agreed by both, in force from {its.effective_from:%-d %B %Y}",
        Standing.PROPOSED: "about to be proposed",
        Standing.IMPORTED: "imported, agreed by nobody yet",
        Standing.DECLINED: f"declined{f': {esc(cut(why, 300))}' if why else ''}",
        Standing.WITHDRAWN: f"taken back{f': {esc(cut(why, 300))}' if why else ''}",
    }
    until = getattr(its, "ends_on", None)
    if until and until <= its.effective_from:
        return "ended before it began"
    return ended[its.state] + (f", until {until:%-d %B %Y}" if until else "")
