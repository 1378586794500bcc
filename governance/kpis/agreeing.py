"""How both companies come to agree on a KPI: one proposes a version, the other agrees with one button, or says why not."""

from dataclasses import replace
from datetime import date, datetime

from governance.kpis.definitions import Definition, Party, Standing
from governance.people import Person
from governance.refusals import AgreedAlready, EffectiveInThePast, NotProposed, YoursAlready


def party_of(person: Person) -> Party:
    """The side a person of either company acts for."""
    return Party.SPONSOR if person.is_sponsors else Party.VENDOR


def propose(draft: Definition, by: Person, at: datetime, before: Definition | None) -> Definition:
    """The next version, agreed by the side that proposes it.

    It cannot reach back behind the version before it, nor be in force before both have agreed: past periods keep theirs.
    Raises EffectiveInThePast.
    """
    version = before.version + 1 if before else 1
    if before is not None and draft.effective_from <= before.effective_from:
        raise EffectiveInThePast(name=draft.name, since=f"{before.effective_from:%-d %B %Y}")
    asked = replace(draft, version=version, state=Standing.PROPOSED, proposed_by=by.id, proposed_at=at, ends_on=None)
    none = replace(asked, sponsor_by=None, sponsor_at=None, vendor_by=None, vendor_at=None, declined_why="")
    return _signed(none, by, at)


def agree(definition: Definition, by: Person, at: datetime, first_open_period: date) -> Definition:
    """The definition with this person's side's agreement; in force once both sides have agreed.

    A version that waited for longer than its own start begins with `first_open_period` instead: what was measured meanwhile
    keeps the version it was measured under. Raises NotProposed, AgreedAlready or YoursAlready.
    """
    if definition.state is Standing.AGREED:
        raise AgreedAlready(name=definition.name)
    if definition.state not in (Standing.PROPOSED, Standing.IMPORTED):
        raise NotProposed(name=definition.name, state=definition.state)
    if _has_signed(definition, party_of(by)):
        raise YoursAlready(name=definition.name)
    signed = _signed(definition, by, at)
    if not (signed.sponsor_by and signed.vendor_by):
        return signed
    begins = definition.effective_from if definition.state is Standing.IMPORTED else first_open_period
    return replace(signed, state=Standing.AGREED, effective_from=max(begins, definition.effective_from))


def decline(definition: Definition, by: Person, why: str) -> Definition:
    """The definition, turned down. Raises NotProposed or YoursAlready."""
    if definition.state is not Standing.PROPOSED:
        raise NotProposed(name=definition.name, state=definition.state)
    if _has_signed(definition, party_of(by)):
        raise YoursAlready(name=definition.name)
    return replace(definition, state=Standing.DECLINED, declined_why=why)


def waits_for(definition: Definition) -> Party | None:
    """The side whose agreement is missing; None when nobody is asked."""
    if definition.state is not Standing.PROPOSED:
        return None
    return Party.VENDOR if definition.sponsor_by else Party.SPONSOR


def _has_signed(definition: Definition, party: Party) -> bool:
    return bool(definition.sponsor_by if party is Party.SPONSOR else definition.vendor_by)


def _signed(definition: Definition, by: Person, at: datetime) -> Definition:
    if party_of(by) is Party.SPONSOR:
        return replace(definition, sponsor_by=by.id, sponsor_at=at)
    return replace(definition, vendor_by=by.id, vendor_at=at)
