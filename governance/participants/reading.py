"""A text as it is searched, what was found in it, and what a person is called who takes part in a trial."""

import re
from dataclasses import dataclass

from governance.refusals import Refusal

SUBJECT = (
    r"\b(?:subjects?|patients?|participants?|pts?|volunteers?|subj|probandin|proband|patientin|paciente|paziente"
    r"|pacjentka|pacjent)\b"
)


class NamesAParticipant(Refusal):
    """That looks like it could name a trial participant ({what}). I have kept none of it. Please write it without {without};
    a subject number alone is fine.{colleague}"""


@dataclass(frozen=True)
class Finding:
    """What a text seems to hold, and what it should be written without. `name` is the name that was found, where it is one."""

    what: str
    without: str
    name: str = ""

    def refusal(self) -> NamesAParticipant:
        """The sentence for whoever wrote it, which repeats nothing of what they wrote."""
        colleague = " If you mean a colleague, write @ and pick them from Slack's list." if self.name else ""
        return NamesAParticipant(what=self.what, without=self.without, colleague=colleague)

    @property
    def why(self) -> str:
        """For a line of a file, in a few words."""
        return f"it could name a trial participant ({self.what}); a subject number alone is fine"


_MENTIONS = re.compile(r"<@[^>\n]{1,80}>")
_LINKS = re.compile(r"<?(?:https?|mailto|webcal)[:/][^\s|>]{1,2000}")
_UNSEEN = [
    *map(ord, "*~`\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    *range(0x300, 0x370),
]  # the last are accents written apart
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x3000, ord("_")), " ")
_MARKS: dict[int, int | str | None] = {**dict.fromkeys(_UNSEEN), **_FULL_WIDTH, **_SPACES}


def plain(text: str) -> str:
    """Without Slack's marks, mentions and links, which name nobody here; letters written one way where there are several."""
    its = _MENTIONS.sub("@", text) if "<@" in text else text
    its = _LINKS.sub(" ", its) if ":" in its else its
    return its.translate(_MARKS)
