"""What Slack's payloads look like, as far as anybody here reads them; whatever looks otherwise is turned away at the door.

A shape is a type, a tuple of types, a list of one shape (`Some` where it may not be empty), `Each` of one shape, or a dict of
shapes by name; a name that ends in `?` may be missing or null.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Each:
    """An object of any names, every value of one shape."""

    shape: Any


@dataclass(frozen=True)
class Some:
    """A list of one shape with anything in it."""

    shape: Any


def fits(value: Any, shape: Any) -> bool:
    """Whether a value of parsed JSON has the shape."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_fits_name(value, name, its) for name, its in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, Some):
        return bool(value) and fits(value, [shape.shape])
    if isinstance(shape, Each):
        return isinstance(value, dict) and all(fits(one, shape.shape) for one in value.values())
    return isinstance(value, shape)


def _fits_name(value: Mapping[str, Any], name: str, shape: Any) -> bool:
    if not name.endswith("?"):
        return name in value and fits(value[name], shape)
    found = value.get(name[:-1])
    return found is None or fits(found, shape)


_CHOICE = {"value?": str}
_FILE = {"id?": str, "name?": str, "mimetype?": str}
_INPUT = {
    "type?": str,
    "value?": str,
    "selected_option?": _CHOICE,
    "selected_options?": [{"value": str}],
    "selected_user?": str,
    "selected_users?": [str],
    "selected_date?": str,
    "selected_time?": str,
    "selected_conversation?": str,
    "files?": [_FILE],
}
_MESSAGE = {"ts?": str, "thread_ts?": str, "text?": str}
_VIEW = {
    "id": str,
    "callback_id?": str,
    "private_metadata?": str,
    "hash?": str,
    "state?": {"values?": Each(Each(_INPUT))},
}
# What Bolt itself looks at, whatever the payload is.
_ANY = {
    "team?": {"id?": str, "domain?": str},
    "enterprise?": {"id?": str},
    "channel?": {"id?": str},
    "user?": {"id?": str, "team_id?": str},
    "trigger_id?": str,
    "callback_id?": str,
    "action_id?": str,
    "block_id?": str,
    "response_url?": str,
    "response_urls?": [dict],
    "actions?": [dict],
}
_PERSON = _ANY | {"type": str, "user": {"id": str, "team_id?": str}}
_ACTION = {
    "type": str,
    "text?": {"text?": str},
    "action_id": str,
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
    "item?": {"type?": str, "channel?": str, "ts?": str},
    "files?": [_FILE],
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
    "block_actions": _PERSON
    | {"actions": Some(_ACTION), "container?": _CONTAINER, "message?": _MESSAGE, "view?": _VIEW},
    "view_submission": _PERSON | {"view": _VIEW | {"callback_id": str, "state": {"values": Each(Each(_INPUT))}}},
    "view_closed": _PERSON | {"view": _VIEW},
    "message_action": _PERSON | {"callback_id": str, "message?": _MESSAGE},
}


_HALF = re.compile("[\ud800-\udfff]")
# Where people's own words stand, which `readable` cleans.
_WORDS = frozenset(["text", "value", "name", "title", "private_metadata"])


def is_slacks(payload: Mapping[str, Any]) -> bool:
    """Whether a payload has the shape of its type; of types nobody here reads, as far as Bolt reads them."""
    kind = payload.get("type")
    return isinstance(kind, str) and fits(payload, PAYLOADS.get(kind, {} if "event" in payload else _ANY))


def is_writable(value: object) -> bool:
    """Whether all of it can be kept and said: no half of a character anywhere, and no NUL but in people's words."""
    left: list[tuple[str, object]] = [("", value)]
    while left:
        name, its = left.pop()
        if isinstance(its, str) and not _is_text(its, name):
            return False
        if isinstance(its, Mapping):
            left.extend(("", key) for key in its)
            left.extend(its.items())
        elif isinstance(its, list):
            left.extend((name, one) for one in its)
    return True


def _is_text(its: str, name: str) -> bool:
    return ("\x00" not in its or name in _WORDS) and not _HALF.search(its)
