"""Sessions as they are held: who is there, whether they can decide, what is said, and what came of each point."""

from handlers.sittings.register import feature

__all__ = ["feature"]
