"""Finding the minutes a reference names. To whoever may not see the session, it does not exist."""

import re
from dataclasses import dataclass

from governance.approvals import Approval
from governance.minutes import FiledAlready, Minutes, NoMinutes, NotTheirMinutes, Version, given_by_party
from governance.people import Act, may, who_can
from governance.refusals import NotYours
from governance.sessions import Session
from handlers.kit import shown, sittings
from handlers.kit.requests import Request
from handlers.minutes.approvers import Approvers, approvers_of
from storage.unit_of_work import UnitOfWork

_NUMBER = re.compile(r"^\s*(\d{1,9})\b\s*")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Minutes with their session, the version that counts, who approves them and what each party said to it. `before`: by party
    the newest version it had approved earlier."""

    session: Session
    minutes: Minutes
    version: Version
    approvers: Approvers
    given: dict[str, Approval]
    before: dict[str, str]

    @property
    def reference(self) -> str:
        return self.session.reference

    @property
    def ref(self) -> str:
        """What a button is about: the session and the version that was seen."""
        return f"{self.reference} {self.minutes.version}"


def is_named(text: str) -> bool:
    """Whether a session stands at the front."""
    return sittings.is_named(text)


def take_kept(text: str, request: Request, uow: UnitOfWork) -> tuple[Kept, str]:
    """The minutes of the session at the front of a text, as S-3, and what follows. Raises UnknownSession or NoMinutes."""
    session, rest = sittings.take_session(text, request, uow)
    its = uow.minutes.of_session(session.id)
    if its is None:
        raise NoMinutes(reference=session.reference)
    return kept_of(its, session, uow), rest


def kept_of(its: Minutes, session: Session, uow: UnitOfWork) -> Kept:
    version = uow.minutes.version(its)
    given = uow.approvals.of([its.stems]).get(its.stems, [])
    approvers = approvers_of([session], uow)[session.id]
    by_party = given_by_party(given, version.approved_as)
    before = {its.party: its.version.partition(" ")[0] for its in given if its.party not in by_party}
    return Kept(session=session, minutes=its, version=version, approvers=approvers, given=by_party, before=before)


def the_kept(minutes: int, uow: UnitOfWork) -> Kept:
    """The minutes an event tells of."""
    its = uow.minutes.by_id(minutes)
    session = uow.sessions.by_id(its.session_id) if its else None
    assert its is not None
    assert session is not None
    return kept_of(its, session, uow)


def take_number(text: str) -> tuple[int | None, str]:
    """The number at the front of a text, such as the version a button was about."""
    found = _NUMBER.match(text)
    return (int(found[1]), text[found.end() :]) if found else (None, text.strip())


# --- who may -------------------------------------------------------------------------------------------------------------


def check_keeps(request: Request) -> None:
    """Raises NotYours for whoever only reads."""
    if not may(request.by, Act.KEEP_MINUTES):
        raise NotYours(deed=Act.KEEP_MINUTES, who=who_can(Act.KEEP_MINUTES, request.by))


def check_unfiled(kept: Kept) -> None:
    if kept.minutes.is_filed:
        raise FiledAlready(reference=kept.reference)


def edits(kept: Kept, request: Request) -> bool:
    """The scribe, and whoever does what a chair does."""
    return not kept.minutes.is_filed and (
        kept.minutes.scribe_id == request.by.id or kept.approvers.may_lead(request.by)
    )


def check_edits(kept: Kept, request: Request, uow: UnitOfWork) -> None:
    """Raises FiledAlready or NotTheirMinutes."""
    check_unfiled(kept)
    if not edits(kept, request):
        raise NotTheirMinutes(scribe=scribe_words(kept, uow), reference=kept.reference)


def scribe_words(kept: Kept, uow: UnitOfWork) -> str:
    scribe = kept.minutes.scribe_id
    return uow.people.by_id(scribe).name if scribe else "a chair"


def scribe_mention(kept: Kept, uow: UnitOfWork) -> str:
    scribe = kept.minutes.scribe_id
    return shown.person(uow.people.by_id(scribe)) if scribe else "a chair"
