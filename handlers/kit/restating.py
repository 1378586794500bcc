"""The reason a reported number changes: one field, one rule, whichever way the new number comes."""

from governance.actions import LONGEST_REASON, check_reason
from handlers.kit.blocks import Block, field, text_input
from handlers.kit.replies import about
from handlers.kit.requests import Request

HINT = "The first number and your reason are kept."


def reason_field(label: str = "Why does it change?", hint: str = HINT) -> Block:
    return field("reason", label, text_input(lines=True, most=LONGEST_REASON), hint=hint)


def reason_in(request: Request) -> str:
    """The reason somebody typed. Raises Empty or TooLong, under its field."""
    with about("reason"):
        return check_reason(request.required("reason"), "why it changes")
