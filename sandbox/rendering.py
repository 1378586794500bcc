"""Block Kit as plain text: what a person would read, for the terminal and for tests that compare whole pages."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sandbox.workspace import Json, Workspace

Say = Callable[[str], str]
REFERENCE = re.compile(r"<([@#!]?)([^|<>]+)(?:\|([^<>]*))?>")
EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~`])(\S(?:[^\n]*?\S)?)\1(?![\w*_~`])")
DATE_FORMS = {
    "date_num": "%Y-%m-%d",
    "date": "%B {day}, %Y",
    "date_short": "%b {day}, %Y",
    "date_long": "%A, %B {day}, %Y",
    "time": "%H:%M",
    "time_secs": "%H:%M:%S",
}


def as_text(ws: Workspace, where: Iterable[str], zone: str = "UTC") -> str:
    """The named channels' messages and the named people's own screens, one after the other."""
    return "\n\n".join(_place(ws, name, zone) for name in where)


def _place(ws: Workspace, name: str, zone: str) -> str:
    if name in ws.channels:
        channel = ws.channels[name]
        title = f"{ws.cast.app.name} and {_person(ws, channel.im_user)}" if channel.im_user else f"#{channel.name}"
        return "\n\n".join([f"== {title} ==", *(message_text(ws, m, zone) for m in _threaded(channel.messages))])
    return _screens(ws, name, zone)


def _threaded(messages: list[Json]) -> list[Json]:
    return sorted(messages, key=lambda message: (str(message.get("thread_ts", message["ts"])), str(message["ts"])))


def _screens(ws: Workspace, user: str, zone: str) -> str:
    parts = [f"== only {_person(ws, user)} sees =="]
    parts += [message_text(ws, e, zone) for e in ws.ephemerals if e["to"] == user]
    parts += [view_text(ws, view, zone) for view in ws.stack(user)]
    if user in ws.homes:
        parts.append("-- App Home --\n" + blocks_text(ws, ws.homes[user]["blocks"], zone))
    return "\n\n".join(parts)


def _person(ws: Workspace, user: str | None) -> str:
    person = ws.cast.people.get(user or "")
    return person.real_name if person else ws.cast.app.name if user == ws.cast.app.bot_user else "Slackbot"


def message_text(ws: Workspace, message: Json, zone: str = "UTC") -> str:
    """A message: who and when, then what it shows; replies are indented."""
    when = datetime.fromtimestamp(float(message["ts"]), ZoneInfo(zone))
    place = f" in {_channel_name(ws, message['channel'])}" if message.get("is_ephemeral") else ""
    head = f"{_person(ws, message['user'])}{place}, {when:%H:%M}:" + (" (edited)" if "edited" in message else "")
    shown = blocks_text(ws, message.get("blocks", []), zone) or mrkdwn(ws, message["text"], zone)
    files = [f"[file: {file['title']}]" for file in message.get("files", [])]
    lines = [head, *(f"  {line}".rstrip() for line in [*shown.split("\n"), *files, *_reactions(message)] if line)]
    is_reply = message.get("thread_ts", message["ts"]) != message["ts"]
    return "\n".join(f"    {line}" if is_reply else line for line in lines)


def _channel_name(ws: Workspace, channel_id: str) -> str:
    channel = ws.channels[channel_id]
    return "direct message" if channel.im_user else f"#{channel.name}"


def _reactions(message: Json) -> list[str]:
    return [" ".join(f":{one['name']}: {one['count']}" for one in message.get("reactions", []))]


def view_text(ws: Workspace, view: Json, zone: str = "UTC") -> str:
    """A modal: title, blocks with what is filled in, what is wrong, and its buttons."""
    errors = ws.errors.get(view["id"], {})
    lines = [f"-- {view['title']['text']} --"]
    for block in view["blocks"]:
        lines.append(_block(ws, block, zone))
        if block["block_id"] in errors:
            lines.append(f"  ! {errors[block['block_id']]}")
    buttons = [view[key]["text"] for key in ("submit", "close") if view.get(key)]
    footer = [f"! {errors['']}"] if errors.get("") else []
    return "\n".join([*filter(None, lines), *footer, " ".join(f"[{button}]" for button in buttons)]).rstrip()


def blocks_text(ws: Workspace, blocks: list[Json], zone: str = "UTC") -> str:
    """Blocks, one under the other."""
    return "\n".join(filter(None, (_block(ws, block, zone) for block in blocks)))


def _block(ws: Workspace, block: Json, zone: str) -> str:
    draw = BLOCKS.get(block["type"])
    return draw(block, partial(mrkdwn, ws, zone=zone)) if draw else f"[{block['type']}]"


def mrkdwn(ws: Workspace, text: str, zone: str = "UTC") -> str:
    """Slack's markup as plain words: names for references, dates in `zone`, no emphasis marks."""
    pieces = REFERENCE.split(text)
    out = _plain(pieces[0])
    for sign, target, label, after in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        out += _reference(ws, sign, target, label, zone) + _plain(after)
    return EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", out))


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _reference(ws: Workspace, sign: str, target: str, label: str | None, zone: str) -> str:
    if sign == "@":
        return f"@{_person(ws, target)}" if target in ws.cast.people or target == ws.cast.app.bot_user else f"@{target}"
    if sign == "#":
        return f"#{ws.channels[target].name if target in ws.channels else label or target}"
    if sign == "!":
        return _date(target, zone) if target.startswith("date^") else f"@{target.partition('^')[0]}"
    return _plain(label or target)


def _date(target: str, zone: str) -> str:
    _, seconds, form, *_ = target.split("^")
    moment = datetime.fromtimestamp(int(seconds), ZoneInfo(zone))

    def written(found: re.Match[str]) -> str:
        pattern = DATE_FORMS.get(found[1].removesuffix("_pretty"), found[0])
        return moment.strftime(pattern.format(day=moment.day) if "{day}" in pattern else pattern)

    return re.sub(r"\{(\w+)\}", written, form)


def _text(text: Json, say: Say) -> str:
    return say(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _section(block: Json, say: Say) -> str:
    lines = [_text(block["text"], say)] if block.get("text") else []
    lines += [_text(field, say) for field in block.get("fields", [])]
    lines += [_element(block["accessory"], say)] if block.get("accessory") else []
    return "\n".join(lines)


def _header(block: Json, _say: Say) -> str:
    text = str(block["text"]["text"])
    return f"{text}\n{'=' * len(text)}"


def _context(block: Json, say: Say) -> str:
    return "  ".join(_element(e, say) if e["type"] == "image" else _text(e, say) for e in block["elements"])


def _actions(block: Json, say: Say) -> str:
    return " ".join(_element(element, say) for element in block["elements"])


def _input(block: Json, say: Say) -> str:
    optional = " (optional)" if block.get("optional") else ""
    hint = f"\n  {block['hint']['text']}" if block.get("hint") else ""
    return f"{block['label']['text']}{optional}: {_element(block['element'], say)}{hint}"


def _element(element: Json, say: Say) -> str:
    kind = element["type"]
    if kind == "image":
        return f"[image: {element['alt_text']}]"
    if kind == "file_input":
        return "[Add files]"
    if kind in ("button", "workflow_button"):
        return f"[{element['text']['text']}]"
    if "options" in element and kind in ("checkboxes", "radio_buttons"):
        chosen = [o["value"] for o in element.get("initial_options") or filter(None, [element.get("initial_option")])]
        boxes = (f"({'x' if o['value'] in chosen else ' '}) {_text(o['text'], say)}" for o in element["options"])
        return " ".join(boxes)
    return f"[{_value(element, say)}]"


def _value(element: Json, say: Say) -> str:
    for key, value in element.items():
        if key.startswith("initial_") and value:
            return ", ".join(_said(one, say) for one in (value if isinstance(value, list) else [value]))
    placeholder = element.get("placeholder")
    return f"{placeholder['text'] if placeholder else '...'}"


def _said(value: object, say: Say) -> str:
    if isinstance(value, dict):
        return str(value["text"]["text"]) if "text" in value else _rich_text(value, say)
    return say(f"<@{value}>") if re.fullmatch(r"U\w{3,}", str(value)) else str(value)


def _image(block: Json, _say: Say) -> str:
    title = f"{block['title']['text']}: " if block.get("title") else ""
    return f"[image: {title}{block['alt_text']}]"


def _table(block: Json, say: Say) -> str:
    rows = [[_cell(cell, say) for cell in row] for row in block["rows"]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(" | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _cell(cell: Json, say: Say) -> str:
    return _rich_text(cell, say) if cell["type"] == "rich_text" else str(cell.get("text", cell.get("value", "")))


def _rich_text(block: Json, say: Say) -> str:
    return "\n".join(_rich_part(part, say) for part in block["elements"])


def _rich_part(part: Json, say: Say) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"- {_rich_part(item, say)}" for item in part["elements"])
    words = "".join(_rich_word(word, say) for word in part["elements"])
    return "\n".join(f"> {line}" for line in words.split("\n")) if part["type"] == "rich_text_quote" else words


def _rich_word(word: Json, say: Say) -> str:
    kind = word["type"]
    if kind == "user":
        return say(f"<@{word['user_id']}>")
    if kind == "channel":
        return say(f"<#{word['channel_id']}>")
    if kind == "date":
        return say(f"<!date^{word['timestamp']}^{word['format']}|{word.get('fallback', '')}>")
    if kind == "emoji":
        return f":{word['name']}:"
    return f"@{word['range']}" if kind == "broadcast" else str(word.get("text") or word.get("url", ""))


BLOCKS: dict[str, Callable[[Json, Say], str]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": _image,
    "table": _table,
    "data_table": _table,
    "rich_text": _rich_text,
    "divider": lambda _block, _say: "-" * 8,
    "markdown": lambda block, _say: str(block["text"]),
    "alert": lambda block, say: _text(block["text"], say),
}
