"""Risks: an early warning before a period ends, and a draft for people to decide on when a KPI missed three times running."""

from handlers.risks import deciding, drafting, showing, warning
from handlers.risks.register import feature

__all__ = ["deciding", "drafting", "feature", "showing", "warning"]
