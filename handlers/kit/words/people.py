"""People and channels as Slack writes them and as hands type them."""

import re
from dataclasses import dataclass
from html import unescape

from handlers.kit.words.phrases import tidy

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")
_QUOTED = re.compile(r"@[\"\u201c\u201d]([^\"\u201c\u201d]+)[\"\u201c\u201d]")
_TYPED = re.compile(r"@(\w(?:[\w.'\u2019-]*\w)?)")
_HASHED = re.compile(r"#(\w[\w.-]*)")


@dataclass(frozen=True)
class Mention:
    """A person picked from Slack's list; `label` is the name Slack showed, when it told."""

    slack_user: str
    label: str | None = None


@dataclass(frozen=True)
class ChannelMention:
    """A channel picked from Slack's list; `label` is its name, which Slack keeps back for private ones."""

    slack_channel: str
    label: str | None = None


@dataclass(frozen=True)
class Named:
    """Somebody or something typed by name."""

    name: str


def take_person(text: str) -> tuple[Mention | Named | None, str]:
    """The person at the front of `text` and the rest: <@U123|vera>, <@U123>, @vera or @"Vera Novak"."""
    text = text.lstrip()
    if found := _PERSON.match(text):
        return Mention(found[1], _label(found[2])), tidy(text[found.end() :])
    if found := _QUOTED.match(text) or _TYPED.match(text):
        return Named(" ".join(unescape(found[1]).split())), tidy(text[found.end() :])
    return None, text


def take_channel(text: str) -> tuple[ChannelMention | Named | None, str]:
    """The channel at the front of `text` and the rest: <#C123|name>, <#C123> or #name."""
    text = text.lstrip()
    if found := _CHANNEL.match(text):
        return ChannelMention(found[1], _label(found[2])), tidy(text[found.end() :])
    if found := _HASHED.match(text):
        return Named(found[1].rstrip(".-")), tidy(text[found.end() :])
    return None, text


def _label(label: str | None) -> str | None:
    return unescape(label) if label else None
