"""How to use Parley, printed from the registry: shown for `help`, for nothing, and for whatever was not understood."""

import re

from governance.people import Person, may
from handlers.kit.blocks import VALUE, Block, actions, button, context, esc, paragraphs, section
from handlers.kit.feature import Command, Registry
from handlers.kit.grammar import Puzzled
from handlers.kit.replies import Say, say

EXPLAINED = {
    "vendor": "Vendors, their channels and where they stand",
    "action": "Action items between the two companies",
    "session": "Joint strategy sessions and other meetings",
    "sla": "KPIs and SLAs",
    "risk": "Risks, and what is done about them",
    "digest": "The SLA digest of this channel",
    "me": "When you work and are busy, when I write to you, who stands in",
}


def usage(registry: Registry, puzzled: Puzzled, by: Person) -> Say:
    """What can be typed, for this person; what was not understood comes first, with the nearest lines."""
    blocks = _not_understood(puzzled) if puzzled.said and puzzled.said.lower() != "help" else []
    mine = [command for command in registry.commands.values() if may(by, command.act)]
    blocks += _noun_help(mine, puzzled.noun, by) if puzzled.noun else _overview(mine)
    return say(*blocks, context(_doors(by)))


def _not_understood(puzzled: Puzzled) -> list[Block]:
    said = f"{puzzled.noun} {puzzled.said}" if puzzled.noun else puzzled.said
    lines = " or ".join(f"`{line}`" for line in puzzled.nearest)
    return [
        section(f"I do not know `{esc(said)}`." + (f" Did you mean {lines}?" if lines else " Here is what I know."))
    ]


def _noun_help(commands: list[Command], noun: str, by: Person) -> list[Block]:
    lines = [f"`{esc(command.line())}`\n{esc(command.summary)}" for command in commands if command.noun == noun]
    # Both ways to write a line stand below, so that each line is said without one.
    words = as_they_type("\n".join(lines), by, direct=True)
    return paragraphs(words.splitlines()) or [section("Nothing here is open to you yet.")]


def _overview(commands: list[Command]) -> list[Block]:
    lines = []
    for noun in dict.fromkeys(command.noun for command in commands):
        verbs = ", ".join(command.verb for command in commands if command.noun == noun)
        lines.append(f"*{noun}*: {EXPLAINED.get(noun, noun)}\n`{verbs}`")
    return [section("\n".join(lines) or "Nothing here is open to you yet.")]


def _doors(by: Person) -> str:
    example = "action list"
    if by.is_sponsors:
        return (
            f"Type `/{example}`, `/parley {example}`, `@Parley {example}`, or write me `{example}` in a direct message."
        )
    return f"Write `@Parley {example}` in our channel, or `{example}` to me in a direct message."


def as_they_type(words: str, by: Person, *, direct: bool) -> str:
    """A vendor's people have no slash commands: what they read names the lines as they can write them where they are."""
    if by.vendor_id is None:
        return words
    return re.sub(r"`/(?:parley )?", "`" if direct else "`@Parley ", words)


def open_button(line: str) -> Say:
    """Where no form can be opened at once: a button that carries the line and opens it, or as much of it as is whole."""
    words = "A few things are missing. The form asks for them."
    if len(line) > VALUE:
        words += " Your text is too long to carry over: please paste it there."
        line = " ".join(line.split(maxsplit=2)[:2])
    return say(
        section(words),
        actions(button("Open the form", "again", line, style="primary")),
    )
