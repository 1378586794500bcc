"""Whatever changes what both companies had agreed to, or were told, keeps a reason."""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest

from governance.changes import CHANGES
from governance.events import Words, kinds

# By their names these change something, and nothing that both companies had agreed to or were told.
OTHERS = {
    *("MeetingChanged", "CalendarRemoved", "FeedStopped", "IngestTokenRevoked", "PollCancelled", "ChannelMoved"),
    *("PersonCompanyChanged", "PersonSettingsChanged", "LeavingCancelled", "GuestPartsChanged", "TextsErased"),
    *(
        "CreditTermsWithdrawn",
        "OfferDeclined",
        "SlaBreachRestated",
        "PersonMoved",
        "PersonRefused",
        "PersonErased",
        "DoubtDismissed",
    ),
    *("SeriesDoubtDismissed", "SuccessorNamed", "ActionItemSnoozed", "DigestSnoozed", "ClosingUndone"),
    *("AwayEnded", "EscalationEnded", "ChannelReopened", "AgendaItemChanged", "AgendaItemReopened", "SessionEnded"),
    "NoteUndone",
}
ENDINGS = (
    *(
        "Moved",
        "Changed",
        "Cancelled",
        "Withdrawn",
        "Edited",
        "Dropped",
        "Declined",
        "Disputed",
        "Waived",
        "Paused",
        "Stopped",
    ),
    *(
        "Restated",
        "Reassigned",
        "Transferred",
        "Ended",
        "Discarded",
        "Reopened",
        "Held",
        "Postponed",
        "Removed",
        "Revoked",
    ),
    *("Refused", "Erased", "Dismissed", "Named", "Snoozed", "Undone"),
)


@pytest.mark.parametrize("kind", sorted(CHANGES, key=lambda its: its.__name__))
def test_an_event_that_changes_something_agreed_keeps_a_reason(kind: type) -> None:
    hint = get_type_hints(kind).get("reason")
    assert "reason" in {its.name for its in fields(kind)}
    assert hint is Words or Words in get_args(hint)


def test_no_event_that_sounds_like_a_change_is_forgotten() -> None:
    sounding = {name for name in kinds() if name.endswith(ENDINGS)}
    assert sounding - {its.__name__ for its in CHANGES} - OTHERS == set()
