"""Block Kit's rules for one block at a time, as tables: what each kind needs, and how long and how many it may be."""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement

from sandbox.workspace import Json

TEXTS = ("plain_text", "mrkdwn")
PICKERS = {"users", "conversations", "channels", "external", "static"}
SELECTS = {f"{kind}_select" for kind in PICKERS}
MULTI_SELECTS = {f"multi_{kind}" for kind in SELECTS}
CHOICES = {"checkboxes", "radio_buttons"}
WHEN = {"datepicker", "timepicker", "datetimepicker"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
PRESSED = {"button", "overflow", "workflow_button"}
STATEFUL = SELECTS | MULTI_SELECTS | CHOICES | WHEN | TYPED | {"file_input"}

IN_ACTIONS = PRESSED | SELECTS | MULTI_SELECTS | CHOICES | WHEN
AS_ACCESSORY = IN_ACTIONS | {"image"}
EVERYWHERE = {"section", "divider", "image", "actions", "context", "header", "input", "rich_text", "video"}
SURFACES = {
    "message": EVERYWHERE
    | {"markdown", "table", "context_actions", "data_table", "data_visualization", "card", "carousel", "container"}
    | {"plan", "task_card", "file", "call"},
    "modal": EVERYWHERE | {"alert"},
    "home": EVERYWHERE,
}
REQUIRED = {
    "button": ("text",),
    "overflow": ("options",),
    "checkboxes": ("options",),
    "radio_buttons": ("options",),
    "number_input": ("is_decimal_allowed",),
    "image": ("alt_text",),
}
LENGTHS = {
    "action_id": 255,
    "block_id": 255,
    "value": 2000,
    "url": 3000,
    "image_url": 3000,
    "alt_text": 2000,
    "accessibility_label": 75,
}
OPTION_COUNTS = {"overflow": (1, 5), "checkboxes": (1, 10), "radio_buttons": (1, 10)}
SDK_KNOWS = EVERYWHERE | {"markdown"}


class Problems:
    """The problems found so far, each with a pointer to its place."""

    def __init__(self, file_exists: Callable[[Json], bool] = lambda _: True) -> None:
        self.found: list[str] = []
        self.file_exists = file_exists

    def add(self, words: str, at: str) -> None:
        """Note a problem."""
        self.found.append(f"{words} [json-pointer:{at}]")

    def missing(self, key: str, at: str) -> None:
        """Note a required field that is not there."""
        self.add(f"missing required field: {key}", at)

    def longest(self, value: Any, limit: int, at: str) -> None:
        """A string of at most `limit` characters, if there is one."""
        if value is not None and not isinstance(value, str):
            self.add("must provide a string", at)
        elif value is not None and len(value) > limit:
            self.add(f"must be less than {limit + 1} characters", at)

    def count(self, items: Any, least: int, most: int, at: str) -> list[Any]:
        """A list of `least` to `most` items; what can be looked at further is returned."""
        if not isinstance(items, list):
            self.add("must provide an array", at)
            return []
        if len(items) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(items) < least:
            self.add(f"must provide at least {least} items", at)
        return items

    def twice(self, ids: Iterable[Any], name: str, at: str) -> None:
        """No id may stand twice."""
        given = [value for value in ids if isinstance(value, str) and value]
        for value in sorted({value for value in given if given.count(value) > 1}):
            self.add(f"`{name}` {value!r} already exists", at)


def check_text(problems: Problems, text: Any, at: str, *, limit: int, kinds: tuple[str, ...] = TEXTS) -> None:
    """A text object of one of these kinds with 1 to `limit` characters."""
    if not isinstance(text, dict):
        problems.add("must provide an object", at)
    elif text.get("type") not in kinds:
        problems.add(f"must be one of: {', '.join(kinds)}", f"{at}/type")
    elif not isinstance(text.get("text"), str) or not text["text"]:
        problems.add("must be more than 0 characters", f"{at}/text")
    else:
        problems.longest(text["text"], limit, f"{at}/text")


def check_block(problems: Problems, block: Json, surface: str, at: str) -> None:
    """One block on its surface: first by the tables here, then, if nothing was found, by the SDK's own models."""
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in SURFACES[surface]:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    before = len(problems.found)
    _lengths(problems, block, at)
    try:
        BLOCKS.get(kind, _anything)(problems, block, surface, at)
    except (AttributeError, TypeError, KeyError, ValueError):  # a shape so odd that no rule foresaw it
        problems.add("failed to match all allowed schemas", at)
    if len(problems.found) == before and kind in SDK_KNOWS:
        trouble = _second_opinion(json.dumps(block))
        if trouble:
            problems.add(trouble, at)


@lru_cache(maxsize=4096)
def _second_opinion(block: str) -> str | None:
    """What Slack's own SDK has against a block, given as JSON: it takes its time, and the same blocks come again and again."""
    try:
        parsed = Block.parse(json.loads(block))
        if parsed is not None:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, KeyError, ValueError, AttributeError) as trouble:
        return str(trouble)
    return None


def _lengths(problems: Problems, thing: Json, at: str) -> None:
    for key, limit in LENGTHS.items():
        problems.longest(thing.get(key), limit, f"{at}/{key}")


def _anything(_problems: Problems, _block: Json, _surface: str, _at: str) -> None:
    """A block that has no rules here."""


def _section(problems: Problems, block: Json, _surface: str, at: str) -> None:
    if block.get("text") is None and not block.get("fields"):
        problems.missing("text", at)
    if block.get("text") is not None:
        check_text(problems, block["text"], f"{at}/text", limit=3000)
    if block.get("fields") is not None:
        for number, field in enumerate(problems.count(block["fields"], 1, 10, f"{at}/fields")):
            check_text(problems, field, f"{at}/fields/{number}", limit=2000)
    if block.get("accessory") is not None:
        _element(problems, block["accessory"], AS_ACCESSORY, f"{at}/accessory")


def _header(problems: Problems, block: Json, _surface: str, at: str) -> None:
    check_text(problems, block.get("text"), f"{at}/text", limit=150, kinds=("plain_text",))


def _actions(problems: Problems, block: Json, _surface: str, at: str) -> None:
    elements = problems.count(block.get("elements"), 1, 25, f"{at}/elements")
    for number, element in enumerate(elements):
        _element(problems, element, IN_ACTIONS, f"{at}/elements/{number}")
    problems.twice([e.get("action_id") for e in elements if isinstance(e, dict)], "action_id", f"{at}/elements")


def _context_actions(problems: Problems, block: Json, _surface: str, at: str) -> None:
    kinds = ("feedback_buttons", "icon_button")
    for number, element in enumerate(problems.count(block.get("elements"), 1, 5, f"{at}/elements")):
        if not isinstance(element, dict) or element.get("type") not in kinds:
            problems.add(f"must be one of: {', '.join(kinds)}", f"{at}/elements/{number}/type")


def _context(problems: Problems, block: Json, surface: str, at: str) -> None:
    for number, element in enumerate(problems.count(block.get("elements"), 1, 10, f"{at}/elements")):
        where = f"{at}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            _image(problems, element, surface, where)
        else:
            check_text(problems, element, where, limit=3000)


def _image(problems: Problems, image: Json, _surface: str, at: str) -> None:
    if not image.get("alt_text"):
        problems.missing("alt_text", at)
    if bool(image.get("image_url")) == bool(image.get("slack_file")):
        problems.add("must define either `image_url` or `slack_file`", at)
    if image.get("slack_file") is not None and not problems.file_exists(image["slack_file"]):
        problems.add("invalid slack file", f"{at}/slack_file")
    if image.get("title") is not None:
        check_text(problems, image["title"], f"{at}/title", limit=2000, kinds=("plain_text",))


def _input(problems: Problems, block: Json, surface: str, at: str) -> None:
    check_text(problems, block.get("label"), f"{at}/label", limit=2000, kinds=("plain_text",))
    if block.get("hint") is not None:
        check_text(problems, block["hint"], f"{at}/hint", limit=2000, kinds=("plain_text",))
    if block.get("element") is None:
        problems.missing("element", at)
    else:
        allowed = STATEFUL if surface == "modal" else STATEFUL - {"file_input"}
        _element(problems, block["element"], allowed, f"{at}/element")


def _element(problems: Problems, element: Any, allowed: set[str], at: str) -> None:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in allowed:
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    for key in REQUIRED.get(kind, ()):
        if element.get(key) in (None, ""):
            problems.missing(key, at)
    _lengths(problems, element, at)
    _element_texts(problems, element, at)
    _unknown(problems, element, at)
    if kind == "image":
        _image(problems, element, "", at)
    if "options" in element or "option_groups" in element or kind.endswith("static_select"):
        _options(problems, element, at)


def _unknown(problems: Problems, element: Json, at: str) -> None:
    """Slack refuses a whole message for one property that its element does not have."""
    try:
        known = BlockElement.parse(element)
    except (SlackObjectFormationError, TypeError, KeyError, ValueError, AttributeError):
        return  # something else is wrong with it, and said elsewhere
    for name in sorted(set(element) - known.attributes - {"type"}) if known else ():
        problems.add(f"invalid additional property: {name}", at)


def _element_texts(problems: Problems, element: Json, at: str) -> None:
    if element.get("text") is not None:
        check_text(problems, element["text"], f"{at}/text", limit=75, kinds=("plain_text",))
    if element.get("placeholder") is not None:
        check_text(problems, element["placeholder"], f"{at}/placeholder", limit=150, kinds=("plain_text",))
    if element.get("style") not in (None, "primary", "danger"):
        problems.add("must be one of: primary, danger", f"{at}/style")
    if element.get("max_length") is not None and not 1 <= element["max_length"] <= 3000:
        problems.add("must be between 1 and 3000", f"{at}/max_length")
    if element.get("confirm") is not None:
        _confirm(problems, element["confirm"], f"{at}/confirm")


def _confirm(problems: Problems, confirm: Any, at: str) -> None:
    for key, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        kinds = TEXTS if key == "text" else ("plain_text",)
        check_text(problems, confirm.get(key), f"{at}/{key}", limit=limit, kinds=kinds)


def _options(problems: Problems, element: Json, at: str) -> None:
    least, most = OPTION_COUNTS.get(element["type"], (1, 100))
    if bool(element.get("options")) == bool(element.get("option_groups")):
        problems.add("must define either `options` or `option_groups`", at)
        return
    if element.get("options"):
        _option_list(problems, element["options"], element, f"{at}/options", least, most)
    else:
        groups = problems.count(element["option_groups"], 1, 100, f"{at}/option_groups")
        for number, group in enumerate(groups):
            check_text(problems, group.get("label"), f"{at}/option_groups/{number}/label", limit=75)
            _option_list(problems, group.get("options"), element, f"{at}/option_groups/{number}/options", 1, 100)
    _initial(problems, element, at)


def _option_list(problems: Problems, options: Any, element: Json, at: str, least: int, most: int) -> None:
    kinds = TEXTS if element["type"] in CHOICES else ("plain_text",)
    for number, option in enumerate(problems.count(options, least, most, at)):
        check_text(problems, option.get("text"), f"{at}/{number}/text", limit=75, kinds=kinds)
        if not option.get("value"):
            problems.missing("value", f"{at}/{number}")
        problems.longest(option.get("value"), 150, f"{at}/{number}/value")
        if option.get("description") is not None:
            check_text(problems, option["description"], f"{at}/{number}/description", limit=75, kinds=kinds)


def _initial(problems: Problems, element: Json, at: str) -> None:
    known = [option.get("value") for option in options_of(element)]
    initial = element.get("initial_options") or [element.get("initial_option")]
    for option in initial:
        if option is not None and option.get("value") not in known:
            problems.add("must be one of the provided options", f"{at}/initial_option")


def options_of(element: Json) -> list[Json]:
    """All options of a select, checkboxes or radio buttons, also those in groups."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group.get("options", []))]


def _table(problems: Problems, block: Json, _surface: str, at: str) -> None:
    for number, row in enumerate(problems.count(block.get("rows"), 1, 100, f"{at}/rows")):
        for place, cell in enumerate(problems.count(row, 1, 20, f"{at}/rows/{number}")):
            if not isinstance(cell, dict) or cell.get("type") not in ("raw_text", "raw_number", "rich_text"):
                problems.add("must be one of: raw_text, raw_number, rich_text", f"{at}/rows/{number}/{place}/type")
    if len({len(row) for row in block.get("rows") or [] if isinstance(row, list)}) > 1:
        problems.add("every row must have the same number of cells", f"{at}/rows")


def _rich_text(problems: Problems, block: Json, _surface: str, at: str) -> None:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    for number, part in enumerate(problems.count(block.get("elements"), 1, 10_000, f"{at}/elements")):
        if not isinstance(part, dict) or part.get("type") not in kinds:
            problems.add(f"must be one of: {', '.join(sorted(kinds))}", f"{at}/elements/{number}/type")
        elif not isinstance(part.get("elements"), list):
            problems.missing("elements", f"{at}/elements/{number}")


def _alert(problems: Problems, block: Json, _surface: str, at: str) -> None:
    check_text(problems, block.get("text"), f"{at}/text", limit=200)


def _markdown(problems: Problems, block: Json, _surface: str, at: str) -> None:
    if not block.get("text"):
        problems.missing("text", at)
    problems.longest(block.get("text"), 12_000, f"{at}/text")


def _container(problems: Problems, block: Json, surface: str, at: str) -> None:
    for number, child in enumerate(problems.count(block.get("child_blocks"), 1, 10, f"{at}/child_blocks")):
        check_block(problems, child, surface, f"{at}/child_blocks/{number}")


def _data_table(problems: Problems, block: Json, _surface: str, at: str) -> None:
    if not block.get("caption"):
        problems.missing("caption", at)
    for number, row in enumerate(problems.count(block.get("rows"), 1, 201, f"{at}/rows")):
        problems.count(row, 1, 20, f"{at}/rows/{number}")


BLOCKS: dict[str, Callable[[Problems, Json, str, str], None]] = {
    "section": _section,
    "header": _header,
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "image": _image,
    "input": _input,
    "table": _table,
    "rich_text": _rich_text,
    "alert": _alert,
    "markdown": _markdown,
    "container": _container,
    "data_table": _data_table,
}
