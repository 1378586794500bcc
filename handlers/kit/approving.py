"""Approving and signing: what people say yes to is kept in their words; a mailed code makes a signature of it. See docs/adr/0023."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.approvals import (
    GOOD_FOR,
    HOUR,
    MOST_AN_HOUR,
    SAME_FOR,
    TRIES,
    Approval,
    Code,
    CodeOver,
    Deed,
    Meant,
    NoTriesLeft,
    NotThatCode,
    TooManyCodes,
    WrongCode,
    binding_of,
    check_can_sign,
    masked,
    typed_code,
)
from governance.events import ApprovalGiven, Words
from governance.people import Person
from governance.refusals import Refusal
from handlers.kit.blocks import Block, button, cut, esc, field, one_way, paragraphs, text_input
from handlers.kit.letters import note
from handlers.kit.replies import Form, Show, Wrong
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

MARK = "{code}"
SHOWN = 20  # meanings in a form or a mail; what is more is counted


# --- approving -----------------------------------------------------------------------------------------------------------


def approve(meant: Sequence[Meant], by: Person, uow: UnitOfWork, *, proof: str = "") -> None:
    """Keeps for good that this person approved of each of these, and puts it on the record."""
    vendors = uow.vendors.some({its.vendor_id for its in meant})
    companies = {its.id: uow.workspace.name if by.is_sponsors else its.name for its in vendors.values()}
    given = [_given(its, by, companies[its.vendor_id], proof, uow) for its in meant]
    uow.approvals.give(given)
    for its in given:
        uow.record(
            ApprovalGiven(
                about=its.subject,
                version=its.version,
                vendor=its.vendor_id,
                deed=its.deed,
                meaning=Words(its.meaning),
                name=Words(its.name),
                role=its.role,
                proof=Words(its.proof) if its.proof else None,
            )
        )


def _given(its: Meant, by: Person, company: str, proof: str, uow: UnitOfWork) -> Approval:
    return Approval(
        id=0,
        subject=its.subject,
        version=its.version,
        deed=its.deed,
        vendor_id=its.vendor_id,
        study_id=its.study_id,
        meaning=its.meaning,
        person_id=by.id,
        name=by.name,
        role=by.role,
        party=by.party,
        company=company,
        zone=by.zone or uow.workspace.zone,
        given_at=uow.at,
        door=uow.door,
        proof=proof,
    )


def side_of(by: Person, vendor: int, uow: UnitOfWork) -> str:
    """The company somebody approves for."""
    return uow.workspace.name if by.is_sponsors else uow.vendors.by_id(vendor).name


def said_of(its: Approval) -> str:
    """`Agreed by Vera Ortiz for Helix, 3 Jul 2026 14:02 Europe/Berlin: I agree to ...`, escaped."""
    return esc(approval_words(its))


def approval_words(its: Approval) -> str:
    """The same for a text that is escaped as a whole. The time is on the clock of whoever approved."""
    deed = "Signed" if its.is_signed else its.deed.capitalize()
    role = f" ({its.role})" if its.is_signed and its.role else ""
    when = f"{its.given_at.astimezone(ZoneInfo(its.zone)):%-d %b %Y %H:%M} {its.zone}"
    proven = f", proven by {its.proof}" if its.is_signed else ""
    return f"{deed} by {one_way(its.name)}{role} for {its.company}, {when}{proven}: {one_way(its.meaning)}"


def newest(given: Iterable[Approval], version: str, *deeds: Deed) -> Approval | None:
    """The last that was given to this version, where it says one of these."""
    fitting = [its for its in given if its.version == version and its.deed in deeds]
    return fitting[-1] if fitting else None


# --- signing -------------------------------------------------------------------------------------------------------------


def can_sign(reader: Person, uow: UnitOfWork) -> bool:
    """Whether a code could be mailed to them."""
    return uow.rules.sends_mail and bool(reader.mail)


def sign_button(name: str, ref: object, about: str, words: str = "Sign") -> Block:
    """Beside what agrees: the same, proven by a mailed code."""
    return button(words, name, ref, label=f"{words}: {about}")


def ask_code(
    form: str,
    meant: Sequence[Meant],
    request: Request,
    uow: UnitOfWork,
    *,
    memo: Mapping[str, Any],
    reopen: str = "",
    more: Sequence[Block] = (),
) -> Show:
    """Mails a code that signs exactly this, and opens the form that takes it. Raises NoMailForCodes, NoAddressForCodes, TooManyCodes."""
    mail = check_can_sign(request.by, sends_mail=uow.rules.sends_mail)
    made = _code_for(binding_of(meant), meant, request, uow)
    until = f"{(made + GOOD_FOR).astimezone(request.zone):%H:%M}"
    lead = f"You are about to sign, as {esc(request.by.name)} for {esc(side_of(request.by, meant[0].vendor_id, uow))}:"
    blocks = (
        *paragraphs([lead, *(f"*{esc(words)}*" for words in _meanings(meant))]),
        *more,
        field(
            "code",
            "The code I have mailed you",
            text_input(placeholder="1234 5678", most=40),
            hint=f"Eight digits, mailed to {masked(mail)}. It works until {until}, once, for this alone.",
        ),
    )
    return Show(form=Form(name=form, title="Sign", submit="Sign", blocks=blocks, memo=memo), reopen=reopen)


def proven(meant: Sequence[Meant], request: Request, uow: UnitOfWork) -> str | Wrong:
    """How the person proved themselves, once the code in the form is the right one; else what is wrong under its field, the try
    counted."""
    mail = check_can_sign(request.by, sends_mail=uow.rules.sends_mail)
    said = typed_code(request.required("code"))
    code = uow.approvals.newest_code(request.by.id)
    if code is None or not code.is_open(uow.at):
        return _wrong(CodeOver())
    if code.binding != binding_of(meant):
        return _wrong(NotThatCode())
    if not uow.rules.addresses.is_sealed(f"{code.salt}:{said}", code.seal):
        return _wrong(_counted(code, uow))
    if not uow.approvals.end_code(code, uow.at):
        return _wrong(CodeOver())
    return f"a code mailed to {masked(mail)}"


def _counted(code: Code, uow: UnitOfWork) -> Refusal:
    uow.approvals.try_code(code)
    left = code.tries_left - 1
    return WrongCode(left=f"{plural(left, 'more time')}") if left else NoTriesLeft()


def _wrong(refusal: Refusal) -> Wrong:
    """Under the field, and not as a refusal: that would take the counting back."""
    return Wrong(errors={"code": str(refusal)})


def _code_for(binding: str, meant: Sequence[Meant], request: Request, uow: UnitOfWork) -> datetime:
    """The moment from which the code counts: that of the one mailed just now for the same, else of a new one."""
    code = uow.approvals.newest_code(request.by.id)
    if code and code.is_open(uow.at) and code.binding == binding and uow.at < code.made_at + SAME_FOR:
        return code.made_at
    count, first = uow.approvals.codes_since(request.by.id, uow.at - HOUR)
    if first and count >= MOST_AN_HOUR:
        raise TooManyCodes(count=count, when=f"{(first + HOUR).astimezone(request.zone):%H:%M}")
    # A press that is delivered again has the same key, and so the same code: nobody has to keep it.
    seed = f"{uow.workspace.id}:{request.by.id}:{request.key}:{binding}"
    salt = f"{binding[:24]}:{uow.at:%Y%m%dT%H%M%S%f}"
    seal = uow.rules.addresses.sealed(f"{salt}:{uow.rules.addresses.code(seed)}")
    uow.approvals.open_code(
        Code(
            id=0,
            person_id=request.by.id,
            binding=binding,
            salt=salt,
            seal=seal,
            made_at=uow.at,
            tries_left=TRIES,
        )
    )
    _mail(seed, meant, request, uow)
    return uow.at


def _mail(seed: str, meant: Sequence[Meant], request: Request, uow: UnitOfWork) -> None:
    """What is kept of the letter has the seed in place of the code, as those with links have."""
    until, once = uow.at + GOOD_FOR, f"code:{request.by.id}:{request.key}"
    lines = [
        f"Your code is {MARK}",
        "",
        "It signs this, for you, and nothing else:",
        *_meanings(meant),
        "",
        f"Type it into the form in Slack by {until.astimezone(request.zone):%H:%M} ({request.zone.key}). It works once.",
        "Nobody will ever ask you for it, so please give it to nobody.",
        f"You did not press Sign? Then somebody else uses your Slack account: please tell its administrators and {uow.workspace.name}.",
        "Without the code nothing is signed.",
    ]
    words = "\n".join(lines)
    letter = note(request.by, subject="Your code to sign in Parley", words=words, stamp=uow.at, about=once)
    lane = f"mail:{request.by.mail}"
    uow.outbox.put(Kind.MAIL, lane, letter | {"codes": {MARK: seed}}, once=once[:200], until=until)


def _meanings(meant: Sequence[Meant]) -> list[str]:
    more = [f"and {len(meant) - SHOWN} more"] if len(meant) > SHOWN else []
    return [*(cut(its.meaning, 400) for its in meant[:SHOWN]), *more]
