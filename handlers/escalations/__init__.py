"""Escalation: the account leads are asked about what is overdue, and decide: a new date, on hold, or one step up."""

from handlers.escalations import climbing, deciding, steps
from handlers.escalations.register import feature

__all__ = ["climbing", "deciding", "feature", "steps"]
