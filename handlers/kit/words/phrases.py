"""Small phrases: counts, lists, and the word somebody probably meant."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count and its noun: "1 action", "3 actions". Give `many` where English is irregular."""
    return f"{count:,} {one if count == 1 else many or _many(one)}"


def _many(one: str) -> str:
    if one.endswith("y") and one[-2:-1] not in "aeiou":
        return f"{one[:-1]}ies"
    return f"{one}es" if one.endswith(("s", "x", "z", "ch", "sh")) else f"{one}s"


def at_most(lines: Sequence[str], most: int) -> list[str]:
    """The first ones, and how many more there are."""
    return [*lines[:most], *([f"and {len(lines) - most:,} more"] if len(lines) > most else [])]


def listing(parts: Sequence[str], last: str = "and") -> str:
    """Such as "a", "a and b" or "a, b and c"; nothing for nothing."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def nearest(word: str, choices: Iterable[str], most: int = 3, *, likeness: float = 0.6) -> list[str]:
    """The choices that look like `word`, best first, capitals aside; `likeness` goes from 0 to 1."""
    by_plain: dict[str, str] = {}
    for choice in choices:
        by_plain.setdefault(choice.casefold(), choice)
    return [by_plain[plain] for plain in get_close_matches(word.casefold(), by_plain, n=most, cutoff=likeness)]


def tidy(rest: str) -> str:
    """What follows a word already taken, without the space, comma, colon or dash between the two."""
    rest = rest.lstrip(" \t\n\r\u00a0,;:")
    return rest[1:].lstrip() if rest[:2] in ("- ", "\u2013 ", "\u2014 ") else rest


def shortened(text: str, most: int = 40) -> str:
    """The text, cut with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"
