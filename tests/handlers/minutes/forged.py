"""Presses and forms that nobody was shown, as a program could send them with a right signature."""

import json
from itertools import count

from tests.bot.test_strangers import deliver
from tests.cast import CHARLIE, DIRECT, HELIX, HELIX_TEAM, NORTHWIND, ORION, ORION_TEAM, VERA
from tests.running import Running

TEAM = {VERA: HELIX_TEAM, CHARLIE: ORION_TEAM}
_NUMBERS = count(1)


def press(helix: Running, by: str, name: str, ref: str) -> str:
    """Everything they read of a button with this reference, in their channel or directly."""
    place, number = ORION if by == CHARLIE else HELIX, next(_NUMBERS)
    message = helix.sandbox.messages(place)[-1]
    payload = {
        "type": "block_actions",
        "user": {"id": by, "team_id": TEAM.get(by, NORTHWIND)},
        "team": {"id": NORTHWIND, "domain": "northwind"},
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": place, "is_ephemeral": True},
        "channel": {"id": place},
        "trigger_id": f"7.{number}",
        "actions": [{"type": "button", "block_id": "b", "action_id": name, "value": ref, "action_ts": f"9.{number}"}],
    }
    return _told(helix, by, payload)


def submit(helix: Running, by: str, name: str, memo: dict[str, str], **values: str) -> str:
    """The same of a form with these answers."""
    state = {key: {"value": {"type": "plain_text_input", "value": value}} for key, value in values.items()}
    view = {"type": "modal", "id": f"V{next(_NUMBERS)}", "hash": "1", "callback_id": name, "blocks": []}
    view |= {"private_metadata": json.dumps(memo), "state": {"values": state}, "team_id": TEAM.get(by, NORTHWIND)}
    user = {"id": by, "team_id": TEAM.get(by, NORTHWIND)}
    whole = {"type": "view_submission", "team": {"id": user["team_id"]}, "user": user}
    return _told(helix, by, whole | {"view": view | {"app_installed_team_id": NORTHWIND}})


def _told(helix: Running, by: str, payload: dict) -> str:
    before = len(helix.sandbox.ephemerals(by)), len(helix.sandbox.messages(DIRECT[by]))
    answer = deliver(helix, payload)
    assert answer.status_code < 300, payload
    news = helix.sandbox.ephemerals(by)[before[0] :] + helix.sandbox.messages(DIRECT[by])[before[1] :]
    return "\n".join([answer.text, *(helix.read(its) for its in news)])
