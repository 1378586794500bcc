"""Service credits: worked out to the cent, shown line by line, agreed to or disputed by the vendor, waived by the sponsor."""

from handlers.credits import deciding, invoices, showing, telling
from handlers.credits.register import feature

__all__ = ["deciding", "feature", "invoices", "showing", "telling"]
