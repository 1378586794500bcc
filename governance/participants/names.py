"""Names next to subject numbers, and behind words such as `patient`. Colleagues whose names are known are no participants."""

import re

from governance.participants.reading import SUBJECT, Finding
from governance.participants.words import ACRONYMS, ALSO_WORDS, ENDINGS, GIVEN, ORDINARY

_WORD = r"[^\W\d_][^\W\d_'’-]{0,24}(?:['’-][^\W\d_]{1,24})?\.?"
_BEHIND = re.compile(
    rf"(?P<word>(?i:{SUBJECT}))(?:['’]s)?"
    r"(?:\s?(?i:no|nr|num|number|numbers|id|code|#)\b\.?:?)?(?:\s?#?(?P<number>(?=[A-Za-z-]{0,8}\d)[\w/-]{1,20}))?"
    r"(?:(?P<sep>[\s:,;=()\[\]–—-]{1,4})"
    r"(?:(?P<said>(?i:full\sname|first\sname|last\sname|surname|named?|called|mrs?|ms|miss))\b[\s.:,=(]{0,3}(?:(?i:is|was)\s)?"
    rf"|(?i:is|was)\s)?(?=(?P<first>{_WORD})(?:[ \t]?,?[ \t]+(?P<second>{_WORD}))?))?"
)
_TITLE_OF_OTHERS = re.compile(r"\b(?:matter|line|area|of the|visits?|count|site|status|expert)\b", re.IGNORECASE)
_ASKED = re.compile(r"\s{0,2}(?:to|will|please|can|has|have|needs|asks|asked|should|must)\b")
_MEETS = re.compile(r"\b(?:meeting|call|workshop|training|session|webinar|board)\s$", re.IGNORECASE)
_STAFF_BEFORE = frozenset(
    [
        "by",
        "from",
        "with",
        "to",
        "cra",
        "crc",
        "pi",
        "dr",
        "prof",
        "monitor",
        "coordinator",
        "investigator",
        "nurse",
        "owner",
        "lead",
        "manager",
    ]
)
BESIDE_A_NUMBER = "a name next to a subject number"
A_NAME = "a participant's name"


def name(text: str, known: frozenset[str]) -> Finding | None:
    """A participant's name in a text that `plain` has made plain; `known` are full names in lower case."""
    for match in _BEHIND.finditer(text):
        found = _behind(match, known) or (_before(match, known) if match["number"] else None)
        if found:
            return Finding(BESIDE_A_NUMBER if match["number"] else A_NAME, "the name", found)
    return None


def name_under(title: str, cell: str, known: frozenset[str]) -> Finding | None:
    """A cell that is a name and nothing else, under a title such as `Patient`; both plain."""
    words = cell.replace(",", " ").split()
    if not re.search(SUBJECT, title, re.IGNORECASE) or _TITLE_OF_OTHERS.search(title) or not 2 <= len(words) <= 3:
        return None
    is_whole = all(_proper(word.rstrip(".")) for word in words) and any(_is_given(word) for word in words)
    its = " ".join(words)
    return Finding(A_NAME, "the name", its) if is_whole and its.lower() not in known else None


def _behind(match: re.Match[str], known: frozenset[str]) -> str | None:
    """The name behind the word or the number: `patient Maria Lopez`, `subject 1023-004, J. Smith`."""
    first, second = (match["first"] or "").rstrip("."), (match["second"] or "").rstrip(".")
    if not first or first.lower() in ORDINARY or _is_of_no_participant(match):
        return None
    family = second if _proper(second) else ""
    its = f"{first} {family}".strip()
    if its.lower() in known:
        return None
    if match["said"]:
        return its if _proper(first) and len(first) > 1 else None
    if first.lower() in GIVEN and not family:
        return None if match["number"] and _is_asked(match) else first
    asks_given = not match["number"] and match["word"].lower().startswith("subj")
    return its if _is_name(first, family, asks_given=asks_given) else None


def _is_asked(match: re.Match[str]) -> bool:
    """`Subject 1023-004: Maria to send the pages` asks a colleague."""
    apart = any(sign in match["sep"] for sign in ":-–—,")
    return apart and _ASKED.match(match.string, match.end("first")) is not None


def _is_of_no_participant(match: re.Match[str]) -> bool:
    """`Participants: Vera, Bob` come to a meeting; `Subject: ...` heads a mail."""
    word = match["word"].lower()
    if match["number"] or match["said"]:
        return False
    if word == "participants" or (":" in match["sep"] and word.startswith(("subj", "participant"))):
        return True
    before = match.string[max(0, match.start() - 12) : match.start()]
    return word == "participant" and _MEETS.search(before) is not None


def _before(match: re.Match[str], known: frozenset[str]) -> str | None:
    """`Maria Lopez (subject 1023-004)`; whoever something is done by or with is no participant."""
    before = match.string[max(0, match.start() - 60) : match.start()].rpartition("\n")[2].rstrip()
    sep = before[-1:]
    words = before[:-1].split() if sep and sep in ",([" else []
    if len(words) < 2 or (len(words) > 2 and _is_staffs(words[-3])):
        return None
    first, second = (word.rstrip(".") for word in words[-2:])
    its = f"{first} {second}"
    return its if its.lower() not in known and _is_name(first, second, asks_given=sep == ",") else None


def _is_staffs(word: str) -> bool:
    return "@" in word or word.lower().rstrip(".:") in _STAFF_BEFORE


def _is_name(first: str, second: str, *, asks_given: bool) -> bool:
    """Two words that are nobody's ordinary ones: a given and a family name, either way round, or one and an initial."""
    if not _proper(first) or not _proper(second) or len(first) == len(second) == 1:
        return False
    shouted = first.isupper() and second.isupper() and len(first) > 1 and len(second) > 1
    return _is_given(first) or _is_given(second) or not (asks_given or shouted)


def _is_given(word: str) -> bool:
    return word.lower() in GIVEN or word.lower() in ALSO_WORDS


def _proper(word: str) -> bool:
    """An initial, or a word that begins with a capital and is no ordinary one."""
    its = word.lower()
    if not word[:1].isupper() or its in ACRONYMS:
        return False
    if len(word) == 1 or _is_given(its):
        return True
    return not (its in ORDINARY or its.endswith(ENDINGS) or any(part in ORDINARY for part in its.split("-")))
