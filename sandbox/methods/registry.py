"""The registry of Web API methods by Slack's own names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.arguments import Args
from sandbox.workspace import Json, Workspace

Work = Callable[[Workspace, Args], Json]
TokenKind = Literal["bot", "app", "none"]


@dataclass(frozen=True)
class Method:
    """A method with the kind of token it takes."""

    name: str
    work: Work
    token: TokenKind


METHODS: dict[str, Method] = {}


def method(name: str, token: TokenKind = "bot") -> Callable[[Work], Work]:
    """Register a function as the Web API method `name`; it returns the answer without `ok`, or raises Refused."""

    def register(work: Work) -> Work:
        METHODS[name] = Method(name, work, token)
        return work

    return register
