"""Exceptions as words: what a person reads when something of ours went wrong, with a reference they can quote."""

import secrets

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

BUSY = "I am catching up and could not write that down. Nothing was changed; please try again in a moment."
GONE = "I cannot reach my records just now. Nothing was changed; please try again in a few minutes."
STARTING = "I am still connecting to Slack. Nothing was changed; please try again in a minute."
NO_FORM = "Slack did not let me open the form in time. Nothing was changed; please try again."


class StillStarting(RuntimeError):
    """Slack has not said yet which workspace this is."""


def is_passing(error: BaseException) -> bool:
    """Whether it will pass by itself: the database is busy or away, or we are still starting. Nothing can be kept now."""
    if isinstance(error, PoolTimeout | OperationalError | StillStarting):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def reference() -> str:
    """A short reference that stands in the log and in the apology."""
    return secrets.token_hex(3).upper()


def for_a_fault(error: BaseException, quote: str) -> str:
    """What to say of an error nobody planned."""
    if isinstance(error, StillStarting):
        return STARTING
    if is_passing(error):
        return BUSY if "locked" in str(error) or "timeout" in str(error).lower() else GONE
    return f"Something went wrong on my side and nothing was changed. If it happens again, quote {quote} to your administrator."


def for_what_failed(name: str | None, quote: str | None) -> str:
    """What to say of something that was promised and will not come: a file by its name, or a piece of work."""
    what = f"I could not send you {name}" if name else "I could not finish what you asked me for"
    again = (
        f"If it happens again, quote {quote} to your administrator."
        if quote
        else "If it happens again, tell your administrator."
    )
    return f"{what}. I am sorry; please ask me again. {again}"
