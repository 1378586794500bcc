"""Feed addresses, put in at the last moment: what the inbox and the outbox keep has a seed in their place."""

import json
from typing import Any

from governance.feeds import Addresses
from handlers.kit.replies import ADDRESS


def filled(payload: dict[str, Any], addresses: Addresses) -> dict[str, Any]:
    """The payload as it is sent, with the address where it belongs."""
    if "seed" not in payload:
        return payload
    kept = json.dumps({name: value for name, value in payload.items() if name != "seed"})
    sent: dict[str, Any] = json.loads(kept.replace(ADDRESS, json.dumps(addresses.of(payload["seed"]))[1:-1]))
    return sent
