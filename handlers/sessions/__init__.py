"""Sessions: meetings of both companies in everyone's calendar; answered, moved and cancelled for all at once."""

from handlers.sessions import (
    answering,
    changing,
    editing,
    forecasting,
    listing,
    planning,
    reminding,
    scheduling,
    series_telling,
    telling,
    waiting,
)
from handlers.sessions.register import feature

__all__ = [
    "answering",
    "changing",
    "editing",
    "feature",
    "forecasting",
    "listing",
    "planning",
    "reminding",
    "scheduling",
    "series_telling",
    "telling",
    "waiting",
]
