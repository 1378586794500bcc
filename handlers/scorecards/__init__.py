"""Scorecards: where the KPIs of a vendor stand, what one of them means, and how vendors compare."""

from handlers.scorecards import comparing, showing, status
from handlers.scorecards.register import feature

__all__ = ["comparing", "feature", "showing", "status"]
