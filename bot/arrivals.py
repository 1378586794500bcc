"""What arrives, before anyone knows what it means: one shape for every door, made from Slack's payloads by `inbound`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from governance.events import Door
from handlers.kit.requests import FileRef


class Asks(StrEnum):
    """What an arrival asks for, and so which part of the registry answers it."""

    LINE = "line"
    BUTTON = "button"
    FORM = "form"
    SHORTCUT = "shortcut"
    REACTION = "reaction"
    HOME = "home"
    FILE = "file"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One delivery. `key` is what makes it that one: the inbox lets each key in once. `held_at`: it waited for a confirmation."""

    key: str
    asks: Asks
    door: Door
    team: str
    user: str
    user_team: str | None = None
    channel: str | None = None
    thread: str | None = None
    direct: bool = False
    noun: str | None = None
    text: str = ""
    name: str = ""
    label: str = ""
    ref: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    memo: Mapping[str, Any] = field(default_factory=dict)
    message_ts: str | None = None
    message_text: str = ""
    message_link: str | None = None
    message_hidden: bool = False
    trigger: str | None = None
    response_url: str | None = None
    view_id: str | None = None
    files: tuple[FileRef, ...] = ()
    chosen: frozenset[str] = frozenset()
    held_at: datetime | None = None

    @property
    def in_ack(self) -> bool:
        """Whether the answer can travel in the ack: only for slash commands and for forms."""
        return self.door in (Door.SLASH, Door.FORM) and self.held_at is None

    @property
    def said_in_ack(self) -> bool:
        """Whether words can travel in the ack: only for slash commands."""
        return self.door is Door.SLASH and self.in_ack

    @property
    def is_event(self) -> bool:
        """Whether it comes again when nobody could hear it: Slack repeats events, and the outbox what was held."""
        return (
            self.door in (Door.MENTION, Door.DIRECT, Door.REACTION, Door.THREAD, Door.HOME) or self.held_at is not None
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back, as JSON the inbox can keep: words, a view to open, or field errors."""

    say: dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    errors: dict[str, str] | None = None
    lanes: tuple[str, ...] = ()
    repeated: bool = False

    def kept(self) -> dict[str, Any]:
        """For the inbox."""
        return {"say": self.say, "view": self.view, "errors": self.errors}


@dataclass(frozen=True, kw_only=True)
class ChannelChange:
    """Slack says that something has become of a channel; `was` is the id it had before, where that changed."""

    key: str
    channel: str
    was: str | None = None
