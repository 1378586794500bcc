"""What looks as if it could name a trial participant, so that it is refused before anything of it is kept.

A subject number alone names nobody; nor do staff, sites, protocols and dates. Every pattern looks a few signs far, so the time
it takes grows with the text and no faster. Written for what people type by mistake, not against somebody who hides it.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from governance.participants.births import BIRTH, BIRTH_OF, birth
from governance.participants.columns import together
from governance.participants.names import name, name_under
from governance.participants.numbers import NHS, RECORD, SSN, number
from governance.participants.reading import Finding, NamesAParticipant, plain

__all__ = [
    "BIRTH",
    "BIRTH_OF",
    "NHS",
    "RECORD",
    "SSN",
    "Finding",
    "NamesAParticipant",
    "check",
    "find",
    "find_in",
    "line_of",
    "texts_in",
]
Known = Collection[str]
_DIGIT = re.compile(r"\d")


def find(text: str, known: Known = ()) -> Finding | None:
    """What in this text could name a participant. `known` are the full names of colleagues in lower case."""
    its = plain(text)
    numbered = (number(its) or birth(its)) if _DIGIT.search(its) else None
    return numbered or name(its, frozenset(known))


def find_in(cells: Iterable[tuple[str, str]], known: Known = ()) -> Finding | None:
    """The same for a line of a table, each cell with its title, which may say what it is: `DOB`, `MRN`, `Patient name`."""
    told = [(title.strip(), cell.strip()) for title, cell in cells if cell and not cell.isspace()]
    found = find("\n".join(f"{title}: {cell}" if title else cell for title, cell in told), known)
    names = (name_under(plain(title), plain(cell), frozenset(known)) for title, cell in told if title)
    return found or next(filter(None, names), None) or together(told, frozenset(known))


def line_of(text: str, known: Known = ()) -> int | None:
    """The line of a text in which it stands, counted from 1; None where there is one line only, or it goes over several."""
    lines = text.splitlines()
    return next((at for at, line in enumerate(lines, 1) if find(line, known)), None) if len(lines) > 1 else None


def check(text: str, known: Known = ()) -> None:
    """Raises NamesAParticipant."""
    found = find(text, known)
    if found:
        raise found.refusal()


def texts_in(value: object) -> Iterable[str]:
    """Every text in what JSON can hold, however deep; not the names of its fields, which are ours."""
    left: list[object] = [value]
    while left:
        its = left.pop()
        if isinstance(its, str):
            yield its
        elif isinstance(its, Mapping):
            left.extend(its.values())
        elif isinstance(its, list | tuple | set | frozenset):
            left.extend(its)
