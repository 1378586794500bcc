"""Digests: one message that leads with what changed, for a channel, a person or a mailbox; on time, once, and kept right."""

from handlers.digests import agenda, beginning, keeping, posting, snoozing, subscribing, updating
from handlers.digests.register import feature

__all__ = ["agenda", "beginning", "feature", "keeping", "posting", "snoozing", "subscribing", "updating"]
