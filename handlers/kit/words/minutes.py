"""Lines of minutes that are action items, as people write them: who, what, by when. What is unclear says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from governance.refusals import Refusal
from handlers.kit.words.dates import AmbiguousDate, find_date
from handlers.kit.words.people import Mention, Named, take_person
from handlers.kit.words.phrases import tidy

LONGEST_LINE = 1000

_BULLET = re.compile(r"^[\s>|]*(?:[-*\u2022\u2013]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]?\]\s*)?[*_`]{0,3}\s*")
_KEYWORD = re.compile(
    r"^(?:action items?|actions?|ai|to ?do|task|ap)(?:[ -]?\d{1,4})?\s*"
    r"(?:\((?P<owner>[^)]{1,60})\)\s*)?[*_`]{0,3}\s*(?P<mark>[:\u2013-]|\[ ?\])?\s*[*_`]{0,3}\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^[#*_\s]*(?:action items?|actions|next steps|to ?dos?|follow[- ]ups?)[*_\s]*:?[*_\s]*$", re.IGNORECASE
)
_TABLE = re.compile(r"^\|\s*(?:action|task|to ?do)[^|]*\|.*\b(?:owner|who)\b", re.IGNORECASE)
_OTHER_HEADING = re.compile(r"^(?:#+\s+\S.*|[A-Z][\w &/-]{2,40}:\s*)$")
_BOX = re.compile(r"^\s*[-*]?\s*\[[ xX]?\]")
_NAME = r"[A-Z\u00c0-\u024f][\w.'\u2019-]*(?: [A-Z\u00c0-\u024f][\w.'\u2019-]*){0,2}"
_DOES = re.compile(
    rf"^(?P<owner>{_NAME}(?:\s*[/&,]\s*{_NAME}|\s+and\s+{_NAME})*)\s*(?::\s*|\s(?:to|will|shall|should|must)\s)"
)
# Without capitals, or in nothing else, a name is known only to whoever knows the people.
_GUESS = re.compile(
    r"^(?P<owner>[^\W\d_][\w.'\u2019-]*(?: [^\W\d_][\w.'\u2019-]*)?)\s+(?:to|will|shall|should|must)\s+", re.IGNORECASE
)
_SEVERAL = re.compile(r"[/&,]| and ")
_FACTS = re.compile(
    r"\(?\b(?P<what>owner|due|who|by whom)\s*[:=]\s*(?P<value>[^,;()]{1,60})[,;)]?\s*\)?", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[\u2013\u2014-]\s+|\s*\|\s*")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")  # what stood around a date
_ENDS = " .;,:-\u2013|*_`"


@dataclass(frozen=True, kw_only=True)
class MinuteLine:
    """A line that is an action item: its number (from 1), what it says, and `trouble` where something is missing.

    `guessed`: the owner may be no name at all.
    """

    number: int
    text: str
    owner: Mention | Named | None
    due_on: date | None
    title: str
    trouble: str | None
    guessed: bool = False


def read_minutes(text: str, today: date, language: str | None = None) -> list[MinuteLine]:
    """The lines that begin with ACTION, TODO and the like, have a tick box, or stand under a heading such as "Next steps"."""
    return [_read(number, line, said, today, language) for number, line, said in _action_lines(text)]


def _action_lines(text: str) -> Iterator[tuple[int, str, str]]:
    under_heading = False
    for number, line in enumerate(text.splitlines(), 1):
        line = line[:LONGEST_LINE]
        if _HEADING.match(line) or _TABLE.match(line):
            under_heading = True
            continue
        if _OTHER_HEADING.match(line.strip()):
            under_heading = False
        bare = line[_BULLET.match(line).end() :]  # type: ignore[union-attr]  # it matches the empty beginning
        found = _KEYWORD.match(bare)
        if found and _means_it(bare, found):
            owner = f"{found['owner']}: " if found["owner"] else ""
            yield number, line, owner + bare[found.end() :]
        elif bare.strip() and (under_heading or _BOX.match(line)) and not set(bare) <= set("|-: "):
            yield number, line, bare


def _means_it(bare: str, found: re.Match[str]) -> bool:
    """A keyword marks an action when a colon, a box, an owner or a mention follows it; TODO always does."""
    follows = bare[found.end() :].startswith(("@", "<@"))
    return bool(found["mark"] or found["owner"] or follows or bare.startswith("TODO"))


def _read(number: int, line: str, said: str, today: date, language: str | None) -> MinuteLine:
    said = " ".join(said.split())
    facts = {found["what"].lower(): found["value"].strip() for found in _FACTS.finditer(said)}
    said = _FACTS.sub(" ", said) if facts else said
    owner, rest, trouble = _owner(said.strip(), facts.get("owner") or facts.get("who") or facts.get("by whom"))
    due_on, rest, unclear = _due(rest, facts.get("due"), today, language)
    owner, rest = _owner_in_parts(owner, rest)
    guessed = _GUESS.match(rest) if owner is None and not trouble else None
    if guessed:
        owner, rest = Named(guessed["owner"]), rest[guessed.end() :]
    title = _title(rest)
    missing = (
        trouble
        or unclear
        or ("no owner" if owner is None else None)
        or ("no date" if due_on is None else None)
        or (None if title else "nothing to do")
    )
    return MinuteLine(
        number=number,
        text=line,
        owner=owner,
        due_on=due_on,
        title=title,
        trouble=missing,
        guessed=guessed is not None,
    )


def _owner(said: str, named: str | None) -> tuple[Mention | Named | None, str, str | None]:
    """Who does it: named apart, mentioned at the front, or as "Vera to ..." and "Vera: ..."."""
    if named:
        return _person(named), said, None
    who, rest = take_person(said)
    if who:
        return who, re.sub(r"^(?:to|will)\s+", "", rest, flags=re.IGNORECASE), None
    found = _DOES.match(said)
    if not found:
        return None, said, None
    rest = said[found.end() :]
    if _SEVERAL.search(found["owner"]):
        return None, rest, "one owner, please"
    return Named(found["owner"]), rest, None


def _person(name: str) -> Mention | Named:
    who, _ = take_person(name)
    return who or Named(name.strip(_ENDS))


def _due(rest: str, named: str | None, today: date, language: str | None) -> tuple[date | None, str, str | None]:
    """By when: named apart, or anywhere in the line."""
    text = f"by {named}" if named else rest
    try:
        found = find_date(text, today, language=language)
    except AmbiguousDate as unclear:
        return None, rest, str(unclear).partition(". ")[0]
    except Refusal as refusal:
        return None, rest, str(refusal).partition(". ")[0]
    if found is None:
        return None, rest, None
    return found[0], rest if named else found[1], None


def _owner_in_parts(owner: Mention | Named | None, rest: str) -> tuple[Mention | Named | None, str]:
    """`Send X - Vera` and `Send X | Vera`: the last part that is a name alone."""
    parts = [part.strip(_ENDS) for part in _PARTS.split(rest) if part.strip(_ENDS)]
    if owner is not None or len(parts) < 2:
        return owner, " - ".join(parts)
    who, after = take_person(parts[-1])
    if who and not after:
        return who, " - ".join(parts[:-1])
    if re.fullmatch(_NAME, parts[-1]):
        return Named(parts[-1]), " - ".join(parts[:-1])
    return None, " - ".join(parts)


def _title(rest: str) -> str:
    """Without what joined it to the rest, its first letter large."""
    rest = _EMPTY.sub(" ", rest)
    title = " ".join(re.sub(r"^(?:to|will)\s+", "", tidy(rest.strip(_ENDS)), flags=re.IGNORECASE).split()).strip(_ENDS)
    title = re.sub(r"\s+(?:by|due|on|before|until)$", "", title, flags=re.IGNORECASE)
    return title[:1].upper() + title[1:]
