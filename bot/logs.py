"""Logs: one JSON object a line on standard error. No token and no message text: what is logged is named, field by field."""

import logging
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from bot.blots import blotted, without_addresses


class WithoutSecrets(JsonFormatter):
    """Blots out whatever looks like a token, a password or somebody's address, wherever it came from."""

    def format(self, record: logging.LogRecord) -> str:
        return without_addresses(blotted(super().format(record)))


def start(level: int = logging.INFO) -> None:
    """Sets logging up for this process."""
    handler = logging.StreamHandler(sys.stderr)
    names: dict[str, Any] = {"asctime": "at", "levelname": "level", "name": "from"}
    handler.setFormatter(WithoutSecrets("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=names))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("slack_sdk", "apscheduler", "procrastinate", "uvicorn.access", "uvicorn.error", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Bolt warns that it will not use the token it found in the environment, which is as it should be.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
