"""What the columns of a table say together: `Subject` and `Name`, `Initials` and `Birth year`, each in a cell of its own."""

import re
from collections.abc import Iterable, Sequence

from governance.participants.births import BIRTH_OF
from governance.participants.names import BARE, BESIDE_A_NUMBER
from governance.participants.reading import SUBJECT, Finding, plain
from governance.participants.words import ORDINARY

Told = Sequence[tuple[str, str]]
INITIALS_BESIDE = "initials next to a subject number"

_SUBJECTS = re.compile(rf"{SUBJECT}|\bu?subjid\b|\b(?:screening|randomi[sz]ation)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?=\D{0,8}\d)[\w/-]{1,20}")
_INITIALS = re.compile(r"(?:.{1,20}\s)?initial(?:s|en|es)?", re.IGNORECASE)
_NAMES = re.compile(
    rf"(?:{SUBJECT}(?:['’]s)?\s)?(?:(?:full|first|last|given|middle|family|sur|fore)[\s-]?)?names?|(?:vor|nach|familien)?name"
    r"|(?:pré)?noms?(?: de famille)?|nombres?|apellidos?|cognome|nome|imię|nazwisko|voornaam|achternaam",
    re.IGNORECASE,
)
_BIRTHS = re.compile(
    r"\b(?:dob|d\.o\.b|yob|birth\s?-?(?:date|day|year)?s?|geburts\w{2,6}|geb|naissance|nacimiento|nascita|nascimento|urodzenia)\b",
    re.IGNORECASE,
)
_FEW_LETTERS = re.compile(r"[^\W\d_](?:[.\s-]{0,2}[^\W\d_]){1,2}\.?")
_A_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]{0,30}\.?(?:[,\s]{1,2}[^\W\d_][^\W\d_.'’-]{0,30}\.?){0,3}")


def together(cells: Iterable[tuple[str, str]], known: frozenset[str]) -> Finding | None:
    """A name or initials in one cell of a line, with a subject number or a birth in another."""
    told = [(plain(title), plain(cell).strip()) for title, cell in cells]
    is_born = any(_BIRTHS.search(title) and any(map(str.isdigit, cell)) for title, cell in told)
    is_numbered = any(_is_subject_number(title, cell) for title, cell in told)
    if not (is_born or is_numbered):
        return None
    if any(_INITIALS.fullmatch(title) and _FEW_LETTERS.fullmatch(cell) for title, cell in told):
        return BIRTH_OF if is_born else Finding(INITIALS_BESIDE, "the initials")
    its = _name(told, known)
    return Finding(BESIDE_A_NUMBER if is_numbered else "a name with a date of birth", "the name", its) if its else None


def _is_subject_number(title: str, cell: str) -> bool:
    return (_SUBJECTS.search(title) and _NUMBER.fullmatch(cell)) is not None or BARE.fullmatch(cell) is not None


def _name(told: Told, known: frozenset[str]) -> str | None:
    """All there is of a name, in however many cells; of whom nobody is called so."""
    parts = [cell for title, cell in told if _NAMES.fullmatch(title) and _is_somebodys(cell)]
    its = " ".join(parts).replace(",", " ").split()
    if not its or any(set(map(str.lower, its)) <= set(name.split()) for name in known):
        return None
    return " ".join(its)


def _is_somebodys(cell: str) -> bool:
    words = cell.lower().replace(",", " ").split()
    return _A_NAME.fullmatch(cell) is not None and not any(word.rstrip(".") in ORDINARY for word in words)
