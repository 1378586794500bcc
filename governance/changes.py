"""What changes something that both companies had agreed to or were told: each of these events keeps a reason."""

from governance import events
from governance.events import Event

# A first version, a first lead, a first invoice change nothing, so their reasons may be empty; what nobody can do without a reason
# has one always.
CHANGES: frozenset[type[Event]] = frozenset(
    {
        events.ActionItemBlocked,
        events.ActionItemCancelled,
        events.ActionItemDeclined,
        events.ActionItemHeld,
        events.ActionItemReassigned,
        events.ActionItemReopened,
        events.CreditDisputed,
        events.CreditNotified,
        events.CreditTermsDeclined,
        events.CreditTermsProposed,
        events.CreditWaived,
        events.CreditWithdrawn,
        events.DigestPaused,
        events.DigestStopped,
        events.DigestSubscribed,
        events.DueDateMoved,
        events.ExcusalDeclined,
        events.ExcusalProposed,
        events.GuestsDropped,
        events.InvoiceKept,
        events.KpiDeclined,
        events.KpiProposed,
        events.KpiWithdrawn,
        events.PersonRoleChanged,
        events.PersonWithdrawn,
        events.ResultDisputed,
        events.ResultPostponed,
        events.ResultRestated,
        events.RiskDiscarded,
        events.SeriesEdited,
        events.SeriesEnded,
        events.SeriesGuestsDropped,
        events.SeriesMoved,
        events.SessionCancelled,
        events.SessionEdited,
        events.SessionMoved,
        events.SlaBreachDisputed,
        events.ThingTransferred,
        events.VendorExecutiveNamed,
        events.VendorLeadNamed,
    }
)
