"""Agreements with a vendor: kept, listed for both companies, and talked about before somebody has to say that they end or go on."""

from handlers.agreements import ending, keeping, showing, waiting
from handlers.agreements.register import feature

__all__ = ["ending", "feature", "keeping", "showing", "waiting"]
