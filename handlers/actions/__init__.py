"""Action items: collect one in five seconds, lose none, close it so that it can be shown."""

from handlers.actions import adding, keeping, listing, minutes, offering, proving, telling, waiting
from handlers.actions.register import feature

__all__ = ["adding", "feature", "keeping", "listing", "minutes", "offering", "proving", "telling", "waiting"]
