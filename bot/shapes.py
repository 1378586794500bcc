"""What Slack's payloads look like, as far as anybody here reads them; whatever looks otherwise is turned away at the door.

A shape is a type, a tuple of types, a list of one shape, `Each` of one shape, or a dict of shapes by name; a name that
ends in `?` may be missing or null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Each:
    """An object of any names, every value of one shape."""

    shape: Any


def fits(value: Any, shape: Any) -> bool:
    """Whether a value of parsed JSON has the shape."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_fits_name(value, name, its) for name, its in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, Each):
        return isinstance(value, dict) and all(fits(one, shape.shape) for one in value.values())
    return isinstance(value, shape)


def _fits_name(value: Mapping[str, Any], name: str, shape: Any) -> bool:
    if not name.endswith("?"):
        return name in value and fits(value[name], shape)
    found = value.get(name[:-1])
    return found is None or fits(found, shape)


_CHOICE = {"value?": str}
_INPUT = {"type?": str, "selected_option?": _CHOICE, "selected_options?": [_CHOICE]}
_MESSAGE = {"ts?": str, "thread_ts?": str, "text?": str}
_VIEW = {
    "id": str,
    "callback_id?": str,
    "private_metadata?": str,
    "hash?": str,
    "state?": {"values?": Each(Each(_INPUT))},
}
_WHERE = {"team?": {"id?": str, "domain?": str}, "enterprise?": {"id?": str}, "channel?": {"id?": str}}
_PERSON = {"type": str, "user": {"id": str, "team_id?": str}, "trigger_id?": str, "response_url?": str, **_WHERE}
_ACTION = {
    "text?": {"text?": str},
    "action_id?": str,
    "block_id?": str,
    "value?": str,
    "action_ts?": str,
    "selected_option?": _CHOICE,
    "selected_user?": str,
}
_CONTAINER = {"message_ts?": str, "channel_id?": str, "thread_ts?": str}
_EVENT = {
    "type": str,
    "user?": (str, dict),
    "channel?": (str, dict),
    "item?": dict,
    "text?": str,
    "ts?": str,
    "thread_ts?": str,
    "user_team?": str,
    "team?": (str, dict),
    "reaction?": str,
    "tab?": str,
    "inviter?": str,
}

COMMAND = {"command": str, "user_id": str}
PAYLOADS: dict[str, Any] = {
    "event_callback": {
        "event": _EVENT,
        "event_id?": str,
        "team_id?": str,
        "authorizations?": [{"team_id?": str, "enterprise_id?": str, "user_id?": str}],
    },
    "block_actions": _PERSON | {"actions": [_ACTION], "container?": _CONTAINER, "message?": _MESSAGE, "view?": _VIEW},
    "view_submission": _PERSON | {"view": _VIEW | {"callback_id": str, "state": {"values": Each(Each(_INPUT))}}},
    "view_closed": _PERSON | {"view": _VIEW},
    "message_action": _PERSON | {"callback_id": str, "message?": _MESSAGE},
}


def is_slacks(payload: Mapping[str, Any]) -> bool:
    """Whether a payload has the shape of its type; of types nobody here reads, any shape will do."""
    kind = payload.get("type")
    return isinstance(kind, str) and fits(payload, PAYLOADS.get(kind, {}))
