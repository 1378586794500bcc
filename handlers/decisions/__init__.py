"""Decisions: made in a session or by mail, within the limits of a charter, and kept in a register."""

from handlers.decisions import answering, detailing, listing, noting, undoing, waiting
from handlers.decisions.register import feature

__all__ = ["answering", "detailing", "feature", "listing", "noting", "undoing", "waiting"]
