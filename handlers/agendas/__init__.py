"""Agendas: what a session talks about, drawn up by Parley and kept by both companies; and its pre-read."""

from handlers.agendas.register import feature

__all__ = ["feature"]
