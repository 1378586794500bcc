"""What a handler returns: words to say, a form to show, or what is wrong with a form. Whoever called decides how it travels."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from governance.refusals import Refusal
from handlers.kit.blocks import Block, as_text, checked

ADDRESS = "{address}"
INGEST = "{ingest}"


@dataclass(frozen=True)
class Message:
    """A rendered message: blocks within Slack's limits, and a text that says all of it."""

    blocks: tuple[Block, ...]
    # Where ADDRESS or INGEST stands in it, what is made from this seed is put in as it is sent: what is kept has none.
    seed: str | None = None

    def __post_init__(self) -> None:
        checked(self.blocks, most=50)

    @property
    def text(self) -> str:
        """The whole message for screen readers and for mail."""
        return as_text(self.blocks)

    def payload(self) -> dict[str, Any]:
        """As Slack takes it."""
        seed = {"seed": self.seed} if self.seed else {}
        return {"text": self.text, "blocks": list(self.blocks), **seed}


def message(*blocks: Block) -> Message:
    """A message of these blocks, one below the other."""
    return Message(blocks)


@dataclass(frozen=True, kw_only=True)
class Say:
    """An answer to the one who asked. `replace` puts it in the place of the message whose button was clicked."""

    message: Message
    replace: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """A modal: `name` is the form that takes its answers, `memo` what it must remember, `close` the way out."""

    name: str
    title: str
    submit: str
    blocks: tuple[Block, ...]
    memo: Mapping[str, Any] = field(default_factory=dict)
    close: str = "Cancel"

    def __post_init__(self) -> None:
        checked(self.blocks, most=100)


@dataclass(frozen=True, kw_only=True)
class Show:
    """Opens a form; where Slack gives no way to open one at once, a button that does."""

    form: Form
    reopen: str = ""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """The form stays open; each field's trouble stands under it."""

    errors: Mapping[str, str]


Reply = Say | Show | Wrong | None


def say(*blocks: Block, replace: bool = False, seed: str | None = None) -> Say:
    """The short way to answer with blocks."""
    return Say(message=Message(blocks, seed), replace=replace)


@contextmanager
def about(field_name: str) -> Iterator[None]:
    """A refusal raised inside is shown under this field of the form, which stays open."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = refusal.field or field_name
        raise
