"""When somebody is taken: what a calendar told of a stretch of time. What it could not tell is unknown, never free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Span = tuple[datetime, datetime]
Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Busy:
    """Stretches of time in UTC, each kind sorted and merged. Where they overlap, busy counts before unknown before tentative.

    `why` is a sentence for people that says what is unknown, or None when everything is known.
    """

    busy: Spans = ()
    tentative: Spans = ()
    unknown: Spans = ()
    why: str | None = None


def nothing_known(begins: datetime, ends: datetime, why: str) -> Busy:
    """The answer where a calendar cannot be read: all of it unknown."""
    return Busy(unknown=((begins, ends),), why=why)


def merged(spans: Iterable[Span]) -> Spans:
    """The same time in as few stretches as possible, in order; empty ones are left out."""
    merged: list[Span] = []
    for begins, ends in sorted(span for span in spans if span[0] < span[1]):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    return tuple(merged)


def within(spans: Iterable[Span], begins: datetime, ends: datetime) -> Spans:
    """What of these stretches lies between two moments, merged."""
    return merged((max(first, begins), min(last, ends)) for first, last in spans)
