"""What a person can do with the parts of a form: find them, fill them in, and what Slack checks before it sends."""

import re
from datetime import date
from typing import Any, NamedTuple

from sandbox.block_rules import MULTI_SELECTS, SELECTS, STATEFUL, options_of
from sandbox.posting import elements_of, walk
from sandbox.workspace import Json

REQUIRED = "Please complete this required field."
SINGLE_IDS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
MULTI_IDS = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
OPTION_ONE = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTION_MANY = {"multi_static_select", "multi_external_select", "checkboxes"}
MOST_FILES = 10
INITIAL = {
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
}


class Part(NamedTuple):
    """An interactive element in its block."""

    block: Json
    element: Json


class NoSuchThing(LookupError):
    """The person looked for something that is not on their screen."""


def parts(blocks: list[Json]) -> list[Part]:
    """Every interactive element of the blocks, with the block it stands in."""
    return [Part(block, e) for block in walk(blocks) for e in elements_of(block) if e.get("action_id")]


def find(blocks: list[Json], action_id: str, value: Any = None, block_id: str | None = None) -> Part:
    """The element with this action_id; among several buttons the one with this value, or in this block."""
    here = [part for part in parts(blocks) if part.element["action_id"] == action_id]
    here = [part for part in here if block_id in (None, part.block["block_id"])]
    if not here:
        raise NoSuchThing(f"no {action_id!r} here, only {sorted({p.element['action_id'] for p in parts(blocks)})}")
    same = [part for part in here if value is not None and part.element.get("value") == value]
    return (same or here)[0]


def state_of(element: Json, value: Any) -> Json:
    """An element's state in Slack's shape after a person set it to `value` (None or empty: cleared)."""
    kind = element["type"]
    return {"type": kind} | _chosen(element, kind, None if value in ("", []) else value)


def _chosen(element: Json, kind: str, value: Any) -> Json:
    if kind in TEXT_INPUTS:
        return {"value": None if value is None else str(value)}
    if kind in SINGLE_IDS:
        return {SINGLE_IDS[kind]: value.isoformat() if isinstance(value, date) else value}
    if kind in MULTI_IDS:
        return {MULTI_IDS[kind]: _list(value)}
    if kind in OPTION_ONE:
        return {"selected_option": None if value is None else _option(element, value)}
    if kind in OPTION_MANY:
        return {"selected_options": [_option(element, one) for one in _list(value)]}
    if kind == "datetimepicker":
        return {"selected_date_time": None if value is None else int(value)}
    if kind == "rich_text_input":
        return {"rich_text_value": _rich(value)}
    return {"files": _list(value)} if kind == "file_input" else {}


def _list(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple | set) else [value]


def _option(element: Json, wanted: Any) -> Json:
    """An option by its value or by its words; an external select takes what its app offered."""
    if isinstance(wanted, dict):
        return wanted
    for option in options_of(element):
        if wanted in (option["value"], option["text"]["text"]):
            return option
    if "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": str(wanted), "emoji": True}, "value": str(wanted)}
    raise NoSuchThing(f"no option {wanted!r}, only {[option['value'] for option in options_of(element)]}")


def _rich(value: Any) -> Json | None:
    if value is None or isinstance(value, dict):
        return value
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def initial(element: Json) -> Json:
    """An element's state before anyone touched it."""
    kind = element["type"]
    if kind in OPTION_ONE:
        return state_of(element, element.get("initial_option"))
    if kind in OPTION_MANY:
        return state_of(element, element.get("initial_options"))
    return state_of(element, element.get(INITIAL.get(kind, "initial_value")))


def values(blocks: list[Json], typed: Json) -> Json:
    """`state.values`: block_id -> action_id -> state, with what was typed over the initial states."""
    state: Json = {}
    for block, element in parts(blocks):
        if element["type"] in STATEFUL:
            kept = typed.get(block["block_id"], {}).get(element["action_id"])
            same_kind = kept if kept and kept["type"] == element["type"] else None
            state.setdefault(block["block_id"], {})[element["action_id"]] = same_kind or initial(element)
    return state


def fill(blocks: list[Json], typed: Json, given: Json) -> Json:
    """`typed` with the given values by block_id (or, in one block with several inputs, by action_id within it)."""
    filled = {block_id: dict(states) for block_id, states in typed.items()}
    for block_id, value in given.items():
        here = [p for p in parts(blocks) if p.block["block_id"] == block_id and p.element["type"] in STATEFUL]
        if not here:
            raise NoSuchThing(f"no input {block_id!r}, only {sorted({p.block['block_id'] for p in parts(blocks)})}")
        by_action = isinstance(value, dict) and {p.element["action_id"] for p in here} >= set(value)
        for _, element in here if by_action else here[:1]:
            if not by_action or element["action_id"] in value:
                chosen = value[element["action_id"]] if by_action else value
                filled.setdefault(block_id, {})[element["action_id"]] = state_of(element, chosen)
    return filled


def troubles(blocks: list[Json], state: Json) -> dict[str, str]:
    """What Slack tells the person, by block_id, before anything is sent to the app."""
    found = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            words = _trouble(block, element, state[block["block_id"]][element["action_id"]])
            if words:
                found[block["block_id"]] = words
    return found


def _trouble(block: Json, element: Json, state: Json) -> str | None:
    value = next((v for k, v in state.items() if k != "type"), None)
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return None if block.get("optional") else REQUIRED
    if element["type"] in TEXT_INPUTS:
        return _text_trouble(element, str(value))
    if element["type"] in MULTI_SELECTS and len(value) > element.get("max_selected_items", len(value)):
        return f"Please choose {element['max_selected_items']} at most."
    if element["type"] == "file_input" and len(value) > element.get("max_files", MOST_FILES):
        return f"Please add no more files than {element.get('max_files', MOST_FILES)}."
    return None


def _text_trouble(element: Json, value: str) -> str | None:
    kind = element["type"]
    if kind == "number_input":
        return _number_trouble(element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"https?://\S+", value):
        return "Please enter a valid URL."
    if len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    return None


def _number_trouble(element: Json, value: str) -> str | None:
    decimal = r"(\.\d+)?" if element.get("is_decimal_allowed") else ""
    if not re.fullmatch(rf"[+-]?\d+{decimal}", value):
        return "Please enter a valid number."
    if float(value) < float(element.get("min_value", "-inf")):
        return f"Please enter {element['min_value']} or more."
    if float(value) > float(element.get("max_value", "inf")):
        return f"Please enter {element['max_value']} or less."
    return None


def action(part: Part, value: Any, ts: str) -> Json:
    """The entry in `actions` for one click, choice or entry."""
    block, element = part
    act: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": ts}
    if element["type"] in ("button", "workflow_button"):
        kept = {key: element[key] for key in ("value", "style", "url") if key in element}
        return act | {"type": "button", "text": element["text"]} | kept
    extra = {"placeholder": element["placeholder"]} if element["type"] in SELECTS and "placeholder" in element else {}
    return act | extra | state_of(element, value)
