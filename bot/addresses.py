"""Feed addresses, tokens, and links and codes in mails, put in at the last moment: what the inbox and the outbox keep has a seed in their place."""

import json
from typing import Any

from governance.feeds import Addresses
from handlers.kit.replies import ADDRESS, INGEST


def filled(payload: dict[str, Any], addresses: Addresses) -> dict[str, Any]:
    """The payload as it is sent, with each secret where it belongs."""
    secrets = {mark: addresses.act(seed) for mark, seed in (payload.get("acts") or {}).items()}
    secrets |= {mark: _in_halves(addresses.code(seed)) for mark, seed in (payload.get("codes") or {}).items()}
    if "seed" in payload:
        secrets |= {ADDRESS: addresses.of(payload["seed"]), INGEST: addresses.token(payload["seed"])}
    if not secrets:
        return payload
    kept = json.dumps({name: value for name, value in payload.items() if name not in ("seed", "acts", "codes")})
    for mark, secret in secrets.items():
        kept = kept.replace(mark, json.dumps(secret)[1:-1])
    sent: dict[str, Any] = json.loads(kept)
    return sent


def _in_halves(code: str) -> str:
    """As people read it from one screen and type it on another."""
    return f"{code[:4]} {code[4:]}"
