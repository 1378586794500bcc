"""KPIs as both companies agree on them: defined, proposed, agreed, declined, ended; the catalogue, and whole schedules."""

from handlers.kpis import answering, defining, enrolling, listing, receiving, waiting
from handlers.kpis.register import feature

__all__ = ["answering", "defining", "enrolling", "feature", "listing", "receiving", "waiting"]
