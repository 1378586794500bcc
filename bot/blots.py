"""Blots out secrets wherever words leave this process by another way than to whom they are for: logs, errors, what a server said.

By what the settings hold, however it is written, and by the shape of what looks like a token, a password or a secret address.
"""

import json
import re
import sys
import traceback
from base64 import b64encode
from collections.abc import Iterator
from types import TracebackType
from urllib.parse import quote

from sqlalchemy import make_url

from bot.setting_list import SETTINGS
from bot.settings import Settings

BLOT = "(secret)"
SHORTEST = 6  # a shorter password is found in half the words there are
_SHAPES = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|parley_[0-9a-f]{64}|(?<=/act/)\w+|(?<=/poll/)[\w-]{16,}"
    r"|(?<=/calendar/)(?:ical/[^\s\"'<>]+|[\w.@%-]+/[^\s\"'<>]+|\w+)|private-[0-9a-f]{8,}|(?<=[?&]ticket=)[\w.%-]+"
    r"|(?<=hooks\.slack\.com/)[\w/-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|(?<=Bearer )[\w.=-]{16,}|(?<=Basic )[\w+/=]{8,}"
)


_ADDRESS = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")


class _Known:
    words: re.Pattern[str] | None = None


def keep_out(settings: Settings) -> None:
    """From now on nothing that is secret in these settings is said."""
    words = sorted({form for secret in _secrets(settings) for form in _forms(secret)}, key=len, reverse=True)
    _Known.words = re.compile("|".join(map(re.escape, words))) if words else None


def without_addresses(words: str) -> str:
    """The words without anybody's mail address."""
    return _ADDRESS.sub("(address)", words)


def blotted(words: str) -> str:
    """The words without any secret."""
    its = _Known.words.sub(BLOT, words) if _Known.words else words
    return _SHAPES.sub(BLOT, its)


def say_the_last_words(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """What Python says of an error nobody caught, for `sys.excepthook`."""
    sys.stderr.write(blotted("".join(traceback.format_exception(kind, error, where))))


def _secrets(settings: Settings) -> Iterator[str]:
    for setting in SETTINGS:
        value = getattr(settings, setting.name.lower()) if setting.secret else ""
        if setting.name == "DATABASE_URL":
            value = make_url(value).password or ""
        yield from (value,) if isinstance(value, str) else value
    for user, password in (
        (settings.smtp_user, settings.smtp_password),
        (settings.caldav_user, settings.caldav_password),
        (settings.imap_user, settings.imap_password),
    ):
        if password:
            yield from (b64encode(text.encode()).decode() for text in (f"\0{user}\0{password}", f"{user}:{password}"))


def _forms(secret: str) -> Iterator[str]:
    """As it is, and as it stands in JSON, in an address, and in what is sent to log in."""
    if len(secret) >= SHORTEST:
        yield from (secret, json.dumps(secret)[1:-1], quote(secret, safe=""), repr(secret)[1:-1])
        yield b64encode(secret.encode()).decode().rstrip("=")
