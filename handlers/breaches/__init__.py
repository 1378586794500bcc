"""Breaches: told to both leads first, then to the channel; closed by a verified action and a later green result."""

from handlers.breaches import answering, disputing, opening, showing, telling
from handlers.breaches.register import feature

__all__ = ["answering", "disputing", "feature", "opening", "showing", "telling"]
