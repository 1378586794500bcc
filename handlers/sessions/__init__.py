"""Sessions: meetings of both companies in everyone's calendar; answered, moved and cancelled for all at once."""

from handlers.sessions import (
    answering,
    changing,
    editing,
    finding,
    forecasting,
    ledger,
    listing,
    planning,
    poll_page,
    poll_telling,
    polling,
    reminding,
    scheduling,
    series_telling,
    telling,
    waiting,
    weights,
)
from handlers.sessions.register import feature

__all__ = [
    "answering",
    "changing",
    "editing",
    "feature",
    "finding",
    "forecasting",
    "ledger",
    "listing",
    "planning",
    "poll_page",
    "poll_telling",
    "polling",
    "reminding",
    "scheduling",
    "series_telling",
    "telling",
    "waiting",
    "weights",
]
