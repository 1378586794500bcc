"""Files sent to Parley: read, shown as understood, and imported when the sender confirms."""

from handlers.uploads import importing, receiving
from handlers.uploads.register import feature

__all__ = ["feature", "importing", "receiving"]
