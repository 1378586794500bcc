"""Dates of birth, beside initials or alone, in the forms and languages people write them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from governance.participants.reading import SUBJECT, Finding
from governance.participants.words import ACRONYMS, CODES, DOTTED

BIRTH = Finding("a date of birth", "the date of birth")
BIRTH_OF = Finding("initials with a date of birth", "the initials and the date of birth")
GROWN_UP = 2010  # a date up to then beside initials is read as a birthday, a later one as a day of work
BEFORE_WORK = 1980
LETTERS_OF_A_NAME = 2
NEAR = 40  # signs

_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_FULL_YEAR = re.compile(_YEAR)
_YEAR_AT_END = re.compile(f"{_YEAR}$")
_SEP = r"\s?[./\s-]\s?"
_MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|mrt|apr|avr|abr|may|mai|maj|mei|mag|jun|juin|cze|giu|jul|juil|lip|lug|aug|aou|aoû|ago|sep|set"
    r"|sie|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru|ene|gen|sty|lut|kwi)[^\W\d_]{0,8}\.?"
)
_DATE = (
    rf"(?<!\d)(?:\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}(?:{_YEAR}|\d\d)|{_YEAR}{_SEP}\d{{1,2}}{_SEP}\d{{1,2}}|{_YEAR}[01]\d[0-3]\d"
    rf"|[0-3]\d[01]\d(?:{_YEAR}|\d\d)"
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
    r"(?:\b(?:d(?:ob(?![^\W\d_])|\.o\.b\.?|/o/b\b|ate\s+(?:of\s+birth|de\s+naissance)"
    r"|ata\s+(?:di\s+nascita|de\s+nascimento|urodzenia)|oğum\s+tarihi)"
    r"|b(?:orn\b|irth\s?-?da(?:te|y)s?|-?day\b)|ge(?:b\b\.?|boren|burtsdatum|burtstag|boortedatum)"
    r"|n(?:[ée]{1,2}(?:\(e\))?\s+le\b|at[oa]\s+il\b|acid[oa]\s+el\b|ascid[oa]\s+(?:em|a)\b|arozen[aýá]?\b)"
    r"|f(?:echa\s+de\s+nacimiento|ödd\b|ødt\b)|ur(?:\.|odzon[ya]\b)|synty(?:nyt|mäaika)|születési\s+dátum"
    r"|дата\s+рождения|ημερομηνία\s+γέννησης)|生年月日|出生日期|\d年\d{1,2}月\d{1,2}日生)"
)
_OF_A_MONTH = rf"(?:{_MONTH}[\s,]{{1,2}}|(?<!\d)[01]?\d[./-]){_YEAR}(?![\d./-])"
_BEHIND = re.compile(rf"(?P<link>{_LINK})(?P<date>{_DATE}|{_OF_A_MONTH})")
_YEAR_BEHIND = re.compile(rf"[\s:=]{{0,3}}(?P<date>{_YEAR})(?![\d/-])")
_A_DAY_OR_YEAR = re.compile(r"\d\d|年")
_DATE_BEFORE = re.compile(rf"(?P<date>{_DATE})\s?(?:[(\[]\s?(?:her|his|the)?|(?:is|was|as)\s(?:her|his|their|the))\s?$")
_ENDS_IN_A_DAY = re.compile(r"\d\d\s?(?:[(\[]\s?(?:her|his|the)?|(?:is|was|as)\s(?:her|his|their|the))\s?$")
_THING = re.compile(
    r"(?:program(?:me)?|project|company|idea|alliance|partnership|team|study|initiative)\s+(?:was|were|is)\s+$"
)
_INITIALS = r"(?:(?:[A-Z]\.\s?-?){2,3}|[A-Z]\.[A-Z]|[A-Z][ -][A-Z](?:-[A-Z])?|[A-Z]{2,3})"
_ANY_CASE = rf"(?i:{_DATE})"
_APART = r"[\s,;:=|.()\[\]/–—-]"
_SEX = rf"(?:(?i:m|f|male|female){_APART}{{1,4}})?"
_INITIALS_DATE = re.compile(
    rf"(?<![\w.])(?P<who>{_INITIALS}){_APART}{{1,4}}{_SEX}(?:\*\s?|b\.\s?)?(?P<date>{_ANY_CASE})"
)
_DATE_INITIALS = re.compile(
    rf"(?<=\d){_APART}{{1,4}}(?P<who>(?:[A-Z]\.\s?){{2,3}}|[A-Z]{{2,3}})(?![\w&]|[-/]\w|\s(?:and|to|will)\b)"
)
_DATE_JUST_BEFORE = re.compile(rf"(?P<date>{_ANY_CASE})$")
_BORN_IN = r"(?i:born|b\.|geb\b\.?|dob|n[ée]e? en|(?:year of birth|birth year|yob)(?: is| was)?|\*)"
_INITIALS_YEAR = re.compile(
    rf"(?<![\w.])(?P<who>{_INITIALS})[\s,;:(/–—-]{{1,4}}{_BORN_IN}[\s:=]{{0,3}}(?i:in\s)?{_YEAR}(?!\d)"
)
_YEAR_INITIALS = re.compile(
    rf"(?<!\w){_BORN_IN}[\s:=]{{0,3}}{_YEAR}[\s,;)(/–—-]{{1,4}}(?:(?i:initials?)[\s:=]{{1,3}})?(?P<who>{_INITIALS})(?![\w-])"
)
_SUBJECTS_YEAR = re.compile(
    rf"(?i:{SUBJECT})\s?#?\d[\w/-]{{1,14}}[\s,;:(/–—-]{{1,4}}(?P<who>{_INITIALS})[\s,;:/(]{{1,3}}{_YEAR}(?![\w/-])"
)
_INITIALS_SAID = re.compile(
    rf"(?i:\binitials?)[\s:=(]{{1,3}}(?P<who>{_INITIALS})[\s,;:)(/–—-]{{1,5}}(?:(?i:and|with|on|dated)\s)?(?P<date>{_ANY_CASE})"
)
_INITIALS_BEFORE = re.compile(rf"(?<![\w.])({_INITIALS})[\s,;:(/–—-]{{0,4}}$")
# What makes a date with a short year a birthday: somebody who takes part, or a word of birth, a few signs away.
_NEAR_SOMEBODY = re.compile(
    rf"{SUBJECT}|\binitials?\b|\b(?:dob|yob|born|birth|birthday)\b|\bscreen(?:ing)?\s?fail|(?<![\w-])\d{{3,5}}-\d{{3,4}}(?![\w-])",
    re.IGNORECASE,
)
# Staff sign and papers are dated; as long as people have worked who still do.
_OF_WORK_BEFORE = re.compile(
    r"\b(?:(?:signed|approved|reviewed|verified|checked|prepared|author|by)[\s:]{1,2}"
    r"|(?:msa|cda|nda|sow|loi|contract|agreement|amendment|order|sop|guideline|directive|protocol|version|edition)\s(?:\w{1,6}[/ ])?)$",
    re.IGNORECASE,
)
_WORKING_LIVES = range(BEFORE_WORK, GROWN_UP + 1)


def birth(text: str) -> Finding | None:
    """A date of birth in a text that `plain` has made plain."""
    if not _A_DAY_OR_YEAR.search(text):
        return None
    for born in _BORN.finditer(text.lower()):
        if _has_its_date(born):
            return BIRTH_OF if _has_initials(text, born.start()) or _INITIALS_SAID.search(text) else BIRTH
    somebody = _Somebody(text)
    if any(_is_somebody(*its, somebody) for its in _dates_beside_initials(text)):
        return BIRTH_OF
    patterns = (_INITIALS_YEAR, _YEAR_INITIALS, _SUBJECTS_YEAR) if _FULL_YEAR.search(text) else ()
    years = (its for pattern in patterns for its in pattern.finditer(text))
    has_year = any(not _stands_for_something(its["who"]) for its in years)
    return BIRTH_OF if has_year or _INITIALS_SAID.search(text) else None


def _has_its_date(born: re.Match[str]) -> bool:
    """A day behind a bare comma may be another matter: `the query on the DOB, 12 March 2026`; and a project has birthdays."""
    low, start = born.string, born.start()
    if born[0].endswith("日生"):
        return True
    behind = _BEHIND.match(low, born.end())
    if behind is None:
        year = _YEAR_BEHIND.match(low, born.end()) if born[0].startswith("d") else None
        return (year is not None and _year(year["date"]) <= GROWN_UP) or _comes_before(low[max(0, start - 36) : start])
    if born[0] == "born" and _THING.search(low[max(0, start - 40) : start]):
        return False
    is_elsewhere = behind["link"].strip() == "," or born[0].endswith("day")
    return not is_elsewhere or _year(behind["date"]) <= GROWN_UP


def _comes_before(before: str) -> bool:
    """`12 Mar 1961 (DOB)`, `12 Mar 1961 is her date of birth`."""
    if not _ENDS_IN_A_DAY.search(before):
        return False
    date = _DATE_BEFORE.search(before)
    return date is not None and _year(date["date"]) <= GROWN_UP


def _has_initials(text: str, at: int) -> bool:
    found = _INITIALS_BEFORE.search(text[max(0, at - 14) : at])
    return found is not None and not _stands_for_something(found[1])


def _dates_beside_initials(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Initials, the date just behind or before them, and from where to where both stand."""
    for its in _INITIALS_DATE.finditer(text):
        yield its["who"], its["date"], its.start(), its.end()
    for its in _DATE_INITIALS.finditer(text):
        if not _may_end_in_a_birthday(text, its.start()):
            continue
        before = text[max(0, its.start() - 28) : its.start()]
        date = _DATE_JUST_BEFORE.search(before) if "." in its["who"] or _FULL_YEAR.search(before) else None
        if date:
            yield its["who"], date["date"], its.start() - len(date["date"]), its.end()


def _may_end_in_a_birthday(text: str, at: int) -> bool:
    """A quick look: at two digits, and at no late year."""
    year = text[max(0, at - 4) : at]
    return year[-2:].isdigit() and not (year.isdigit() and int(year) > GROWN_UP)


class _Somebody:
    """Where in a text stands what makes a day near it a birthday; read once, and only when it is asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _places(self) -> list[int]:
        return [its.start() for its in _NEAR_SOMEBODY.finditer(self.text)]

    def is_near(self, start: int, end: int) -> bool:
        return bisect_left(self._places, max(0, start - NEAR)) < bisect_left(self._places, end + NEAR)


def _is_somebody(who: str, date: str, start: int, end: int, somebody: _Somebody) -> bool:
    """A short year is that of anything, unless the initials have their full stops or somebody who takes part is near."""
    year, dotted = _year(date), "." in who
    if year > GROWN_UP or (_stands_for_something(who) and not _is_older_than_work(who, date)):
        return False
    if year in _WORKING_LIVES and _OF_WORK_BEFORE.search(somebody.text[max(0, start - 24) : start]):
        return False
    sure = dotted or (_FULL_YEAR.search(date) and not (_letters(who) in CODES and year in _WORKING_LIVES))
    return bool(sure) or somebody.is_near(start, end)


def _is_older_than_work(who: str, date: str) -> bool:
    """Two letters beside a day before there was anything to file are somebody's, whatever else they stand for."""
    return len(who) == LETTERS_OF_A_NAME and _FULL_YEAR.search(date) is not None and _year(date) < BEFORE_WORK


def _stands_for_something(initials: str) -> bool:
    return _letters(initials) in (DOTTED if "." in initials else ACRONYMS)


def _letters(initials: str) -> str:
    return re.sub(r"[\s.-]", "", initials).lower()


def _year(date: str) -> int:
    """The year of a date that was found; of two digits, the one that is not long ahead."""
    full = _YEAR_AT_END.search(date) or _FULL_YEAR.search(date)
    if full:
        return int(full[0])
    short = int(re.findall(r"\d\d?", date)[-1])
    return 2000 + short if short <= 35 else 1900 + short
