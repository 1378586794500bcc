"""What a letter to Slack needs before it is said: the picture it shows, the message it belongs to, and its mark."""

import hashlib
from dataclasses import replace
from typing import Any

from bot.verdicts import Refused
from storage import outbox
from storage.database import Database
from storage.outbox import Letter

# A letter about an earlier one names it by its key: what changes it (an update), or what hangs on it (a reply).
NAMED = {"of": "ts", "thread_of": "thread_ts"}


def fingerprint(letter: Letter) -> str:
    """What any member may read in the message's metadata: a hash of the key, not the key."""
    return hashlib.sha256(f"{letter.workspace}:{letter.key}".encode()).hexdigest()[:32]


def with_place(letter: Letter, database: Database) -> Letter:
    """The letter with the timestamp of the message it names, said before it in the same lane. Refused when that never was."""
    named = {name: key for name, key in letter.payload.items() if name in NAMED}
    if not named:
        return letter
    payload = {name: its for name, its in letter.payload.items() if name not in NAMED}
    with database.read() as connection:
        for name, key in named.items():
            payload[NAMED[name]] = outbox.stands_at(connection, letter.workspace, key, str(payload["channel"]))
    if not all(payload[NAMED[name]] for name in named):
        raise Refused("the message it belongs to was not said")
    return replace(letter, payload=payload)


def with_picture(letter: Letter) -> dict[str, Any]:
    """The message with its uploaded picture in place; without it, when the upload was given up."""
    payload = dict(letter.payload)
    if letter.follows is None:
        return payload
    blocks = []
    for block in payload["blocks"]:
        if block.get("slack_file", {}).get("id") == "FOLLOWS":
            if letter.followed_id:
                blocks.append(block | {"slack_file": {"id": letter.followed_id}})
            continue
        blocks.append(block)
    return payload | {"blocks": blocks}
