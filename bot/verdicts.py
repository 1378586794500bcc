"""What went wrong outside, as what it means for the letter: later, perhaps arrived, or never."""

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import apologies, bindery, pictures
from bot.blots import blotted
from bot.post_office import Undeliverable, Unreachable
from storage.outbox import Letter

log = logging.getLogger("parley.outbound")

# Slack's words for "not now": the same call may well succeed later.
PASSING = {"ratelimited", "service_unavailable", "request_timeout", "team_added_to_org"}
# Slack's words for "something broke here": some of it may have been done all the same.
DOUBTFUL = {"internal_error", "fatal_error"}
# Slack's words for a channel that was archived, left, deleted or cut off.
NO_CHANNEL = {"channel_not_found", "is_archived", "not_in_channel"}
# Slack's words for a person who cannot be written to.
NO_PERSON = {"account_inactive", "channel_not_found", "user_disabled", "user_not_found"}
LONGEST_BACKOFF = 300.0


class Trouble(Exception):
    """Why a letter was not settled; `seconds` until it is worth trying again."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotNow(Trouble):
    """It surely did not arrive."""


class Unknown(Trouble):
    """It may or may not have arrived: look it up before saying it again."""


class Refused(Trouble):
    """It will never arrive. `quote` stands in the log when it is a fault of ours."""

    quote: str | None = None


def verdict_on(trouble: Exception, letter: Letter) -> Trouble:
    """What went wrong outside, as what it means for the letter."""
    if isinstance(trouble, SlackApiError):
        return _slacks_verdict(trouble, letter)
    if isinstance(trouble, aiohttp.ClientConnectorError | ConnectionRefusedError):
        return NotNow("Slack cannot be reached", backoff(letter))
    if isinstance(trouble, aiohttp.ClientError | TimeoutError | OSError):
        return Unknown(f"no answer came ({type(trouble).__name__})", backoff(letter))
    if isinstance(trouble, Unreachable):
        return NotNow(str(trouble), backoff(letter))
    if isinstance(trouble, Undeliverable | pictures.NotDrawn | bindery.NotSet):
        return Refused(str(trouble))
    # A letter of ours that cannot even be tried must not hold its lane for ever.
    quote = apologies.reference()
    log.error("fault %s in a %s (letter %s)", quote, letter.kind, letter.id, exc_info=trouble)
    refused = Refused(f"something went wrong on my side ({type(trouble).__name__}, {quote} in the log)")
    refused.quote = quote
    return refused


def _slacks_verdict(trouble: SlackApiError, letter: Letter) -> Trouble:
    """What Slack's refusal means for the letter."""
    response = trouble.response
    error = blotted(str(response.get("error") if isinstance(response.data, dict) else response.status_code))
    if response.status_code == 429 or error == "ratelimited":
        return NotNow("Slack asked to slow down", retry_after(response.headers))
    if response.status_code >= 500 or error in DOUBTFUL:
        # An error page may hide a message that landed.
        return Unknown(f"Slack answered {error}", backoff(letter))
    if error in PASSING:
        return NotNow(f"Slack answered {error}", backoff(letter))
    if error == "invalid_blocks" and letter.followed_id and letter.attempts < 4:
        return NotNow("Slack is still preparing the picture", 2.0)
    return Refused(error)


def retry_after(headers: Any) -> float:
    """How long Slack asks to wait, in seconds; half a minute when it does not say."""
    text = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(text) if text.replace(".", "", 1).isdigit() else 30.0


def backoff(letter: Letter) -> float:
    return float(min(2**letter.attempts, LONGEST_BACKOFF))
