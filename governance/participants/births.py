"""Dates of birth, beside initials or alone, in the forms and languages people write them."""

import re
from collections.abc import Iterator

from governance.participants.reading import NEAR_A_SUBJECT, SUBJECT, Finding
from governance.participants.words import ACRONYMS, DOTTED

BIRTH = Finding("a date of birth", "the date of birth")
BIRTH_OF = Finding("initials with a date of birth", "the initials and the date of birth")
GROWN_UP = 2010  # a date up to then beside initials is read as a birthday, a later one as a day of work

_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_SEP = r"\s?[./\s-]\s?"
_MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|mrt|apr|avr|abr|may|mai|maj|mei|mag|jun|juin|cze|giu|jul|juil|lip|lug|aug|aou|aoû|ago|sep|set"
    r"|sie|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru|ene|gen|sty|lut|kwi)[^\W\d_]{0,8}\.?"
)
_DATE = (
    rf"(?<!\d)(?:\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}(?:{_YEAR}|\d\d)|{_YEAR}{_SEP}\d{{1,2}}{_SEP}\d{{1,2}}|{_YEAR}[01]\d[0-3]\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[\s./-]{{0,2}}(?:of\s|de\s)?{_MONTH}[\s,./-]{{0,3}}(?:de\s|del\s)?(?:{_YEAR}|\d\d)"
    rf"|{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?[\s,]{{1,2}}{_YEAR}|{_YEAR}[\s-]{_MONTH}[\s-]\d{{1,2}}"
    rf"|{_YEAR}年\d{{1,2}}月\d{{1,2}}日)(?!\d)"
)
_LINK = (
    r"[\s:=,;()\[\]–—-]{0,5}"
    r"(?:(?:is|was|of|for|on|in|the|le|il|el|em|am|den|dnia|as|recorded|listed|given|dd/mm/yyyy|mm/dd/yyyy"
    rf"|{SUBJECT}(?:\s(?:no|number|id)\.?)?\s[\w/-]{{1,15}}|[a-z]\.?\s?[a-z]\.?)(?![^\W\d_])[\s:=,;()\[\]–—-]{{0,4}}){{0,4}}"
)
# A cheap look for the word first; only behind one is a date looked for.
_BORN = re.compile(
    r"(?:\b(?:d(?:ob\b|\.o\.b\.?|/o/b\b|ate\s+(?:of\s+birth|de\s+naissance)|ata\s+(?:di\s+nascita|de\s+nascimento|urodzenia))"
    r"|b(?:orn\b|irth\s?-?dates?)|ge(?:b\b\.?|boren|burtsdatum|boortedatum)|n(?:[ée]{1,2}(?:\(e\))?\s+le\b|at[oa]\s+il\b"
    r"|acid[oa]\s+el\b|ascid[oa]\s+(?:em|a)\b)|f(?:echa\s+de\s+nacimiento|ödd\b|ødt\b)|ur(?:\.|odzon[ya]\b)|syntynyt)"
    r"|生年月日|出生日期)"
)
_BEHIND = re.compile(rf"(?P<link>{_LINK})(?P<date>{_DATE}|{_MONTH}[\s,]{{1,2}}{_YEAR}(?!\d))")
_DATE_BEFORE = re.compile(rf"(?P<date>{_DATE})\s?(?:[(\[]\s?(?:her|his|the)?|(?:is|was|as)\s(?:her|his|their|the))\s?$")
_ENDS_IN_A_DAY = re.compile(r"\d\d\s?(?:[(\[]\s?(?:her|his|the)?|(?:is|was|as)\s(?:her|his|their|the))\s?$")
_THING = re.compile(
    r"(?:program(?:me)?|project|company|idea|alliance|partnership|team|study|initiative)\s+(?:was|were|is)\s+$"
)
_INITIALS = r"(?:(?:[A-Z]\.\s?-?){2,3}|[A-Z]-[A-Z](?:-[A-Z])?|[A-Z]{2,3})"
_ANY_CASE = rf"(?i:{_DATE})"
_INITIALS_DATE = re.compile(rf"(?<![\w.])(?P<who>{_INITIALS})[\s,;:(/–—-]{{1,4}}(?:\*\s?)?(?P<date>{_ANY_CASE})")
_DOTTED = re.compile(r"(?<![\w.])(?P<who>(?:[A-Z]\.\s?){2,3})(?!\w)")
_DATE_JUST_BEFORE = re.compile(rf"(?P<date>{_ANY_CASE})[\s,;(/–—-]{{1,4}}$")
_INITIALS_YEAR = re.compile(
    rf"(?<![\w.])(?P<who>{_INITIALS})[\s,;:(/–—-]{{1,4}}"
    rf"(?i:born|geb\b\.?|dob|n[ée]e? en|year of birth|yob|\*)[\s:=]{{0,3}}(?i:in\s)?{_YEAR}(?!\d)"
)
_INITIALS_SAID = re.compile(
    rf"(?i:\binitials?)[\s:=(]{{1,3}}(?P<who>{_INITIALS})[\s,;:)(/–—-]{{1,5}}(?:(?i:and|with|on|dated)\s)?(?P<date>{_ANY_CASE})"
)
_INITIALS_BEFORE = re.compile(rf"(?<![\w.])({_INITIALS})[\s,;:(/–—-]{{0,4}}$")


def birth(text: str) -> Finding | None:
    """A date of birth in a text that `plain` has made plain."""
    for born in _BORN.finditer(text.lower()):
        if _has_its_date(born):
            return BIRTH_OF if _has_initials(text, born.start()) or _INITIALS_SAID.search(text) else BIRTH
    if any(_is_somebody(who, date, text, start) for who, date, start in _dates_beside_initials(text)):
        return BIRTH_OF
    years = any(not _stands_for_something(its["who"]) for its in _INITIALS_YEAR.finditer(text))
    return BIRTH_OF if years or _INITIALS_SAID.search(text) else None


def _has_its_date(born: re.Match[str]) -> bool:
    """A day behind a bare comma may be another matter: `the query on the DOB, 12 March 2026`."""
    low, start = born.string, born.start()
    behind = _BEHIND.match(low, born.end())
    if behind is None:
        return _comes_before(low[max(0, start - 36) : start])
    if born[0] == "born" and _THING.search(low[max(0, start - 40) : start]):
        return False
    return behind["link"].strip() != "," or _year(behind["date"]) <= GROWN_UP


def _comes_before(before: str) -> bool:
    """`12 Mar 1961 (DOB)`, `12 Mar 1961 is her date of birth`."""
    if not _ENDS_IN_A_DAY.search(before):
        return False
    date = _DATE_BEFORE.search(before)
    return date is not None and _year(date["date"]) <= GROWN_UP


def _has_initials(text: str, at: int) -> bool:
    found = _INITIALS_BEFORE.search(text[max(0, at - 14) : at])
    return found is not None and not _stands_for_something(found[1])


def _dates_beside_initials(text: str) -> Iterator[tuple[str, str, int]]:
    """Initials, the date just behind or before them, and where that begins."""
    for its in _INITIALS_DATE.finditer(text):
        yield its["who"], its["date"], its.start()
    for its in _DOTTED.finditer(text):
        before = text[max(0, its.start() - 32) : its.start()]
        date = _DATE_JUST_BEFORE.search(before) if _may_end_in_a_birthday(before) else None
        if date:
            yield its["who"], date["date"], its.start()


def _may_end_in_a_birthday(before: str) -> bool:
    """A quick look: at two digits, and at no late year."""
    its = before.rstrip(" ,;(/–—-")
    return its[-2:].isdigit() and not (its[-4:].isdigit() and int(its[-4:]) > GROWN_UP)


def _is_somebody(who: str, date: str, text: str, start: int) -> bool:
    if _stands_for_something(who) or _year(date) > GROWN_UP:
        return False
    return "." in who or NEAR_A_SUBJECT.search(text[max(0, start - 40) : start]) is not None


def _stands_for_something(initials: str) -> bool:
    its = re.sub(r"[\s.-]", "", initials).lower()
    return its in (DOTTED if "." in initials else ACRONYMS)


def _year(date: str) -> int:
    """The year of a date that was found; of two digits, the one that is not long ahead."""
    full = re.search(_YEAR, date)
    if full:
        return int(full[0])
    short = int(re.findall(r"\d\d?", date)[-1])
    return 2000 + short if short <= 35 else 1900 + short
