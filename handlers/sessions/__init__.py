"""Sessions: meetings of both companies in everyone's calendar; answered, moved and cancelled for all at once."""

from handlers.sessions import (
    adopting,
    answering,
    changing,
    editing,
    forecasting,
    listing,
    offering,
    planning,
    reminding,
    scheduling,
    series_telling,
    telling,
    vouching,
    waiting,
)
from handlers.sessions.register import feature

__all__ = [
    "adopting",
    "answering",
    "changing",
    "editing",
    "feature",
    "forecasting",
    "listing",
    "offering",
    "planning",
    "reminding",
    "scheduling",
    "series_telling",
    "telling",
    "vouching",
    "waiting",
]
