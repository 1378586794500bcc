"""Results: who is asked for which number and when, how it comes in, and how the other company accepts or disputes it."""

from handlers.results import answering, excusing, ingesting, planning, showing, submitting, tokens, waiting
from handlers.results.register import feature

__all__ = ["answering", "excusing", "feature", "ingesting", "planning", "showing", "submitting", "tokens", "waiting"]
