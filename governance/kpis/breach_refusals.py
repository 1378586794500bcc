"""What is said where breaches, service credits and risks cannot be dealt with so."""

from governance.refusals import Refusal


class UnknownBreach(Refusal):
    """There is no breach {reference} that you can see. `/sla breaches` shows those that are open."""


class BreachClosed(Refusal):
    """{reference} is closed. `/sla breach {reference}` shows how it came to that."""


class ActionAlready(Refusal):
    """{reference} has an action already: {action}. Change that one, or cancel it first."""


class NoLaterMonth(Refusal):
    """{month} has not begun. Give a month up to this one, such as {instead}."""


class NotAMonth(Refusal):
    """I found no month in "{said}". Write one such as 2026-10 or October 2026."""


class NotAnAmount(Refusal):
    """I found no amount of money in "{said}". Write a number and a currency, such as 100,000.00 EUR."""


class OtherCurrency(Refusal):
    """The credit terms of {vendor} are in {currency}, so an invoice in {said} cannot be set against them. Give it in {currency}."""


class UnknownCredit(Refusal):
    """There is no service credit {reference} that you can see. `/sla credits` shows them."""


class NameTheCredit(Refusal):
    """Say which service credit, such as `/sla credit C-3`. `/sla credits` shows them."""


class CreditMoved(Refusal):
    """{reference} is {state}, so it cannot be {deed} now. `/sla credit {reference}` shows how it stands."""


class CreditWaits(Refusal):
    """{reference} waits on {what}, so it cannot be {deed} now. That is to be answered first: `/sla settle {code}` ends the dispute."""


class CreditNotTheirs(Refusal):
    """{reference} is to be {deed} by {side} side. `/sla credit {reference}` shows what you can do."""


class UnknownRisk(Refusal):
    """There is no risk {reference} that you can see. `/risk list` shows them."""


class RiskDecided(Refusal):
    """{reference} is {state} already, so it cannot be {deed}. `/risk show {reference}` shows how it stands."""
