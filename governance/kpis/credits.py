"""Service credits: what of a month's invoice is owed back for what was red, worked out to the cent and never above the cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from governance.kpis.breach_refusals import CreditMoved, CreditNotTheirs
from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Definition, Party, Standing
from governance.kpis.periods import Frequency, following, period_of
from governance.kpis.results import Result, ResultState
from governance.kpis.terms import CreditTerms

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


class CreditState(StrEnum):
    """How far a month's credit has come."""

    NOTIFIED = "notified"
    DISPUTED = "disputed"
    AGREED = "agreed"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


class CreditDeed(StrEnum):
    """What is done to a credit; each value completes "it cannot be ..."."""

    NOTIFY = "worked out anew"
    WITHDRAW = "withdrawn"
    DISPUTE = "disputed"
    AGREE = "agreed to"
    WAIVE = "waived"


_S = CreditState
# Deed by state: where it leads. What is not here cannot be done.
MOVES: dict[CreditDeed, dict[CreditState, CreditState]] = {
    CreditDeed.NOTIFY: dict.fromkeys(CreditState, _S.NOTIFIED),
    CreditDeed.WITHDRAW: dict.fromkeys(set(CreditState) - {_S.WITHDRAWN}, _S.WITHDRAWN),
    CreditDeed.DISPUTE: {_S.NOTIFIED: _S.DISPUTED},
    CreditDeed.AGREE: {_S.NOTIFIED: _S.AGREED, _S.DISPUTED: _S.AGREED},
    CreditDeed.WAIVE: {_S.NOTIFIED: _S.WAIVED, _S.DISPUTED: _S.WAIVED, _S.AGREED: _S.WAIVED},
}
# Whose deed it is; the others follow from the results.
WHOSE = {CreditDeed.DISPUTE: Party.VENDOR, CreditDeed.AGREE: Party.VENDOR, CreditDeed.WAIVE: Party.SPONSOR}


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """What a vendor billed for a month, named by its first day."""

    vendor_id: int
    month: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One breach's part of a credit: the red result, and what its definition gives. `pool` and `share` in per cent."""

    result: int
    definition: int
    name: str
    version: int
    clause: str
    pool: str
    share: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What is owed back for one vendor and month. `amount` is the sum of its parts, capped; `at_risk` in per cent."""

    id: int
    vendor_id: int
    month: date
    invoice: Decimal
    at_risk: float
    amount: Decimal
    currency: str
    parts: tuple[Part, ...]
    state: CreditState
    reason: str
    changed_by: int | None
    changed_at: datetime

    @property
    def reference(self) -> str:
        """What people call it: C-3."""
        return f"C-{self.id}"

    @property
    def worked_out(self) -> Decimal:
        """What its parts come to before the cap."""
        return sum((Decimal(part.amount) for part in self.parts), Decimal(0))

    @property
    def cap(self) -> Decimal:
        return at_risk_amount(self.invoice, self.at_risk)

    @property
    def is_capped(self) -> bool:
        return self.worked_out > self.amount


def at_risk_amount(invoice: Decimal, at_risk: float) -> Decimal:
    """The most that can be owed back for a month, in whole cents: never above the exact share of the invoice."""
    return (invoice * _exact(at_risk) / HUNDRED).quantize(CENT, ROUND_DOWN)


def part_amount(invoice: Decimal, at_risk: float, pool: float, share: float) -> Decimal:
    """invoice x at-risk % x pool % x allocation %, rounded once, half up, to cents.

    After the service-level methodology of the Texas DIR (lawinsider.com, clause service-level-credits):
    100,000 x 10 % x 50 % x 40 % = 2,000.
    """
    exact = invoice * _exact(at_risk) * _exact(pool) * _exact(share) / HUNDRED**3
    return exact.quantize(CENT, ROUND_HALF_UP)


def total(invoice: Decimal, at_risk: float, amounts: Iterable[Decimal]) -> Decimal:
    """All parts of a month together, capped at the at-risk amount."""
    return min(sum(amounts, Decimal(0)), at_risk_amount(invoice, at_risk))


def month_of(period: date, frequency: Frequency) -> date:
    """The month whose invoice a period counts against: the one in which it ends."""
    return period_of(following(period, frequency) - timedelta(days=1), Frequency.MONTHLY)


Missed = tuple[Definition, Result]


def gives_credit(definition: Definition, result: Result) -> bool:
    """Whether a result counts: red, by a definition that both companies have agreed to and that gives something."""
    return _gives(definition) and result.colour is Colour.RED


def may_give_credit(definition: Definition, result: Result) -> bool:
    """Whether it counts, or would with the number that a dispute claims."""
    claimed = colour_of(result.claimed_value, result.claimed_denominator, definition, result.worst)
    return _gives(definition) and Colour.RED in (result.colour, claimed)


def is_waited_for(definition: Definition, result: Result) -> bool:
    """Whether the month's credit waits for it: its number is in dispute, and one of the two numbers counts."""
    return result.state is ResultState.DISPUTED and may_give_credit(definition, result)


def parts_of(invoice: Invoice, terms: CreditTerms, missed: Iterable[Missed]) -> tuple[Part, ...]:
    """The parts of a month, in order of name; what is in dispute gives none until that is settled."""
    counted = [pair for pair in missed if gives_credit(*pair) and not is_waited_for(*pair)]
    counted.sort(key=lambda pair: (pair[0].name, pair[0].id, pair[1].id))
    return tuple(_part(invoice, terms, its, result) for its, result in counted)


def _part(invoice: Invoice, terms: CreditTerms, its: Definition, result: Result) -> Part:
    amount = part_amount(invoice.amount, terms.at_risk, its.credit_pool, its.credit_share)
    return Part(
        result=result.id,
        definition=its.id,
        name=its.name,
        version=its.version,
        clause=its.clause,
        pool=str(_exact(its.credit_pool)),
        share=str(_exact(its.credit_share)),
        amount=str(amount),
    )


def amount_of(invoice: Invoice, terms: CreditTerms, parts: Sequence[Part]) -> Decimal:
    return total(invoice.amount, terms.at_risk, (Decimal(part.amount) for part in parts))


def after(state: CreditState, deed: CreditDeed, reference: str) -> CreditState:
    """The state a deed leads to. Raises CreditMoved."""
    if state not in MOVES[deed]:
        raise CreditMoved(reference=reference, state=state, deed=deed)
    return MOVES[deed][state]


def check_whose(deed: CreditDeed, party: Party, reference: str) -> None:
    """Raises CreditNotTheirs where the other company is asked."""
    if WHOSE[deed] is not party:
        raise CreditNotTheirs(reference=reference, deed=deed, side=f"the {WHOSE[deed]}'s")


def _gives(definition: Definition) -> bool:
    return definition.credit_share > 0 and definition.credit_pool > 0 and definition.state is Standing.AGREED


def _exact(number: float) -> Decimal:
    """The decimal number somebody wrote, not the binary one nearest to it."""
    return Decimal(str(number))
