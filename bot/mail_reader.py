"""Reads mails and calendar files that came from outside, in a process that has no secret of ours and little of anything."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import limited
from handlers.kit.mail_worker import Task


@dataclass(frozen=True)
class Effort:
    """What reading one mail may cost: seconds of processor time and bytes of memory, our parsers' own included."""

    seconds: int = 4
    memory: int = 384 << 20


MODEST = Effort()


async def read_mail(raw: bytes, trusted_host: str, now: datetime, effort: Effort = MODEST) -> dict[str, Any] | None:
    """What a mail says, as `handlers.kit.mail_values` writes it down; None when it is too much to read."""
    return await _read(raw, effort, is_mail=True, trusted_host=trusted_host, now=now.timestamp())


async def read_calendar(content: bytes, now: datetime, effort: Effort = MODEST) -> dict[str, Any] | None:
    """The same for a calendar file alone."""
    return await _read(content, effort, is_mail=False, trusted_host="", now=now.timestamp())


async def _read(content: bytes, effort: Effort, **what: Any) -> dict[str, Any] | None:
    task = Task(**what, seconds=effort.seconds, memory=effort.memory)
    answer = await limited.answer_of("handlers.kit.mail_worker", task.line() + content)
    return dict(json.loads(answer)) if answer else None
