"""Block Kit, kept inside Slack's limits. Text that people wrote enters through `esc` or as plain text, so it can never ping,
link or format; whatever is too long is cut with an ellipsis, never sent to be refused."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from unicodedata import bidirectional

Block = dict[str, Any]

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what changes the direction of text

TEXT, FIELD, HEADER, BUTTON, VALUE, OPTION, FIELDS, ACTIONS = 3000, 2000, 150, 75, 2000, 75, 10, 25


class OutsideSlacksLimits(ValueError):
    """A bug of ours: blocks that Slack would refuse."""


def esc(text: object) -> str:
    """Someone's text, so that Slack shows it as it is."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_way(text: str) -> str:
    """Someone's words among ours, read in their own direction: nothing in them turns round what follows."""
    plain = _TURNS.sub("", text)
    return f"\u2068{plain}\u2069" if any(bidirectional(sign) in ("R", "AL") for sign in plain) else plain


def cut(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: object, most: int) -> Block:
    """Text that formats nothing."""
    return {"type": "plain_text", "text": cut(str(text), most), "emoji": True}


def mrkdwn(text: str, most: int = TEXT) -> Block:
    """Formatted text: what people wrote in it has been through `esc`; `verbatim` keeps Slack from linking words in it."""
    return {"type": "mrkdwn", "text": cut(text, most) or " ", "verbatim": True}


def header(text: object) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, *, button: Block | None = None) -> Block:
    """A paragraph, perhaps with a button beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": button} if button else block


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """Lines below one another, in as many sections as Slack's limit asks for; a line too long for one is cut in pieces."""
    texts: list[str] = []
    for line in lines:
        for piece in _pieces(line):
            if texts and len(texts[-1]) + len(piece) < TEXT:
                texts[-1] += f"\n{piece}"
            else:
                texts.append(piece)
    return [section(text) for text in texts]


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces of at most TEXT characters; no `&amp;` is cut in two."""
    while len(line) > TEXT:
        end = line.rfind("&", TEXT - 5, TEXT) if "&" in line[TEXT - 5 : TEXT] else TEXT
        yield line[:end]
        line = line[end:]
    yield line


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Two columns of label and value, ten at most."""
    return {"type": "section", "fields": [mrkdwn(f"*{name}*\n{value}", FIELD) for name, value in pairs[:FIELDS]]}


def context(text: str) -> Block:
    """A quiet line."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def button(text: str, name: str, ref: object = "", *, style: str | None = None, label: str | None = None) -> Block:
    """A button: `name` is the handler it calls, `ref` what it is about. A `label` says more to screen readers."""
    block: Block = {
        "type": "button",
        "text": plain(text, BUTTON),
        "action_id": name,
        "value": cut(str(ref) or "-", VALUE),
    }
    if style:
        block["style"] = style
    if label:
        block["accessibility_label"] = cut(label, 75)
    return block


def menu(words: str, name: str, choices: Sequence[tuple[str, str]]) -> Block:
    """A small menu among buttons: choosing calls the handler `name` with the choice's value. Slack lets it have no label."""
    element: Block = {"type": "static_select", "action_id": name, "placeholder": plain(words, 150)}
    return element | {"options": options(choices)}


def actions(*buttons: Block) -> Block:
    """A row of buttons. Slack wants each action id once a block, so the handler's name gets a tail it ignores."""
    elements = [its | {"action_id": f"{its['action_id']}#{place}"} for place, its in enumerate(buttons)]
    return {"type": "actions", "elements": elements}


def picture(alt: str, title: str = "") -> Block:
    """The place of a picture that is uploaded first; the outbox fills its id in, or leaves the picture out."""
    block: Block = {"type": "image", "slack_file": {"id": "FOLLOWS"}, "alt_text": cut(alt, TEXT - 1000)}
    return block | {"title": plain(title, TEXT - 1000)} if title else block


# --- forms -----------------------------------------------------------------------------------------------------------


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """An input of a form; its answer comes back under `name`."""
    block: Block = {"type": "input", "block_id": name, "label": plain(label, FIELD), "optional": optional}
    block["element"] = element | {"action_id": "value"}
    return block | {"hint": plain(hint, FIELD)} if hint else block


def text_input(initial: str = "", *, placeholder: str = "", lines: bool = False, most: int = 500) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    if initial:
        element["initial_value"] = initial[:most]
    return element | {"placeholder": plain(placeholder, 150)} if placeholder else element


def options(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Choices as (value, words), a hundred at most."""
    return [{"text": plain(words, OPTION), "value": value[:150]} for value, words in list(pairs)[:100]]


def choice(pairs: Sequence[tuple[str, str]], initial: str | None = None, *, placeholder: str = "Choose") -> Block:
    """A menu of one choice."""
    element: Block = {"type": "static_select", "options": options(pairs), "placeholder": plain(placeholder, 150)}
    chosen = [option for option in element["options"] if option["value"] == initial]
    return element | {"initial_option": chosen[0]} if chosen else element


def choices(pairs: Sequence[tuple[str, str]], initial: Collection[str] = ()) -> Block:
    """A menu of which any number can be chosen, a hundred at most."""
    element: Block = {"type": "multi_static_select", "options": options(pairs), "placeholder": plain("Choose", 150)}
    chosen = [option for option in element["options"] if option["value"] in initial]
    return element | {"initial_options": chosen} if chosen else element


def checkboxes(pairs: Sequence[tuple[str, str]], ticked: Collection[str] = ()) -> Block:
    """Choices of which any number can be ticked, ten at most."""
    element: Block = {"type": "checkboxes", "options": options(pairs)[:10]}
    chosen = [option for option in element["options"] if option["value"] in ticked]
    return element | {"initial_options": chosen} if chosen else element


def file_input(most: int = 5) -> Block:
    """Files from the person's own machine."""
    return {"type": "file_input", "max_files": most}


def person_input(initial: str | None = None) -> Block:
    """A menu of Slack's people."""
    element: Block = {"type": "users_select", "placeholder": plain("Choose a person", 150)}
    return element | {"initial_user": initial} if initial else element


def people_input(initial: Sequence[str] = ()) -> Block:
    """A menu of Slack's people, several at once."""
    element: Block = {"type": "multi_users_select", "placeholder": plain("Choose people", 150)}
    return element | {"initial_users": list(initial)} if initial else element


def date_input(initial: str | None = None) -> Block:
    """A calendar; dates as YYYY-MM-DD."""
    element: Block = {"type": "datepicker", "placeholder": plain("Choose a day", 150)}
    return element | {"initial_date": initial} if initial else element


def time_input(initial: str | None = None) -> Block:
    """A clock; times as HH:MM."""
    element: Block = {"type": "timepicker", "placeholder": plain("Choose a time", 150)}
    return element | {"initial_time": initial} if initial else element


# --- what Slack would refuse, and what a screen reader reads --------------------------------------------------------------


def checked(blocks: Sequence[Block], *, most: int) -> Sequence[Block]:
    """The blocks, or OutsideSlacksLimits where Slack would say invalid_blocks."""
    if not blocks or len(blocks) > most:
        raise OutsideSlacksLimits(f"{len(blocks)} blocks, at most {most}")
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        raise OutsideSlacksLimits(f"block ids twice: {names}")
    for block in blocks:
        if block["type"] == "actions" and not 1 <= len(block["elements"]) <= ACTIONS:
            raise OutsideSlacksLimits("a row needs 1 to 25 buttons")
    return blocks


def as_text(blocks: Iterable[Block]) -> str:
    """All the words of the blocks, a line each; buttons are left out, because nobody can press them there."""
    return cut("\n".join(line for block in blocks if (line := _line(block))), 35_000)


def _line(block: Block) -> str:
    if block["type"] == "image":
        return str(block["alt_text"])
    if block["type"] == "actions":
        return ""
    texts: list[Block] = [block["text"]] if "text" in block else block.get("fields") or block.get("elements") or []
    return "\n".join(str(text["text"]) for text in texts)


_MARKS = re.compile(r"<([@#])(?:[A-Z0-9]+)(?:\|([^>]*))?>|<!date\^[^>|]*\|([^>]*)>|<([^|>]+)\|([^>]+)>|<([^>]+)>")


def without_marks(text: str) -> str:
    """Slack's markup as words for mail: links and dates by what they show, `&amp;` and its like turned back."""

    def words(found: re.Match[str]) -> str:
        kind, label, when, url, shown, bare = found.groups()
        if kind:
            return f"{kind}{label or 'someone'}"
        return when or (f"{shown} ({url})" if shown else bare)

    return _MARKS.sub(words, text).replace("*", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
