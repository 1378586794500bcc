"""Governance bodies: who meets, by which charter, and what they may decide."""

from handlers.bodies import answering, changing, forming, opening, seating, showing, waiting
from handlers.bodies.register import feature

__all__ = ["answering", "changing", "feature", "forming", "opening", "seating", "showing", "waiting"]
