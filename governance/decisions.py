"""Decisions: what was asked, what was decided and why, by whom and with what authority; none without quorum, none over a limit."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from governance.bodies import Body, Charter
from governance.refusals import Refusal
from governance.sessions import Kind

LONGEST = 3000


class NotQuorate(Refusal):
    """This session cannot decide yet: {missing}. Note down a deputy who is there, call one, or have it decided by mail. You can go
    on discussing."""


class OverItsLimit(Refusal):
    """{body} decides up to {limit}; this is about {amount}. It is for {above} to decide, and stands on its next agenda now."""


class NobodyAbove(Refusal):
    """{body} decides up to {limit}; this is about {amount}, and its charter names no body to go to. `session body` shows the charter;
    either account lead can propose a change."""


class ReservedMatter(Refusal):
    """{body} does not decide about "{matter}". It is for {above} to decide, and stands on its next agenda now."""


class ReservedNobodyAbove(Refusal):
    """{body} does not decide about "{matter}", and its charter names no body to go to. `session body` shows the charter; either
    account lead can propose a change."""


class IncomparableAmount(Refusal):
    """{body}'s limit is in {currency}, so I cannot compare it with {amount}. Say what all of it costs in {currency}, and leave other
    currencies out."""


class TooMuchMoney(Refusal):
    """{amount} is more money than I can keep. Please look at the amount again and say it shorter."""


class UnknownDecision(Refusal):
    """There is no decision {reference} here. `session decisions` lists them."""


class NotInForce(Refusal):
    """{reference} is {state}, so nothing can take its place. `session decisions` shows what holds."""


class DecidedAbove(Refusal):
    """{reference} was decided by {above}, so {body} cannot put something else in its place. It stands on {above}'s next agenda now."""


class NoWordsOfIt(Refusal):
    """Say what is decided, and why, as in "use the new template because monitors lose an hour a visit"."""

    field = "outcome"


class OneAtATime(Refusal):
    """A decision takes the place of one other, and you name {references}. Name one; take the others back by decisions of their own."""

    field = "outcome"


class DecisionTooLong(Refusal):
    """A decision has {most} characters at most; this has {count}. Say the decision in short, and link the rest as evidence."""

    field = "outcome"


class NotYoursToTakeBack(Refusal):
    """{reference} can be taken back by who said it, or by a chair of {session}. Please ask one of them."""


class NoLongerTakenBack(Refusal):
    """{reference} {stands}, so it cannot be changed here any more. Another decision can take its place: say `supersedes {reference}`
    in it."""


class BeyondByDetail(Refusal):
    """What you add names more than {body} may decide, so it would not be its decision any more. Undo {reference} and say it again: it
    goes to the body it is for."""


class EvidenceIsNoLink(Refusal):
    """Evidence is a link that begins with https://, or nothing. Put what it says into the other fields."""

    field = "evidence"


class NobodyToAsk(Refusal):
    """{body} cannot decide this by mail: it takes {rule}, and not so many can be asked. `session body` shows who sits in it."""


class NotAskedOfYou(Refusal):
    """{reference} is asked of the members of {body}. Tell one of them what you think of it."""


class NotAskedAnyMore(Refusal):
    """{reference} {stands} already, so your answer was not needed any more. Thank you."""


class AnsweredAlready(Refusal):
    """You have agreed to {reference} already. Thank you; it waits for others now."""


class State(StrEnum):
    """Where a decision stands."""

    IN_FORCE = "in force"
    REFERRED = "referred"  # over a body's limits: it waits for the next one
    CIRCULATED = "circulated"  # asked by mail; it waits for the members
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


WAITS = frozenset({State.REFERRED, State.CIRCULATED})


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision; `number` is the 4 of D-4. `question` is what was asked, `outcome` what was decided, `rationale` why.
    `authority` says in words what it was made with: body, charter version, quorum. `goes_to`: the kind of body it waits for."""

    id: int
    number: int
    vendor_id: int
    study_id: int | None = None
    body_id: int | None = None
    session_id: int | None = None
    item_id: int | None = None
    state: State
    question: str = ""
    options: str = ""
    evidence: str = ""
    outcome: str
    rationale: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    authority: str = ""
    charter_id: int | None = None
    raised_by: int
    raised_at: datetime
    decided_at: datetime | None = None
    due_at: datetime | None = None
    goes_to: Kind | None = None
    supersedes: int | None = None
    superseded_by: int | None = None
    source: str | None = None

    @property
    def reference(self) -> str:
        """What people call it: D-4."""
        return f"D-{self.number}"

    @property
    def stems(self) -> str:
        """What the record calls it."""
        return f"decision:{self.id}"


# --- what it is about ----------------------------------------------------------------------------------------------------

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_NAMES = {"EURO": "EUR", "DOLLAR": "USD", "POUND": "GBP", "FRANC": "CHF"}
_CODES = "EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|INR|CNY|KRW|SGD|ILS"
_NAMED = "(?:euro|dollar|pound|franc)s?"
_NUMBER = r"\d+(?:[,.'’]\d+|[ \u00a0\u202f]\d{3}(?!\d))*"
_TIMES = r"(?:\s?(?P<times{n}>k|thousand|mio|mn|m|million|bn|billion)(?![a-z]))?"
_MONEY = re.compile(
    rf"(?<![a-z])(?P<code1>{_CODES}|[€$£])\s?(?P<number1>{_NUMBER}){_TIMES.format(n=1)}"
    rf"|(?<![\w.,])(?P<number2>{_NUMBER}){_TIMES.format(n=2)}\s?(?P<code2>(?:{_CODES}|{_NAMED})(?![a-z])|[€$£])",
    re.IGNORECASE,
)
_THOUSAND, _MILLION, _BILLION = 1_000, 1_000_000, 1_000_000_000
_FACTOR = {"k": _THOUSAND, "thousand": _THOUSAND, "bn": _BILLION, "billion": _BILLION}
_FACTOR |= dict.fromkeys(("m", "mn", "mio", "million"), _MILLION)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So much money."""

    value: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.value:,.2f}".removesuffix(".00")


def amounts_in(text: str) -> list[Amount]:
    """Every amount of money a text names, as in `EUR 120,000`, `120.000,50 €`, `5,000 euros` or `$1.2m`."""
    return [_amount(found) for found in _MONEY.finditer(text)]


def _amount(found: re.Match[str]) -> Amount:
    its = found.groupdict()
    code = (its["code1"] or its["code2"]).upper()
    factor = _FACTOR.get((its["times1"] or its["times2"] or "").lower(), 1)
    value = _number(its["number1"] or its["number2"], is_counted=factor > 1) * factor
    return Amount(value=value, currency=_SIGNS.get(code) or _NAMES.get(code.removesuffix("S"), code))


def _number(written: str, *, is_counted: bool) -> Decimal:
    """A number as people write it: the last sign begins the cents, unless three digits follow it as in `1,200`. Of what is
    counted in thousands or millions, as in `1.234m`, the only sign there is does."""
    digits = re.sub(r"['’ \u00a0\u202f]", "", written)
    whole, _, cents = digits.rpartition(next((sign for sign in reversed(digits) if sign in ",."), "|"))
    is_only = not re.search(r"[,.]", whole)
    if whole and (len(cents) != 3 or (is_counted and is_only)):
        return Decimal(f"{re.sub(r'[,.]', '', whole)}.{cents}")
    return Decimal(re.sub(r"[,.]", "", digits))


def reserved_in(text: str, charter: Charter) -> str | None:
    """What of a text the body never decides, as its charter words it; None where nothing is."""
    return next((its for its in charter.reserved if re.search(rf"\b{re.escape(its)}\b", text, re.IGNORECASE)), None)


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """Why a body may not decide something: over its limit by `amount`, or a `matter` it never decides."""

    amount: Amount | None = None
    matter: str = ""


def beyond(body: Body | None, text: str, amounts: Iterable[Amount]) -> Beyond | None:
    """What puts a decision out of a body's hands; None where it may decide. Without a body nothing does. Raises IncomparableAmount."""
    if body is None:
        return None
    charter = body.in_force
    matter = reserved_in(text, charter)
    if matter:
        return Beyond(matter=matter)
    if charter.limit is None:
        return None
    every = list(amounts)
    ours = max((its for its in every if its.currency == charter.currency), key=_roughly, default=None)
    theirs = max((its for its in every if its.currency != charter.currency), key=_roughly, default=None)
    if theirs and (ours is None or _roughly(theirs) > 2 * _roughly(ours)):
        raise IncomparableAmount(body=body.name, currency=charter.currency, amount=theirs)
    return Beyond(amount=ours) if ours and ours.value > charter.limit else None


# How many there are to a euro, roughly and for good: enough to tell the same sum in another currency from another sum.
_TO_A_EURO = {
    "EUR": 1,
    "USD": 1,
    "GBP": 1,
    "CHF": 1,
    "CAD": 1.5,
    "AUD": 1.5,
    "SGD": 1.5,
    "ILS": 4,
    "PLN": 4,
    "DKK": 7,
    "CNY": 8,
    "SEK": 11,
    "NOK": 11,
    "CZK": 25,
    "INR": 90,
    "JPY": 150,
    "HUF": 400,
    "KRW": 1500,
}


def _roughly(its: Amount) -> float:
    return float(its.value) / _TO_A_EURO[its.currency]


def limit_words(charter: Charter) -> str:
    """`up to EUR 50,000`, or `whatever it costs`."""
    if charter.limit is None:
        return "whatever it costs"
    return f"up to {Amount(value=charter.limit, currency=charter.currency)}"


CURRENCIES = tuple(_CODES.split("|"))  # in which a limit can be, so that amounts can be compared with it

# --- by mail -------------------------------------------------------------------------------------------------------------


def carried_by_mail(
    yes: Iterable[int],
    no: Iterable[int],
    members: Mapping[int, str],
    charter: Charter,
    vendor: int,
    chairs: Collection[int] = (),
) -> State | None:
    """What a decision that was sent round has come to: rejected by the first no of a member, in force once enough of each
    party, of the chairs and in all have said yes; None while it waits.

    Rule: one collective vote a party, unanimous (joint steering committees, Curis/Genentech: see tests/governance/charters_of_others.json).
    """
    if set(no) & members.keys():
        return State.REJECTED
    said = set(yes) & members.keys()
    rule = charter.rule(vendor)
    enough = all(sum(members[who] == party for who in said) >= max(1, least) for party, least in rule.of_party.items())
    chaired = len(said & set(chairs)) >= min(charter.chairs, len(set(chairs)))
    return State.IN_FORCE if enough and chaired and len(said) >= charter.heads else None
