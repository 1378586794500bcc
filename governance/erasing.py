"""Erasing a person's words: what goes, and what the two companies must keep as records of how a trial was overseen.

See docs/adr/0018: a person stays on the record by a number; their name, their addresses and what they wrote for the day go.
"""

from dataclasses import dataclass

from governance import events
from governance.events import Event
from governance.refusals import Refusal

ERASED = "(erased)"

_RECORDS: tuple[type[Event], ...] = (
    events.ApprovalGiven,
    events.KpiDefined,
    events.KpiProposed,
    events.KpiDeclined,
    events.KpiWithdrawn,
    events.CreditTermsProposed,
    events.CreditTermsDeclined,
    events.ResultSubmitted,
    events.ResultRestated,
    events.ResultDisputed,
    events.ResultPostponed,
    events.ResultNoLongerAwaited,
    events.ExcusalProposed,
    events.ExcusalDeclined,
    events.SlaBreachCommented,
    events.SlaBreachDisputed,
    events.CreditDisputed,
    events.CreditWaived,
    events.EarlyWarningRaised,
    events.RiskDrafted,
    events.RiskDiscarded,
    events.RiskReworded,
    events.VendorAdded,
    events.StudyAdded,
    events.BodyFormed,
    events.BodyRenamed,
    events.CharterProposed,
    events.CharterDeclined,
    events.SeatsChanged,
    events.DecisionMade,
    events.DecisionReferred,
    events.DecisionCirculated,
    events.DecisionDetailed,
    events.DecisionRejected,
    events.DecisionSuperseded,
    events.DecisionWithdrawn,
    events.MinutesRewritten,
    events.AddendumAdded,
    events.AgreementKept,
    events.AgreementChanged,
    events.AgreementEnded,
    events.PersonErased,
)
# Events whose words stay. The words of an action item stay, too, where it stems from a breach, an audit or a risk.
RECORDS = frozenset(kind.__name__ for kind in _RECORDS)


class NobodyToErase(Refusal):
    """I know nobody with the Slack id or the mail address {who}. Write it as Slack or your mail program shows it."""


class StillNeeded(Refusal):
    """{name} is {what}. Name somebody else there first, then erase them."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What of a person's words stands in the database. `texts` are on the record and go, `kept` stay as essential records.

    `open_items` and `sessions` are still to come and would read `(erased)`; `owned` are open and theirs to do.
    """

    texts: int
    kept: int
    open_items: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()
    owned: tuple[int, ...] = ()


def name_after(person: int) -> str:
    """What a person who was erased is called from then on."""
    return f"erased person {person}"
