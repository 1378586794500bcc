"""Agendas: what a session talks about, drawn up by Parley and kept by both companies; and its pre-read."""

from handlers.agendas import adding, editing, following, posting, preread, showing
from handlers.agendas.register import feature

__all__ = ["adding", "editing", "feature", "following", "posting", "preread", "showing"]
