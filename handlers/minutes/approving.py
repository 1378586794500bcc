"""Approving minutes, each company for itself: a version counts once both have said yes to exactly that one, and then it stays."""

from governance.approvals import Deed, Meant
from governance.events import MinutesFiled
from governance.minutes import FiledAlready, MinutesMoved, MinutesNotSent, NoAddendum, NotAChair, State
from governance.people import Act
from handlers.kit.approving import approve, ask_code, proven, side_of
from handlers.kit.replies import Reply, Say, Wrong
from handlers.kit.requests import Request
from handlers.kit.words import shortened
from handlers.minutes.editing import chairs_words
from handlers.minutes.naming import Kept, kept_of, scribe_words, take_kept, take_number
from handlers.minutes.register import feature
from handlers.minutes.showing import approvals_of, approved_as, page
from handlers.minutes.words import day_of
from storage.unit_of_work import UnitOfWork


@feature.button("minutes.approve", act=Act.KEEP_MINUTES)
def approve_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, rest = take_kept(request.ref, request, uow)
    return give(kept, take_number(rest)[0], request, uow)


def give(kept: Kept, seen: int | None, request: Request, uow: UnitOfWork, proof: str = "") -> Reply:
    """`seen` is the version a button was about; a line that is typed is about the one that counts."""
    held = _held(kept, seen, request, uow)
    if isinstance(held, Say):
        return held
    approve([meant_by(held, request, uow)], request.by, uow, proof=proof)
    return page(_filed_when_both(held, uow), request, uow)


def _held(kept: Kept, seen: int | None, request: Request, uow: UnitOfWork) -> Kept | Say:
    """The minutes, theirs to approve, and nobody else's to change before this is over: two who approve at once see each other.
    Where there is nothing to approve, what to say instead."""
    _check_may(kept, request, uow)
    changed = uow.minutes.change(kept.minutes, version=kept.minutes.version)
    if changed is None:
        raise MinutesMoved(reference=kept.reference)
    now = kept_of(changed, kept.session, uow)
    if seen is not None and seen != changed.version:
        return page(now, request, uow, lead=f"*Version {changed.version} is here since, so nothing was approved yet.*")
    if request.by.party in now.given:
        return page(now, request, uow, lead="*Your company has approved this version already. Thank you.*")
    return now


def _check_may(kept: Kept, request: Request, uow: UnitOfWork) -> None:
    if kept.minutes.is_filed:
        raise FiledAlready(reference=kept.reference)
    if not kept.approvers.may_lead(request.by):
        raise NotAChair(deed="Approving", reference=kept.reference, people=chairs_words(kept))
    if not kept.minutes.waits:
        raise MinutesNotSent(reference=kept.reference, scribe=scribe_words(kept, uow))


def meant_by(kept: Kept, request: Request, uow: UnitOfWork) -> Meant:
    its, session = kept.minutes, kept.session
    # What is kept names its year whenever it is read.
    what = f"version {its.version} of the minutes of {session.reference} {shortened(session.title, 80)}, {day_of(session):%-d %b %Y}"
    return Meant(
        subject=its.stems,
        version=kept.version.approved_as,
        deed=Deed.APPROVED,
        vendor_id=its.vendor_id,
        study_id=its.study_id,
        meaning=f"I approve {what}, for {side_of(request.by, its.vendor_id, uow)}.",
    )


def _filed_when_both(kept: Kept, uow: UnitOfWork) -> Kept:
    """As they are now; filed for good where this was the second yes."""
    now = kept_of(kept.minutes, kept.session, uow)
    if any(party not in now.given for party in now.approvers.parties):
        return now
    filed = uow.minutes.change(now.minutes, state=State.FILED, filed_at=uow.at)
    if filed is None:
        raise MinutesMoved(reference=kept.reference)
    uow.record(
        MinutesFiled(
            minutes=filed.id,
            vendor=filed.vendor_id,
            session=filed.session_id,
            version=filed.version,
            digest=now.version.digest,
        )
    )
    return kept_of(filed, kept.session, uow)


# --- signing -------------------------------------------------------------------------------------------------------------


@feature.button("minutes.sign", act=Act.KEEP_MINUTES)
def sign_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, rest = take_kept(request.ref, request, uow)
    return ask_to_sign(kept, take_number(rest)[0], request, uow)


def ask_to_sign(kept: Kept, seen: int | None, request: Request, uow: UnitOfWork) -> Reply:
    held = _held(kept, seen, request, uow)
    if isinstance(held, Say):
        return held
    meant, again = [meant_by(held, request, uow)], f"session minutes {held.reference} sign"
    return ask_code("minutes.sign", meant, request, uow, memo={"of": held.ref}, reopen=again)


@feature.form("minutes.sign", act=Act.KEEP_MINUTES)
def sign(request: Request, uow: UnitOfWork) -> Reply:
    kept, rest = take_kept(str(request.values.get("of")), request, uow)
    seen = take_number(rest)[0]
    held = _held(kept, seen, request, uow)
    if isinstance(held, Say):
        return held
    proof = proven([meant_by(held, request, uow)], request, uow)
    return proof if isinstance(proof, Wrong) else give(held, seen, request, uow, proof)


# --- corrections ---------------------------------------------------------------------------------------------------------


@feature.button("minutes.addendum", act=Act.KEEP_MINUTES)
def approve_addendum_by_button(request: Request, uow: UnitOfWork) -> Reply:
    kept, rest = take_kept(request.ref, request, uow)
    return give_to_addendum(kept, take_number(rest)[0], request, uow)


def give_to_addendum(kept: Kept, number: int | None, request: Request, uow: UnitOfWork) -> Reply:
    """Each company for itself; a correction stands beside the minutes whether or not both have."""
    its = next((one for one in uow.minutes.addenda(kept.minutes) if one.number == number), None)
    if its is None:
        raise NoAddendum(reference=kept.reference, number=number or "without a number")
    if not kept.approvers.may_lead(request.by):
        raise NotAChair(deed="Approving corrections to", reference=kept.reference, people=chairs_words(kept))
    if request.by.party not in approvals_of(its, uow.approvals.of([its.stems]).get(its.stems, [])):
        whose = f"correction {its.number} to the minutes of {kept.reference}"
        meaning = f'I approve {whose}, for {side_of(request.by, kept.minutes.vendor_id, uow)}: "{its.text}"'
        meant = Meant(
            subject=its.stems,
            version=approved_as(its),
            deed=Deed.APPROVED,
            vendor_id=kept.minutes.vendor_id,
            study_id=kept.minutes.study_id,
            meaning=meaning,
        )
        approve([meant], request.by, uow)
    return page(kept, request, uow)
