"""Minutes: drafted when a session ends, approved by both companies, and never changed again."""

from handlers.minutes.register import feature

__all__ = ["feature"]
