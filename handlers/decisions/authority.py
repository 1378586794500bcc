"""With what authority something is decided, in words; and where it must go when a body may not decide it."""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.bodies import LEVEL_OF, SPONSOR, Body, Charter, Level
from governance.decisions import (
    Beyond,
    DecidedAbove,
    Decision,
    NobodyAbove,
    OverItsLimit,
    ReservedMatter,
    ReservedNobodyAbove,
    amounts_in,
    beyond,
    limit_words,
)
from governance.refusals import Refusal
from governance.sessions import Kind, Session
from governance.vendors import Vendor
from handlers.decisions.wishes import Wish
from handlers.kit.sittings import Sitting
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

USUAL = "the usual rule"
_RANK = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The kind of body something must go to, and the sentence that says why."""

    kind: Kind
    why: Refusal


def authority_of(sitting: Sitting, uow: UnitOfWork) -> str:
    """`Joint operations committee (charter 2): 2 of Northwind, 1 of Helix, a chair was there`, unescaped."""
    there = sitting.attendance.counted() & sitting.counted.keys()
    parties = counted_words([sitting.counted[who] for who in there], sitting.vendor, uow)
    return f"{by_which_rule(sitting.body)}: {parties}, {_chairs(len(there & set(sitting.chairs)))}"


def counted_words(parties: Iterable[str], vendor: Vendor, uow: UnitOfWork) -> str:
    """`2 of Northwind, 1 of Helix`: how many of each party."""
    who = list(parties)
    names = {SPONSOR: uow.workspace.name, f"vendor:{vendor.id}": vendor.name}
    return ", ".join(f"{who.count(party)} of {name}" for party, name in names.items())


def by_which_rule(body: Body | None) -> str:
    """The body with the version of its charter."""
    if body is None:
        return USUAL
    return f"{body.name} ({charter_words(body.charter)})"


def charter_words(charter: Charter | None) -> str:
    return f"charter {charter.version}" if charter else USUAL


def name_of_kind(kind: Kind, vendor: int, uow: UnitOfWork) -> str:
    """What a vendor's body of this kind is called; the kind itself where there is none."""
    body = uow.bodies.of_kind(vendor, kind)
    return body.name if body else kind.capitalize()


def where_else(wish: Wish, session: Session, body: Body | None, uow: UnitOfWork) -> Elsewhere | None:
    """Where something must go that this body may not decide; None where it may. Raises IncomparableAmount, and NobodyAbove or
    ReservedNobodyAbove where its charter names no body to go to."""
    if wish.instead_of and (above := _decided_above(wish.instead_of, session, body, uow)):
        return above
    found = beyond(body, wish.weighed, amounts_in(wish.weighed))
    return _above(found, body, uow) if found and body else None


def _above(found: Beyond, body: Body, uow: UnitOfWork) -> Elsewhere:
    kind = body.in_force.escalates_to
    limit = limit_words(body.in_force).removeprefix("up to ")
    facts = {"body": body.name, "limit": limit, "amount": found.amount, "matter": found.matter}
    if kind is None or kind is body.kind:
        raise ReservedNobodyAbove(**facts) if found.matter else NobodyAbove(**facts)
    refused = ReservedMatter if found.matter else OverItsLimit
    return Elsewhere(kind=kind, why=refused(**facts, above=name_of_kind(kind, body.vendor_id, uow)))


def _decided_above(old: Decision, session: Session, body: Body | None, uow: UnitOfWork) -> Elsewhere | None:
    """What a higher level decided is not put aside by a lower one."""
    kind = _kind_of(old, uow)
    if kind is None or _RANK[LEVEL_OF[kind]] <= _RANK[LEVEL_OF[session.kind]]:
        return None
    above = name_of_kind(kind, old.vendor_id, uow)
    why = DecidedAbove(reference=old.reference, above=above, body=body.name if body else session.title)
    return Elsewhere(kind=kind, why=why)


def _kind_of(its: Decision, uow: UnitOfWork) -> Kind | None:
    """The kind of body that decided something, whether or not the vendor has one."""
    body = uow.bodies.by_id(its.body_id) if its.body_id else None
    session = uow.sessions.by_id(its.session_id) if its.session_id else None
    return body.kind if body else session.kind if session else None


def _chairs(count: int) -> str:
    if count > 1:
        return f"{plural(count, 'chair')} were there"
    return "a chair was there" if count else "no chair was there"
