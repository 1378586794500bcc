"""Names next to subject numbers, and behind words such as `patient`. Colleagues whose names are known are no participants."""

import re
from unicodedata import normalize

from governance.participants.reading import SUBJECT, Finding
from governance.participants.words import ACRONYMS, ALSO_WORDS, ENDINGS, GIVEN, ORDINARY

_WORD = r"[^\W\d_][^\W\d_'’-]{0,24}(?:['’-][^\W\d_]{1,24})?\.?"
_NUMBERED = r"(?i:\b(?:screening|randomi[sz]ation|enrolment|enrollment)(?=[\s-](?:no|nr|num|number|id)\b))"
# Site and subject as most trials write them, said to be nothing else: no year, no telephone, no range of sites.
_BARE = (
    r"(?<![\w/.+#-])(?!(?:19[5-9]|20[0-4])\d-\d{3}(?!\d))(?:\d{3,5}-\d{3}|[01]\d\d-\d{4}|\d{4,5}-\d{4})"
    r"(?![\w/-]|[.,]\d)"
)
_BEHIND = re.compile(
    rf"(?:(?P<word>(?i:{SUBJECT})|{_NUMBERED})\.?(?:['’]s)?"
    r"(?:[\s-]?(?i:no|nr|num|number|numbers|id|code|#)\b\.?:?)?(?:\s?#?(?P<number>(?=[A-Za-z-]{0,8}\d)[\w/-]{1,20}))?"
    rf"|(?P<bare>{_BARE}))(?:['’]s)?"
    r"(?:(?P<sep>[\s:,;=()\[\]/–—-]{1,4})"
    r"(?:(?P<said>(?i:full\sname|first\sname|last\sname|surname|named?|called|mrs?|ms|miss))\b[\s.:,=(]{0,3}(?:(?i:is|was)\s)?"
    rf"|(?i:is|was)\s)?(?=(?P<first>{_WORD})(?:[ \t]?,?[ \t]+(?P<second>{_WORD}))?))?"
)
_TITLE_OF_OTHERS = re.compile(r"\b(?:matter|line|area|of the|visits?|count|site|status|expert)\b", re.IGNORECASE)
_ASKED = re.compile(r"\s{0,2}(?:to|will|please|can|has|have|needs|asks|asked|should|must)\b")
_ASKED_FOR_WORK = re.compile(
    r"\s{0,2}(?:please|(?:to|will|can|must|should)\s(?:check|confirm|review|send|update|follow|resolve|answer|reply|provide|upload"
    r"|correct|close|contact|investigate|clarify|reconcile|look|raise|ask|verify|chase|query|file|prepare|report|escalate"
    r"|discuss|issue|draft|share|forward|own|take|handle|fix|complete|submit|schedule)\b)"
)
_PLACE = re.compile(
    r"\s(?:hospital|clinic|university|institut[eo]?|medical|cent(?:er|re)|site|park|street|foundation|klinik(?:um)?|college)\b",
    re.IGNORECASE,
)
_OF_PLACES = frozenset(["san", "santa", "st", "saint", "los", "las", "sankt"])
_OTHER_NUMBERS = re.compile(
    r"\b(?:sites?|cent(?:er|re)s?|rooms?|pages?|lines?|items?|protocols?|stud(?:y|ies)|orders?|po|invoices?|tickets?|contracts?"
    r"|phone|tel|telephone|mobile|fax|call|dial|ext|kits?|lots?|batch(?:es)?|ref|reference|cases?|quer(?:y|ies)|reports?|samples?"
    r"|tracking|accounts?|awb|shipments?|sop|capa|version|section|codes?|budget|cost|wbs|zip|postcode|meeting\sid)\b"
    r"[\s:#.(]{0,3}(?:(?:no|number|numbers|nos|id|ids)\b[\s:#.]{0,2})?$",
    re.IGNORECASE,
)
BARE = re.compile(_BARE)
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "frau", "herr", "herrn", "mme", "señor", "señora", "pan", "pani"])
_PATIENT = re.compile(r"(?i:patient(?:in|s)?|pts?|participant|volunteer|proband(?:in)?)")
_APART = ",([;=/–—-"
_IS = re.compile(r"\s(?:is|was)$")
_MEETS = re.compile(r"\b(?:meeting|call|workshop|training|session|webinar|board)\s$", re.IGNORECASE)
_STAFF_BEFORE = frozenset(
    [
        "by",
        "from",
        "with",
        "to",
        "cra",
        "cras",
        "thanks",
        "thank",
        "you",
        "hi",
        "hello",
        "dear",
        "cc",
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
        number = match["number"] or match["bare"]
        found = _behind(match, known) or (_before(match, known) if number else None)
        if found and not (match["bare"] and _is_of_something_else(match)):
            return Finding(BESIDE_A_NUMBER if number else A_NAME, "the name", found)
    return None


def _is_of_something_else(match: re.Match[str]) -> bool:
    """`Sites 101-104` are many, and a word before may say what else is numbered so."""
    first, second = match["bare"].split("-")
    is_range = len(first) == len(second) and int(first) < int(second)
    return is_range or _OTHER_NUMBERS.search(match.string[max(0, match.start() - 30) : match.start()]) is not None


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
    in_a_cell = match["said"] and "\n" in match["sep"]
    if its.lower() in known or (in_a_cell and any(its.lower() in name.split() for name in known)):
        return None
    if match["said"]:
        return its if _proper(first) and len(first) > 1 else None
    if family and (first.lower() in _OF_PLACES or _PLACE.match(match.string, match.end("second"))):
        return None
    if family and _is_asked(match, "second", _ASKED_FOR_WORK):
        return None
    if match["bare"]:
        return its if family and "\n" not in match["sep"] and _is_name(first, family, asks_given=True) else None
    if first.lower() in GIVEN and not family:
        return None if match["number"] and _is_asked(match, "first", _ASKED) else first
    asks_given = not match["number"] and match["word"].lower().startswith("subj")
    return its if _is_name(first, family, asks_given=asks_given) else None


def _is_asked(match: re.Match[str], name: str, asked: re.Pattern[str]) -> bool:
    """`Subject 1023-004: Maria to send the pages` asks a colleague."""
    apart = any(sign in match["sep"] for sign in ":-–—,")
    return apart and asked.match(match.string, match.end(name)) is not None


def _is_of_no_participant(match: re.Match[str]) -> bool:
    """`Participants: Vera, Bob` come to a meeting; `Subject: ...` heads a mail."""
    if match["number"] or match["bare"] or match["said"]:
        return False
    word = match["word"].lower()
    if word == "participants" or (":" in match["sep"] and word.startswith(("subj", "participant"))):
        return True
    before = match.string[max(0, match.start() - 12) : match.start()]
    return word == "participant" and _MEETS.search(before) is not None


def _before(match: re.Match[str], known: frozenset[str]) -> str | None:
    """`Maria Lopez (subject 1023-004)`; whoever something is done by or with is no participant."""
    before = match.string[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
    words = _IS.sub("", before.rstrip(f" \t{_APART}")).split()
    if len(words) < 2 or not words[-1][:1].isupper() or words[-1].endswith(":"):
        return None
    first, second = (word.rstrip(".").lstrip("([") for word in words[-2:])
    if _says_who(first, match) and _proper(second) and not _is_known(second, known):
        return second
    if len(words) > 2 and _is_staffs(words[-3]):
        return None
    its = f"{first} {second}"
    in_brackets = before.rstrip()[-1:] in ("(", "[") and match["word"] is not None
    return its if its.lower() not in known and _is_name(first, second, asks_given=not in_brackets) else None


def _says_who(word: str, match: re.Match[str]) -> bool:
    """`Mrs Keller, subject 1001-004`; `pt Keller 1001-004`, where no other word says what the number is."""
    return word.lower() in _TITLES or (match["bare"] is not None and _PATIENT.fullmatch(word) is not None)


def _is_known(family: str, known: frozenset[str]) -> bool:
    """`Ms Novak` is a colleague where one is called that."""
    its = family.rstrip(".").lower()
    return any(name.rpartition(" ")[2] == its for name in known)


def _is_staffs(word: str) -> bool:
    return "@" in word or word.lower().rstrip(".:") in _STAFF_BEFORE


def _is_name(first: str, second: str, *, asks_given: bool) -> bool:
    """Two words that are nobody's ordinary ones: a given and a family name, either way round, or one and an initial."""
    if not _proper(first) or not _proper(second) or len(first) == len(second) == 1:
        return False
    shouted = first.isupper() and second.isupper() and len(first) > 1 and len(second) > 1
    return _is_given(first) or _is_given(second) or not (asks_given or shouted)


def _is_given(word: str) -> bool:
    its = word.lower()
    return its in ALSO_WORDS or its in GIVEN or "".join(map(_unaccented, its)) in GIVEN


def _unaccented(letter: str) -> str:
    return normalize("NFD", letter)[:1]


def _proper(word: str) -> bool:
    """An initial, or a word that begins with a capital and is no ordinary one."""
    its = word.lower()
    if not word[:1].isupper() or its in ACRONYMS:
        return False
    if len(word) == 1 or _is_given(its):
        return True
    return not (its in ORDINARY or its.endswith(ENDINGS) or any(part in ORDINARY for part in its.split("-")))
