"""Changing who comes to a session, its title and its link. Answers stay; only those whom it concerns get a mail."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from governance.events import GuestPartsChanged, GuestsDropped, GuestsInvited, SessionEdited, Words
from governance.people import Act, Person
from governance.refusals import ChangedMeanwhile, GuestsAlready, LastGuest, NobodyNamed, NothingEdited, UnknownGuest
from governance.sessions import Session, check_link, check_ours_to_change
from handlers.kit.because import check_why, take_because, why_field
from handlers.kit.blocks import field, people_input, section, text_input
from handlers.kit.finding import may_come, mentioned
from handlers.kit.letters import by_mail
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, listing, shortened
from handlers.sessions.cards import described
from handlers.sessions.company import Company, as_line, form_others, others_input, take_company
from handlers.sessions.later import LATER, drop_later, edit_later, invite_later, next_sequence, which
from handlers.sessions.naming import take_later, take_session
from handlers.sessions.recurring import check_addresses
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

LONGEST_TITLE = 200
MAILED = "They alone get a mail."
T = TypeVar("T", str, str | None)


@feature.command(
    "session edit",
    usage="S-3",
    summary="Change the guests, the title or the link; answers stay.",
    act=Act.SCHEDULE_SESSIONS,
)
def edit(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(request.text, request, uow)
    check_ours_to_change(session, request.at)
    return Show(form=_form(session, uow), reopen=f"session edit {session.reference}")


@feature.form("session.edit", act=Act.SCHEDULE_SESSIONS)
def edit_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    check_ours_to_change(session, request.at)
    with about("join_link"):
        link = check_link(request.values.get("join_link"))
    later = request.values.get("scope") == LATER
    reason = str(request.values.get("reason") or "").strip()
    with about("people"):
        chosen = {mentioned(uow, Mention(user)).id for user in request.values.get("people") or []}
        chosen |= {its.id for its in form_others(session.vendor_id, request, uow).everybody}
        shown, guests = set(request.values["guests"]), set(session.guests)
        added, dropped = chosen - shown - guests, (shown - chosen) & guests
        title = _newest("title", request.required("title")[:LONGEST_TITLE], session.title, session, request)
        link = _newest("join_link", link, session.join_link, session, request)
        if title != session.title or dropped:
            reason = check_why(reason, "we split it in two")
        changed = _edited(session, title, link, reason, uow, later=later)
        if changed == session and not added and not dropped:
            raise NothingEdited(reference=session.reference)
        changed = _with_guests(changed, added, dropped, uow, later=later, reason=reason)
    return say(section(f"Changed.\n{described(changed, request.zone, uow)}"))


@feature.command(
    "session invite",
    usage="S-3 [and later] @people [optional @people]",
    summary="Invite more people.",
    act=Act.SCHEDULE_SESSIONS,
)
def invite(request: Request, uow: UnitOfWork) -> Reply:
    session, company, later = _named("invite", request, uow)
    there = _guests(session, uow, later=later)
    if not later and _with_other_parts(session, company, uow):
        session = uow.sessions.by_id(session.id) or session
    elif all(person.id in there for person in company.everybody):
        raise GuestsAlready(reference=session.reference, people=_are(company.everybody, "a guest", "guests"))
    changed = _with_guests(session, {its.id for its in company.required}, set(), uow, later=later)
    changed = _with_guests(changed, {its.id for its in company.optional}, set(), uow, later=later, optional=True)
    return say(section(f"Invited. {by_mail(MAILED, uow)}\n{described(changed, request.zone, uow)}"))


@feature.command(
    "session drop",
    usage="S-3 [and later] @people because <reason>",
    summary="Take people off, and say why; they alone are told.",
    act=Act.SCHEDULE_SESSIONS,
)
def drop(request: Request, uow: UnitOfWork) -> Reply:
    line, reason = take_because(request.text)
    session, company, later = _named("drop", replace(request, text=line), uow)
    people = company.everybody
    if not any(person.id in session.guests for person in people):
        raise GuestsAlready(reference=session.reference, people=_are(people, "no guest", "no guests"))
    why = check_why(reason, f"/session drop {session.reference} @person because it is not about their work")
    fewer = {person.id for person in people} & set(session.guests)
    changed = _with_guests(session, set(), fewer, uow, later=later, reason=why)
    return say(section(f"Taken off. {by_mail(MAILED, uow)}\n{described(changed, request.zone, uow)}"))


def _newest(name: str, wanted: T, now: T, session: Session, request: Request) -> T:
    """What a form changed, or what others made of it since the form was opened; never one over the other."""
    before = request.values["before"][name]
    if _mark(wanted) == before:
        return now
    if now != wanted and _mark(now) != before:
        raise ChangedMeanwhile(reference=session.reference)
    return wanted


def _mark(words: str | None) -> str:
    """Tells words from other words; a form can remember little, and titles are long."""
    return sha256((words or "").encode()).hexdigest()[:16]


def _named(verb: str, request: Request, uow: UnitOfWork) -> tuple[Session, Company, bool]:
    session, words = take_session(request.text, request, uow)
    check_ours_to_change(session, request.at)
    later, words = take_later(words)
    company = take_company(words, session.vendor_id, request, uow)
    if company.rest and not company.everybody:
        raise UnknownGuest(name=shortened(company.rest))
    if not company.everybody:
        raise NobodyNamed(verb=verb, reference=session.reference)
    return session, company, later


def _guests(session: Session, uow: UnitOfWork, *, later: bool) -> set[int]:
    """Who comes already: to this meeting, or to it and all later ones."""
    of_series = uow.series.by_id(session.series_id).guests if later and session.series_id else session.guests
    return set(session.guests) & set(of_series)


def _edited(session: Session, title: str, link: str | None, reason: str, uow: UnitOfWork, *, later: bool) -> Session:
    if (title, link) == (session.title, session.join_link):
        return session
    if later:
        edit_later(session, title, link, reason, uow)
        return uow.sessions.by_id(session.id) or session
    changed = uow.sessions.revise(session, title=title, join_link=link)
    if changed is None:
        raise ChangedMeanwhile(reference=session.reference)
    address = Words(link) if link else None
    why = Words(reason) if reason else None
    before = Words(session.title)
    uow.record(SessionEdited(session=session.id, title=Words(title), join_link=address, old=before, reason=why))
    return changed


def _with_guests(
    session: Session,
    added: set[int],
    dropped: set[int],
    uow: UnitOfWork,
    *,
    later: bool,
    optional: bool = False,
    reason: str = "",
) -> Session:
    """The session with these guests more and those fewer. Each of the added can be reached and belongs to either side."""
    if added:
        vendor = uow.vendors.by_id(session.vendor_id)
        check_addresses([may_come(person, vendor, uow.actor) for person in uow.people.some(added).values()])
        if later:
            invite_later(session, added, uow, optional=optional)
        else:
            _invite(session, added - set(session.guests), uow, optional=optional)
    if dropped:
        if not set(session.guests) - dropped | added:
            raise LastGuest(reference=session.reference)
        if later:
            drop_later(session, dropped, reason, uow)
        else:
            drop_guests(session, dropped, reason, uow)
    return uow.sessions.by_id(session.id) or session


def _with_other_parts(session: Session, company: Company, uow: UnitOfWork) -> bool:
    """Guests already who are named for the other part take that; the account leads always have to come."""
    vendor = uow.vendors.by_id(session.vendor_id)
    must = {its.id for its in company.required} & set(session.optional)
    may = {its.id for its in company.optional} & set(session.guests) - set(session.optional)
    parts = ((False, must), (True, may - {vendor.sponsor_lead, vendor.vendor_lead}))
    for optional, people in parts:
        if people:
            uow.sessions.need(session, sorted(people), optional=optional)
            uow.record(GuestPartsChanged(session=session.id, guests=tuple(sorted(people)), optional=optional))
    return any(people for _, people in parts)


def _invite(session: Session, people: set[int], uow: UnitOfWork, *, optional: bool) -> None:
    if not people:
        return
    uow.sessions.invite(session, sorted(people), optional=optional)
    uow.record(GuestsInvited(session=session.id, guests=tuple(sorted(people))))


def drop_guests(session: Session, people: set[int], reason: str, uow: UnitOfWork) -> None:
    """They come to this one meeting no more, and are told."""
    # A cancellation must be newer than all that was sent before, or calendars take no notice of it.
    bumped = uow.sessions.revise(session, sequence=next_sequence(session, uow))
    if bumped is None:
        raise ChangedMeanwhile(reference=session.reference)
    uow.sessions.drop(session, sorted(people))
    facts = {"guests": tuple(sorted(people)), "sequence": bumped.sequence, "reason": Words(reason)}
    uow.record(GuestsDropped(session=session.id, **facts))  # type: ignore[arg-type]


def _are(people: Iterable[Person], one: str, several: str) -> str:
    names = [person.name for person in people]
    return f"{listing(names)} {'is' if len(names) == 1 else 'are'} {one if len(names) == 1 else several}"


def _form(session: Session, uow: UnitOfWork) -> Form:
    guests = uow.people.some(set(session.guests)).values()
    users = [person.slack_user for person in guests if person.slack_user]
    blocks = (
        *which(session),
        field("title", "Title", text_input(session.title, most=LONGEST_TITLE)),
        field(
            "join_link",
            "Link to join",
            text_input(session.join_link or "", placeholder="https://", most=500),
            optional=True,
        ),
        field(
            "people", "Who is invited?", people_input(users), hint="Who is taken off gets a cancellation, nobody else."
        ),
        others_input(
            " ".join(as_line((its for its in guests if not its.slack_user), ())), hint="Who is not there comes no more."
        ),
        why_field(
            "Why does it change?",
            "Needed where the title changes or somebody is taken off; it goes on the record.",
            optional=True,
        ),
    )
    # What the form shows: only what is changed in it is a wish, and the rest may be changed by others meanwhile.
    before = {"title": _mark(session.title), "join_link": _mark(session.join_link)}
    memo = {"session": session.reference, "guests": list(session.guests), "before": before}
    return Form(name="session.edit", title=f"Change {session.reference}", submit="Change", blocks=blocks, memo=memo)
