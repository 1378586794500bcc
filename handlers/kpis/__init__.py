"""KPIs as both companies agree on them: defined, proposed, agreed, declined, ended; the catalogue, and whole schedules."""

from handlers.kpis import defining, enrolling, listing, receiving, refreshing, replying, signing, waiting
from handlers.kpis.register import feature

__all__ = ["defining", "enrolling", "feature", "listing", "receiving", "refreshing", "replying", "signing", "waiting"]
