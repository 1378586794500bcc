"""Minutes: drafted when a session ends, approved by both companies, and never changed again."""

from handlers.minutes import adding, approving, commands, commenting, drafting, editing, rewriting, telling, waiting
from handlers.minutes.register import feature

__all__ = [
    "adding",
    "approving",
    "commands",
    "commenting",
    "drafting",
    "editing",
    "feature",
    "rewriting",
    "telling",
    "waiting",
]
