"""Feed addresses and tokens, put in at the last moment: what the inbox and the outbox keep has a seed in their place."""

import json
from typing import Any

from governance.feeds import Addresses
from handlers.kit.replies import ADDRESS, INGEST


def filled(payload: dict[str, Any], addresses: Addresses) -> dict[str, Any]:
    """The payload as it is sent, with the address or the token where it belongs."""
    if "seed" not in payload:
        return payload
    kept = json.dumps({name: value for name, value in payload.items() if name != "seed"})
    secrets = {ADDRESS: addresses.of(payload["seed"]), INGEST: addresses.token(payload["seed"])}
    for mark, secret in secrets.items():
        kept = kept.replace(mark, json.dumps(secret)[1:-1])
    sent: dict[str, Any] = json.loads(kept)
    return sent
