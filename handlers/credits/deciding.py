"""What people decide on a credit: the vendor agrees or disputes, the sponsor waives."""

import re
from collections.abc import Callable
from decimal import Decimal

from governance.actions import check_reason
from governance.events import CreditAgreed, CreditDisputed, CreditWaived, Words
from governance.kpis.agreeing import party_of
from governance.kpis.breach_refusals import CreditMoved, CreditWaits, NameTheCredit, UnknownCredit
from governance.kpis.credits import Credit, CreditDeed, after, check_whose
from governance.kpis.definitions import Party
from governance.people import Act
from handlers.credits.approvals import given, meant_by
from handlers.credits.cards import arithmetic, buttons, headline, money, standing
from handlers.credits.reasons import disputed_numbers
from handlers.credits.register import feature
from handlers.credits.working import waited_for, waits_of, work_out
from handlers.kit.approving import approve, ask_code, can_sign, proven
from handlers.kit.blocks import Block, field, paragraphs, text_input
from handlers.kit.replies import Form, Reply, Say, Show, Wrong, about, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*(?:C[-\u2010-\u2014]?|#)?(\d{1,9})\b[\s,:]*", re.IGNORECASE)
DEEDS = {"agree": CreditDeed.AGREE, "dispute": CreditDeed.DISPUTE, "waive": CreditDeed.WAIVE}
SIGNS = {Party.VENDOR: "agree", Party.SPONSOR: "waive"}
QUESTIONS = {"dispute": "What is wrong with it?", "waive": "Why is it waived?"}

Decided = Callable[..., CreditAgreed | CreditDisputed | CreditWaived]


@feature.command(
    "sla credit",
    usage="C-3 [agree | sign | dispute <reason> | waive <reason>]",
    summary="One service credit with its arithmetic; agree to it, sign that with a mailed code, dispute it, or waive it.",
    act=Act.SEE_CREDITS,
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    credit, rest = take_credit(request.text, request, uow)
    word, _, words = rest.partition(" ")
    if word.lower() == "sign":
        return _ask_to_sign(credit, SIGNS[party_of(request.by)], None, request, uow)
    if word.lower() in DEEDS:
        return _decide(credit, word.lower(), words.strip(), None, request, uow)
    return _page(credit, request, uow)


@feature.button("credit.deed", act=Act.ANSWER_CREDITS)
def decide_by_button(request: Request, uow: UnitOfWork) -> Reply:
    word, _, reference = request.ref.partition(" ")
    credit, seen = take_credit(reference, request, uow)
    return _decide(credit, word, "", Decimal(seen) if seen else None, request, uow)


@feature.form("credit.reason", act=Act.ANSWER_CREDITS)
def decide_by_form(request: Request, uow: UnitOfWork) -> Reply:
    credit, seen = take_credit(str(request.values.get("of")), request, uow)
    deed, why = str(request.values.get("deed")), request.required("reason")
    with about("reason"):
        return _decide(credit, deed, why, Decimal(seen) if seen else None, request, uow)


# --- signing -------------------------------------------------------------------------------------------------------------


@feature.button("credit.sign", act=Act.ANSWER_CREDITS)
def sign_by_button(request: Request, uow: UnitOfWork) -> Reply:
    word, _, reference = request.ref.partition(" ")
    credit, seen = take_credit(reference, request, uow)
    return _ask_to_sign(credit, word, Decimal(seen) if seen else None, request, uow)


@feature.form("credit.sign", act=Act.ANSWER_CREDITS)
def sign(request: Request, uow: UnitOfWork) -> Reply:
    known, seen = take_credit(str(request.values.get("of")), request, uow)
    word = str(request.values.get("deed"))
    credit = _now(known, DEEDS[word], Decimal(seen), request, uow)
    if isinstance(credit, Say):
        return credit
    with about("reason"):
        reason = check_reason(request.required("reason"), "why") if word in QUESTIONS else ""
    proof = proven(meant_by(credit, DEEDS[word], request.by, uow), request, uow)
    return proof if isinstance(proof, Wrong) else _carry_out(credit, DEEDS[word], reason, request, uow, proof)


def _ask_to_sign(known: Credit, word: str, seen: Decimal | None, request: Request, uow: UnitOfWork) -> Reply:
    credit = _now(known, DEEDS[word], seen, request, uow)
    if isinstance(credit, Say):
        return credit
    return ask_code(
        "credit.sign",
        meant_by(credit, DEEDS[word], request.by, uow),
        request,
        uow,
        memo={"of": f"{credit.reference} {credit.amount}", "deed": word},
        reopen=f"sla credit {credit.reference} sign",
        more=(_why(word),) if word in QUESTIONS else (),
    )


# --- deciding ------------------------------------------------------------------------------------------------------------


def take_credit(text: str, request: Request, uow: UnitOfWork) -> tuple[Credit, str]:
    """The credit named at the front of a text, as C-3, c3 or 3, and what follows. Who may not see it finds none."""
    if not text.strip():
        raise NameTheCredit
    found = _REFERENCE.match(text)
    credit = uow.credits.by_id(int(found[1])) if found else None
    if found is None or credit is None or not sees_here(credit.vendor_id, request):
        raise UnknownCredit(reference=f"C-{found[1]}" if found else shortened(text.strip()))
    return credit, text[found.end() :].strip()


def _decide(known: Credit, word: str, words: str, seen: Decimal | None, request: Request, uow: UnitOfWork) -> Reply:
    """`seen` is the amount that the message or the form told of; a line that is typed is about what holds now."""
    deed = DEEDS[word]
    credit = _now(known, deed, seen, request, uow)
    if isinstance(credit, Say):
        return credit
    if word in QUESTIONS and not words:
        return Show(form=_form(credit, word), reopen=f"sla credit {credit.reference} {word}")
    return _carry_out(credit, deed, check_reason(words, "why") if word in QUESTIONS else "", request, uow)


def _now(known: Credit, deed: CreditDeed, seen: Decimal | None, request: Request, uow: UnitOfWork) -> Credit | Say:
    """The credit as it is now; where its amount is another than the one that was answered, what to say of that.

    Raises CreditNotTheirs, CreditMoved or CreditWaits where this person cannot do that to it.
    """
    check_whose(deed, party_of(request.by), known.reference)
    credit = work_out(known.vendor_id, known.month, uow) or known  # an import may have changed it without a word
    answered = known.amount if seen is None else seen
    if credit.amount != answered:
        was = money(answered, credit.currency)
        return _page(credit, request, uow, lead=f"*You answered {was}. It has changed since, so nothing was decided:*")
    after(credit.state, deed, credit.reference)
    _check_settled(credit, deed, uow)
    return credit


def _carry_out(
    credit: Credit, deed: CreditDeed, reason: str, request: Request, uow: UnitOfWork, proof: str = ""
) -> Reply:
    state = after(credit.state, deed, credit.reference)
    changed = uow.credits.move(credit, state, request.by.id, request.at, reason)
    if changed is None:
        raise CreditMoved(reference=credit.reference, state="changed meanwhile", deed=deed)
    _record(changed, deed, reason, uow)
    approve(meant_by(credit, deed, request.by, uow), request.by, uow, proof=proof)
    return _page(changed, request, uow)


def _check_settled(credit: Credit, deed: CreditDeed, uow: UnitOfWork) -> None:
    """Raises CreditWaits where a number that counts is in dispute."""
    waits = waited_for(credit.vendor_id, credit.month, uow)
    if waits:
        what, code = disputed_numbers(waits), waits[0][0].code
        raise CreditWaits(reference=credit.reference, what=what, deed=deed, code=code)


def _record(credit: Credit, deed: CreditDeed, reason: str, uow: UnitOfWork) -> None:
    facts = {"credit": credit.id, "vendor": credit.vendor_id, "month": credit.month, "amount": str(credit.amount)}
    if deed is CreditDeed.AGREE:
        uow.record(CreditAgreed(**facts))  # type: ignore[arg-type]
        return
    kinds: dict[CreditDeed, Decided] = {CreditDeed.DISPUTE: CreditDisputed, CreditDeed.WAIVE: CreditWaived}
    uow.record(kinds[deed](**facts, reason=Words(reason)))


def _page(credit: Credit, request: Request, uow: UnitOfWork, lead: str = "") -> Say:
    vendor = uow.vendors.by_id(credit.vendor_id)
    waits = waits_of(credit.vendor_id, credit.month, uow)
    stands = standing(credit, waits, given(credit, uow))
    lines = [*([lead] if lead else []), headline(credit, vendor), *arithmetic(credit), stands]
    return say(*paragraphs(lines), *buttons(credit, request.by, waits, signs=can_sign(request.by, uow)))


def _form(credit: Credit, word: str) -> Form:
    memo = {"of": f"{credit.reference} {credit.amount}", "deed": word}
    title = f"{word.capitalize()} {credit.reference}"
    return Form(name="credit.reason", title=title, submit=word.capitalize(), blocks=(_why(word),), memo=memo)


def _why(word: str) -> Block:
    return field("reason", QUESTIONS[word], text_input(lines=True, most=1000), hint="Both companies read this.")
