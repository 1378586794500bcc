"""Sessions as they are held: who is there, whether they can decide, what is said, and what came of each point."""

from handlers.sittings import (
    attending,
    calling,
    completing,
    concluding,
    echoing,
    ending,
    noting,
    starting,
    telling,
)
from handlers.sittings.register import feature

__all__ = [
    "attending",
    "calling",
    "completing",
    "concluding",
    "echoing",
    "ending",
    "feature",
    "noting",
    "starting",
    "telling",
]
