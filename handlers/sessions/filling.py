"""A form with what is known already filled in, by the names of its fields."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.kit.blocks import Block
from handlers.kit.replies import Form

_INITIAL = {
    "plain_text_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "multi_users_select": "initial_users",
}


def filled(form: Form, known: Mapping[str, Any]) -> Form:
    """Fields that the form does not have are left out; so is a choice that it does not offer."""
    return replace(form, blocks=tuple(_filled(block, known) for block in form.blocks))


def _filled(block: Block, known: Mapping[str, Any]) -> Block:
    value, element = known.get(block.get("block_id", "")), block.get("element", {})
    if not value:
        return block
    if element["type"] == "static_select":
        return block | {"element": _chosen(element, str(value))}
    return block | {"element": element | {_INITIAL[element["type"]]: value}}


def _chosen(element: Block, value: str) -> Block:
    found = [its for its in element["options"] if its["value"] == value]
    return element | {"initial_option": found[0]} if found else element
