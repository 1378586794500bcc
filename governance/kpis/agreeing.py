"""How both companies come to agree on a KPI: one proposes a version, the other agrees with one button, or says why not.

Credit terms are agreed in the same way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from governance.kpis.definitions import IN_FORCE, Definition, Party, Standing
from governance.kpis.periods import Frequency, following, period_of
from governance.kpis.refusals import EndedAlready, EndsTooEarly, MeasuresYou, NotYourProposal, ReplacedByNewer
from governance.kpis.terms import CreditTerms
from governance.people import Person
from governance.refusals import AgreedAlready, EffectiveInThePast, NotProposed, YoursAlready

Agreed = TypeVar("Agreed", Definition, CreditTerms)

REPLACED = "another version was proposed instead"
ENDED = "the KPI ends"


def party_of(person: Person) -> Party:
    """The side a person of either company acts for."""
    return Party.SPONSOR if person.is_sponsors else Party.VENDOR


# --- proposing ---------------------------------------------------------------------------------------------------------


def propose(draft: Agreed, by: Person, at: datetime, versions: Sequence[Agreed] = ()) -> Agreed:
    """The next version, agreed by the side that proposes it; `versions` are all that the same KPI has had.

    It cannot reach back behind the version in force, nor be in force before both have agreed: past periods keep theirs.
    Raises EffectiveInThePast.
    """
    check_begins(draft, versions)
    version = max((its.version for its in versions), default=0) + 1
    asked = replace(draft, version=version, state=Standing.PROPOSED, proposed_by=by.id, proposed_at=at)
    none = replace(asked, sponsor_by=None, sponsor_at=None, vendor_by=None, vendor_at=None)
    return _agreed(_with(none, declined_why=""), by, at)


def check_begins(draft: Definition | CreditTerms, versions: Iterable[Definition | CreditTerms]) -> None:
    """Raises EffectiveInThePast where a draft would begin no later than the version in force."""
    began = max((its.effective_from for its in versions if its.state in IN_FORCE), default=None)
    if began is not None and draft.effective_from <= began:
        raise EffectiveInThePast(name=draft.name, since=f"{began:%-d %B %Y}")


def newest_in_force(versions: Iterable[Agreed]) -> Agreed | None:
    """The highest version that both have agreed to or that was imported, begun or not."""
    return max((its for its in versions if its.state in IN_FORCE), key=lambda its: its.version, default=None)


def replaces_agreed(versions: Iterable[Definition | CreditTerms]) -> bool:
    """Whether a new version would take the place of one that both companies agreed to: then a reason is asked for."""
    return any(its.state is Standing.AGREED for its in versions)


def pending(versions: Iterable[Agreed]) -> list[Agreed]:
    """What still waits for an answer."""
    return [its for its in versions if its.state is Standing.PROPOSED]


def make_way(proposal: Agreed, by: Person, why: str = REPLACED) -> Agreed:
    """A proposal that a newer one replaces: taken back when it is their own side's, declined when it is the other's."""
    own = has_agreed(proposal, party_of(by))
    return _over(proposal, Standing.WITHDRAWN if own else Standing.DECLINED, why)


# --- answering ---------------------------------------------------------------------------------------------------------


def agree(proposal: Agreed, by: Person, at: datetime, first_open_period: date) -> Agreed:
    """The version with this person's side's agreement; in force once both sides have agreed.

    A version that waited for longer than its own start begins with `first_open_period` instead: what was measured meanwhile
    keeps the version it was measured under. Raises NotProposed, AgreedAlready or YoursAlready.
    """
    if proposal.state is Standing.AGREED:
        raise AgreedAlready(name=proposal.name)
    if proposal.state not in (Standing.PROPOSED, Standing.IMPORTED):
        raise NotProposed(name=proposal.name, state=proposal.state)
    if has_agreed(proposal, party_of(by)):
        raise YoursAlready(name=proposal.name)
    agreed = _agreed(proposal, by, at)
    if not (agreed.sponsor_by and agreed.vendor_by):
        return agreed
    begins = proposal.effective_from if proposal.state is Standing.IMPORTED else first_open_period
    return replace(agreed, state=Standing.AGREED, effective_from=max(begins, proposal.effective_from))


def decline(proposal: Agreed, by: Person, why: str) -> Agreed:
    """The version, turned down. Raises NotProposed or YoursAlready."""
    check_asked(proposal, by)
    return _over(proposal, Standing.DECLINED, why)


def check_asked(proposal: Definition | CreditTerms, by: Person) -> None:
    """Raises NotProposed or YoursAlready where this person's side is not asked."""
    if proposal.state is not Standing.PROPOSED:
        raise NotProposed(name=proposal.name, state=proposal.state)
    if has_agreed(proposal, party_of(by)):
        raise YoursAlready(name=proposal.name)


def check_newest(proposal: Definition | CreditTerms, versions: Iterable[Definition | CreditTerms]) -> None:
    """Raises ReplacedByNewer where another version has been proposed or imported since: nobody answers to what is no longer
    asked. An imported version can be agreed to while a change of it waits."""
    if proposal.state is Standing.AGREED:
        return
    states = IN_FORCE if proposal.state is Standing.IMPORTED else {*IN_FORCE, Standing.PROPOSED}
    newer = [its for its in versions if its.state in states and its.version > proposal.version]
    if newer:
        raise ReplacedByNewer(name=proposal.name, version=newer[-1].version)


def first_open(proposal: Definition, before: Definition | None, reported: date | None, today: date) -> date:
    """The first day on which a version agreed `today` can begin without touching a period that is over or `reported`.

    `before` is the version in force, whose periods are the ones measured; `reported` the newest period with a result.
    """
    measured = (before or proposal).frequency
    begins = period_of(today, measured)
    if reported is not None and reported >= begins:
        begins = following(reported, measured)
    own = _next_beginning(begins, proposal.frequency)
    if following(own, proposal.frequency) <= today:  # a month of the quarter that is being measured as a whole
        own = _next_beginning(following(begins, measured), proposal.frequency)
    return own


def kept_until(start: date, opens: Callable[[date], date], today: date) -> date:
    """The last day on which agreeing still gives this `start`; `opens` says from when a version agreed on a day can hold.

    That moves with the months, never within one.
    """
    day = max(today, start - timedelta(days=93))
    while opens(month := following(period_of(day, Frequency.MONTHLY), Frequency.MONTHLY)) <= start:
        day = month
    return month - timedelta(days=1)


def _next_beginning(day: date, frequency: Frequency) -> date:
    """The first day, from this one on, on which a period begins."""
    begun = period_of(day, frequency)
    return begun if begun == day else following(begun, frequency)


def waits_for(proposal: Definition | CreditTerms) -> Party | None:
    """The side whose agreement is missing; None when nobody is asked. An imported version asks once one side has agreed."""
    if proposal.state not in (Standing.PROPOSED, Standing.IMPORTED):
        return None
    missing = [party for party in Party if not has_agreed(proposal, party)]
    return missing[0] if len(missing) == 1 else None


def asked_at(proposal: Definition | CreditTerms) -> datetime | None:
    """When the other side was asked: what was proposed at one moment is one proposal."""
    agreed = [at for at in (proposal.sponsor_at, proposal.vendor_at) if at]
    return proposal.proposed_at or min(agreed, default=None)


def has_agreed(proposal: Definition | CreditTerms, party: Party) -> bool:
    """Whether a side has agreed to it."""
    return bool(proposal.sponsor_by if party is Party.SPONSOR else proposal.vendor_by)


# --- ending ------------------------------------------------------------------------------------------------------------


def take_back(proposal: Agreed, by: Person) -> Agreed:
    """A proposal nobody has answered yet, taken back by its own side. Raises NotProposed or NotYourProposal."""
    if proposal.state is not Standing.PROPOSED:
        raise NotProposed(name=proposal.name, state=proposal.state)
    if not has_agreed(proposal, party_of(by)):
        raise NotYourProposal(name=proposal.name)
    return _over(proposal, Standing.WITHDRAWN, "")


def end(versions: Iterable[Definition], by: Person, on: date, today: date) -> list[Definition]:
    """The versions in force as they are when the KPI ends `on` a day: periods that begin before it keep theirs.

    Nobody ends what measures their own company's work. Raises MeasuresYou, EndsTooEarly, EndedAlready.
    """
    holding = [its for its in versions if its.state in IN_FORCE]
    newest = newest_in_force(holding)
    if newest is None or (newest.ends_on is not None and newest.ends_on <= on):
        raise EndedAlready(name=newest.name if newest else "This KPI")
    if newest.measured is party_of(by):
        raise MeasuresYou(name=newest.name)
    if on <= today:
        raise EndsTooEarly(
            name=newest.name, first=f"{following(period_of(today, newest.frequency), newest.frequency):%-d %B %Y}"
        )
    return [replace(its, ends_on=on) for its in holding if its.ends_on is None or its.ends_on > on]


def _over(proposal: Agreed, state: Standing, why: str) -> Agreed:
    return _with(replace(proposal, state=state), declined_why=why)


def _with(proposal: Agreed, **facts: Any) -> Agreed:
    """With these facts, as far as it has them."""
    return replace(proposal, **{name: value for name, value in facts.items() if hasattr(proposal, name)})


def _agreed(proposal: Agreed, by: Person, at: datetime) -> Agreed:
    if party_of(by) is Party.SPONSOR:
        return replace(proposal, sponsor_by=by.id, sponsor_at=at)
    return replace(proposal, vendor_by=by.id, vendor_at=at)
