"""Who leaves is said beforehand, and successors are named in one form."""

from governance.events import (
    LeavingCancelled,
    LeavingPlanned,
    SuccessorNamed,
)
from governance.leaving import Holdings, Kind, can_follow, check_successor
from governance.people import MANAGERS, Act, Person, may
from governance.refusals import Empty, Refusal
from handlers.kit.blocks import Block, actions, field, person_input, section
from handlers.kit.deputies import day_of, lead_of_side
from handlers.kit.finding import mentioned, take_owner
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, lasting_words, shortened, take_date
from handlers.leaving.handing import hand_over, is_over
from handlers.leaving.register import feature
from handlers.leaving.telling import goes_to, tell_of_plan, tell_of_successors, tell_who_said_so
from handlers.leaving.words import WORDS, count, counted, name_button, name_of, when
from storage.unit_of_work import UnitOfWork


class LeavingIsOver(Refusal):
    """{day} is over. Give the last day, which is today or still to come."""


class NotUnderstood(Refusal):
    """I do not know what to do with "{words}". Write it like `{line}`."""


class WeighsMore(Refusal):
    """{person} keeps Parley or leads a vendor, so somebody who keeps it says that they leave. Please ask an administrator or a
    vendor manager."""


class OfAnotherCompany(Refusal):
    """{person} is not of your company. Their account lead can say that they leave."""


# --- who leaves, said beforehand -------------------------------------------------------------------------------------


@feature.command(
    "me leaving",
    usage="on <date>|cancel",
    summary="You leave: what is yours, and who takes it over at the end of that day.",
    act=Act.KEEP_OWN_SETTINGS,
)
def leaving(request: Request, uow: UnitOfWork) -> Reply:
    return _planned(request.by, request.text, "me leaving on 12 Dec", request, uow)


@feature.command(
    "vendor leaving",
    usage="@person <date>|cancel",
    summary="A colleague leaves: what is theirs, and who takes it over at the end of that day.",
    act=Act.NAME_SUCCESSORS,
)
def leaving_other(request: Request, uow: UnitOfWork) -> Reply:
    person, rest = take_owner(request, uow, request.text)
    if person is None:
        raise Empty(what="The person", hint="`/vendor leaving @person 12 Dec`")
    return _planned(_colleague(person, request, uow), rest, "vendor leaving @person 12 Dec", request, uow)


def _planned(person: Person, text: str, line: str, request: Request, uow: UnitOfWork) -> Reply:
    words = text.strip()
    if words.lower() == "cancel":
        return _stays(person, request, uow)
    words = words[3:] if words.lower().startswith("on ") else words
    last, rest = take_date(words, request.today, language=request.by.locale)
    if rest.strip():
        raise NotUnderstood(words=shortened(rest.strip()), line=line)
    if last < day_of(person, uow):
        day = lasting_words(last, request.today)
        raise LeavingIsOver(day=f"{day[:1].upper()}{day[1:]}")
    uow.leaving.plan(person.id, last)
    uow.record(LeavingPlanned(person=person.id, last=last))
    planned = uow.people.by_id(person.id)
    if person.id != request.by.id:
        tell_of_plan(planned, uow)
    return say(*_listed(planned, request, uow))


def _stays(person: Person, request: Request, uow: UnitOfWork) -> Reply:
    uow.leaving.forget(person.id)
    uow.record(LeavingCancelled(person=person.id))
    who = "You stay" if person.id == request.by.id else f"{name_of(person)} stays"
    return say(section(f"{who}: nothing is handed over."))


def _colleague(person: Person, request: Request, uow: UnitOfWork) -> Person:
    if not _may_speak_for(person, request.by):
        raise OfAnotherCompany(person=person.name if person.is_sponsors else "This person")
    _check_weight(person, request.by, uow)
    return person


def _check_weight(person: Person, by: Person, uow: UnitOfWork) -> None:
    """Of whoever keeps Parley or leads, a manager says it; of a vendor's lead also the lead on the sponsor's side."""
    if person.id == by.id or person.is_gone or by.role in MANAGERS:
        return
    led = [
        its for its in uow.vendors.decided_by({person.id}).values() if person.id in (its.sponsor_lead, its.vendor_lead)
    ]
    spoken_for = led and not person.is_sponsors and all(its.sponsor_lead == by.id for its in led)
    if (person.role in MANAGERS or led) and not spoken_for:
        raise WeighsMore(person=person.name)


def _may_speak_for(person: Person, by: Person) -> bool:
    """The sponsor's people for their vendors' too, who may have nobody left to do it."""
    return person.side == by.party or (by.is_sponsors and person.side.startswith("vendor:"))


def _listed(person: Person, request: Request, uow: UnitOfWork) -> list[Block]:
    holdings, own = uow.leaving.holdings(person.id), person.id == request.by.id
    front = f"You {when(person).replace('leaves', 'leave')}." if own else f"{name_of(person)} {when(person)}."
    whose = "yours" if own else "theirs"
    if not holdings:
        return [section(f"{front} Nothing is {whose} that somebody would have to take over.")]
    named = uow.leaving.successors_of(person.id)
    people = uow.people.some(set(named.values()))
    lines = [goes_to(kind, holdings, people.get(named.get(kind, 0)), uow) for kind in holdings]
    end = ["It is handed over at the end of that day."] if named and not is_over(person, uow) else []
    words = "\n".join([f"{front} {count(holdings)} {whose}:", *lines, *end])
    return [section(words), actions(name_button(person))]


@feature.button("leaving.wrong", act=Act.KEEP_OWN_SETTINGS)
def deny(request: Request, uow: UnitOfWork) -> Reply:
    """Whoever is said to leave does not; whoever said so hears it."""
    if request.by.leaves_on is not None:
        tell_who_said_so(request.by, int(request.ref) if request.ref.isdigit() else 0, uow)
    return _stays(request.by, request, uow)


# --- one form ----------------------------------------------------------------------------------------------------------


@feature.button("leaving.form", act=Act.KEEP_OWN_SETTINGS)
def open_form(request: Request, uow: UnitOfWork) -> Reply:
    person = _meant(request.ref, request, uow)
    holdings = uow.leaving.holdings(person.id)
    if not holdings:
        return say(*_listed(person, request, uow))
    return Show(form=_form(person, holdings, uow), reopen=f"me leaving on {person.leaves_on}")


@feature.form("leaving.successors", act=Act.KEEP_OWN_SETTINGS)
def name_successors(request: Request, uow: UnitOfWork) -> Reply:
    """Saved for the end of the last day; where that is over, all of it is handed over at once."""
    person = _meant(str(request.values.get("person")), request, uow)
    for kind in Kind:
        if request.values.get(kind):
            with about(kind):
                successor = check_successor(mentioned(uow, Mention(str(request.values[kind]))), person)
            uow.leaving.name(person.id, kind, successor.id)
            uow.record(SuccessorNamed(person=person.id, kind=kind, successor=successor.id))
    if not is_over(person, uow):
        if person.id != request.by.id:
            tell_of_successors(person, uow)
        return say(*_listed(person, request, uow))
    left = hand_over(person, uow)
    rest = f" {count(left)} still theirs, because you named nobody." if left else ""
    return say(section(f"Done: what was {name_of(person)}'s is handed over, and whoever has it now hears of it.{rest}"))


def _meant(ident: str, request: Request, uow: UnitOfWork) -> Person:
    """Oneself, or a colleague for whoever may name successors."""
    found = uow.people.some({int(ident)}) if ident.isdigit() else {}
    person = next(iter(found.values()), None)
    allowed = person and (person.id == request.by.id or may(request.by, Act.NAME_SUCCESSORS))
    if person is None or not allowed or not _may_speak_for(person, request.by):
        raise OfAnotherCompany(person="This person")
    _check_weight(person, request.by, uow)
    return person


def _form(person: Person, holdings: Holdings, uow: UnitOfWork) -> Form:
    named = uow.leaving.successors_of(person.id)
    usual = _usual(person, uow)
    people = uow.people.some({*named.values(), *([usual] if usual else [])})

    def chosen(kind: Kind) -> str | None:
        successor = people.get(named.get(kind) or usual or 0)
        return successor.slack_user if successor else None

    blocks = [
        field(kind, WORDS[kind][2], person_input(chosen(kind)), hint=counted(kind, holdings), optional=True)
        for kind in holdings
    ]
    return Form(
        name="leaving.successors",
        title="Name successors",
        submit="Hand over",
        blocks=tuple(blocks),
        memo={"person": str(person.id)},
    )


def _usual(person: Person, uow: UnitOfWork) -> int | None:
    """Their deputy, else the account lead of their side; of their own company only."""
    lead = lead_of_side(person, uow)
    in_turn = (person.deputy_id, lead.id if lead else None)
    found = uow.people.some({who for who in in_turn if who})
    fit = [who for who in in_turn if who and can_follow(found[who], person)]
    return fit[0] if fit else None
