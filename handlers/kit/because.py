"""Why what both companies had agreed to, or were told, becomes another: `because <reason>` behind a line, "Why?" in a form."""

import re

from governance.actions import LONGEST_REASON, check_reason
from governance.refusals import WhyNeeded
from handlers.kit.blocks import Block, field, text_input
from handlers.kit.replies import about
from handlers.kit.requests import Request

_BECAUSE = re.compile(r"(?:^|\s)because(?:\s+|[,:]\s*|$)", re.IGNORECASE)


def take_because(text: str) -> tuple[str, str]:
    """A line without its reason, and the reason; "" where there is none."""
    found = _BECAUSE.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text.strip(), "")


def check_why(reason: str, example: str, field_name: str = "reason") -> str:
    """The reason in one line. Raises WhyNeeded with a line that would do, or TooLong, under this field of a form."""
    with about(field_name):
        if not reason.strip():
            raise WhyNeeded(example=example)
        return check_reason(reason, "why")


def why_field(label: str = "Why?", hint: str = "Both companies can read it.", *, optional: bool = False) -> Block:
    return field("reason", label, text_input(lines=True, most=LONGEST_REASON), hint=hint, optional=optional)


def why_in(request: Request) -> str:
    """What stands in that field."""
    with about("reason"):
        return check_reason(request.required("reason"), "why")
