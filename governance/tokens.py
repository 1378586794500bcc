"""Tokens for sending measurements over HTTP: one vendor each, shown once, kept as a hash."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

BEGINNING = "parley_"  # so that a token that has got lost is recognised for what it is


@dataclass(frozen=True, kw_only=True)
class Token:
    """Whoever has it sends this vendor's measurements; `label` says what it is for."""

    id: int
    vendor_id: int
    label: str
    made_by: int
    made_at: datetime
    used_at: datetime | None = None


def token_hash(token: str) -> bytes:
    """What is kept of it. A plain hash is enough: 256 bits cannot be guessed."""
    return sha256(token.encode()).digest()
