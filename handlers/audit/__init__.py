"""The record for people who audit: what happened to an item, a pack of all that is a vendor's, and the anchor of each day."""

from handlers.audit import anchoring, packing, showing
from handlers.audit.register import feature

__all__ = ["anchoring", "feature", "packing", "showing"]
