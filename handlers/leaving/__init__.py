"""Leaving: what is theirs is listed, successors are named in one form, and at the end of the last day it is handed over."""

from handlers.leaving import ending, handing, last_day, noticing, planning
from handlers.leaving.register import feature

__all__ = ["ending", "feature", "handing", "last_day", "noticing", "planning"]
