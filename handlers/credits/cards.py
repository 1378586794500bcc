"""How a credit looks: the arithmetic line by line, what it comes to, and what each side can do."""

from decimal import Decimal

from governance.approvals import Approval
from governance.kpis.credits import MOVES, Credit, CreditDeed, CreditState, Part
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.approving import said_of, sign_button
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way

SHOWN = 30
REASON = 600


def money(amount: Decimal | str, currency: str) -> str:
    """Such as "2,000.00 EUR"."""
    return esc(amount_words(amount, currency))


def amount_words(amount: Decimal | str, currency: str) -> str:
    """The same for a text that is escaped as a whole."""
    return f"{Decimal(amount):,.2f} {currency}"


def month_words(credit: Credit) -> str:
    return f"{credit.month:%B %Y}"


def headline(credit: Credit, vendor: Vendor) -> str:
    """What it comes to, for whom and when."""
    amount = money(credit.amount, credit.currency)
    return f"*{credit.reference}* {esc(vendor.name)}, {month_words(credit)}: *{amount}*"


def standing(credit: Credit, waits: str = "", given: Approval | None = None) -> str:
    """How it stands, in a sentence or two, and who agreed to it or waived it; `waits` names the disputed numbers it waits on."""
    why = f": {reason(credit)}" if credit.reason else "."
    its = {
        CreditState.NOTIFIED: "" if waits else "It waits for the vendor to agree or to dispute it.",
        CreditState.DISPUTED: f"The vendor disputes it{why}",
        CreditState.AGREED: "The vendor agreed to it.",
        CreditState.WAIVED: f"The sponsor waived it{why}",
        CreditState.WITHDRAWN: f"It is withdrawn{why}",
    }[credit.state]
    if its and waits and not its.endswith((".", "!", "?")):
        its += "."  # what people give as a reason seldom ends in one
    words = " ".join(part for part in (its, waiting(waits)) if part)
    return f"{words}\n{said_of(given)}" if given else words


def waiting(waits: str) -> str:
    return f"It waits on {esc(one_way(waits))}, and is worked out again when that is answered." if waits else ""


def reason(credit: Credit) -> str:
    """What somebody gave for it, or what made it another than it was."""
    return esc(one_way(cut(credit.reason, REASON)))


def arithmetic(credit: Credit) -> list[str]:
    """Invoice x at risk x pool x share, a line a breach; then the sum, and the cap where it holds."""
    lines = [_line(part, credit) for part in credit.parts[:SHOWN]]
    if len(credit.parts) > SHOWN:
        lines.append(f"and {len(credit.parts) - SHOWN} more")
    if len(credit.parts) > 1:
        lines.append(f"Together: {money(credit.worked_out, credit.currency)}")
    if credit.is_capped:
        cap = f"{percent(credit.at_risk)} of {money(credit.invoice, credit.currency)}"
        lines.append(f"Capped at what is at risk, {cap}: {money(credit.amount, credit.currency)}")
    return lines


def buttons(credit: Credit, reader: Person, waits: str = "", *, signs: bool = False) -> list[Block]:
    """What this reader's side can decide of the amount they see; with a button to sign where codes can be mailed to them."""
    if waits:
        return []
    ref, seen = credit.reference, f"{credit.reference} {credit.amount}"
    agree = button("Agree", "credit.deed", f"agree {seen}", style="primary", label=f"Agree to {ref}")
    dispute = button("Dispute", "credit.deed", f"dispute {seen}", label=f"Dispute {ref}")
    waive = button("Waive", "credit.deed", f"waive {seen}", label=f"Waive {ref}")
    deed = CreditDeed.WAIVE if reader.is_sponsors else CreditDeed.AGREE
    sign = _sign(credit, deed, seen)
    wanted = [(waive, deed), (sign, deed)] if reader.is_sponsors else [(agree, deed), (sign, deed)]
    wanted += [] if reader.is_sponsors else [(dispute, CreditDeed.DISPUTE)]
    fit = [its for its, deed in wanted if credit.state in MOVES[deed] and (signs or its is not sign)]
    return [actions(*fit)] if fit else []


def _sign(credit: Credit, deed: CreditDeed, seen: str) -> Block:
    if deed is CreditDeed.WAIVE:
        return sign_button("credit.sign", f"waive {seen}", f"waive {credit.reference}", "Waive and sign")
    return sign_button("credit.sign", f"agree {seen}", f"agree to {credit.reference}")


def _line(part: Part, credit: Credit) -> str:
    clause = f", {esc(part.clause)}" if part.clause else ""
    at_risk, pool, share = percent(credit.at_risk), f"{_plain(part.pool)} %", f"{_plain(part.share)} %"
    factors = f"{money(credit.invoice, credit.currency)} x {at_risk} at risk x {pool} pool x {share} share"
    return f"{esc(part.name)} (version {part.version}{clause}): {factors} = {money(part.amount, credit.currency)}"


def percent(number: float) -> str:
    return f"{_plain(str(number))} %"


def _plain(number: str) -> str:
    """Without the zeros a decimal number may end with."""
    return f"{Decimal(number).normalize():f}"
