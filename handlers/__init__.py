"""What Parley does: one module a feature, each from a request to words. Features never know each other."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.kit.feature import Registry


@cache
def registry() -> "Registry":
    """All features of this folder. A module is one by having a `feature`."""
    # Brings the database's library along, which takes the process that reads one calendar longer than its calendar.
    from handlers.kit.feature import Registry

    modules = [import_module(f"handlers.{found.name}") for found in iter_modules(__path__) if found.name != "kit"]
    return Registry(module.feature for module in sorted(modules, key=lambda module: _ORDER.index(module.feature.name)))


# The order in which people meet the features: in the help, in the manifest and on the routes page.
_ORDER = (
    "setup",
    "people",
    "calendars",
    "vendors",
    "agreements",
    "confirmations",
    "leaving",
    "rehearsals",
    "channels",
    "roles",
    "status",
    "doctor",
    "actions",
    "reminders",
    "escalations",
    "sessions",
    "bodies",
    "agendas",
    "sittings",
    "decisions",
    "minutes",
    "reviews",
    "feeds",
    "kpis",
    "scorecards",
    "results",
    "breaches",
    "credits",
    "risks",
    "digests",
    "audit",
    "uploads",
    "exports",
    "home",
    "retention",
)
