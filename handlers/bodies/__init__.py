"""Governance bodies: who meets, by which charter, and what they may decide."""

from handlers.bodies.register import feature

__all__ = ["feature"]
