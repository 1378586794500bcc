"""One table of a mapping file, asked key by key. What it was not asked for is refused, so no typing error is lost."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import TypeVar

from governance.refusals import Refusal
from handlers.kit.words import listing, nearest, shortened

E = TypeVar("E", bound=StrEnum)


class WrongMapping(Refusal):
    """{file}: {trouble}."""


class UnknownKey(WrongMapping):
    """{file}: {place} has the key '{key}', which does not exist.{nearest} Allowed are {allowed}."""


class MissingKey(WrongMapping):
    """{file}: {place} lacks the key '{key}'. Give it {allowed}."""


class WrongValue(WrongMapping):
    """{file}: '{key}' in {place} says {said}. Give it {allowed}."""


class Table:
    """The keys and values of one table; `place` is how a person finds it, such as "[columns]"."""

    def __init__(self, values: object, *, file: str, place: str) -> None:
        self.file, self.place = file, place
        if not isinstance(values, dict):
            raise WrongMapping(file=file, trouble=f"{place} is not a table of keys and values")
        self.values: dict[str, object] = {str(key): value for key, value in values.items()}

    def only(self, *keys: str) -> None:
        """Refuse every key but these."""
        unknown = next((key for key in self.values if key not in keys), None)
        if unknown is not None:
            close = nearest(unknown, keys, most=1)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise UnknownKey(**self._facts(unknown), nearest=meant, allowed=listing(sorted(keys)))

    def text(self, key: str, allowed: str = "a text in quotation marks") -> str:
        value = self._needed(key, allowed)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, allowed)
        return value.strip()

    def text_or(self, key: str, usual: str) -> str:
        return self.text(key) if key in self.values else usual

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self.values else None

    def number(self, key: str, allowed: str = "a number") -> float:
        value = self._needed(key, allowed)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(key, allowed)
        return float(value)

    def not_negative(self, key: str, usual: float) -> float:
        value = self.number(key) if key in self.values else usual
        if value < 0:
            raise self.wrong(key, "a number from 0 up")
        return value

    def texts(self, key: str, usual: Collection[str] | None = None, *, fewest: int = 1) -> tuple[str, ...]:
        allowed = 'a list of texts, such as ["a", "b"]'
        if key not in self.values and usual is not None:
            return tuple(usual)
        value = self._needed(key, allowed)
        if not isinstance(value, list) or len(value) < fewest or not all(isinstance(text, str) for text in value):
            raise self.wrong(key, allowed)
        return tuple(value)

    def choice(self, key: str, kind: type[E], usual: E | None = None) -> E:
        allowed = f"one of {listing(list(kind), 'or')}"
        if key not in self.values and usual is not None:
            return usual
        try:
            return kind(self.text(key, allowed))
        except ValueError:
            raise self.wrong(key, allowed) from None

    def table(self, key: str, allowed: str) -> "Table":
        return Table(self._needed(key, allowed), file=self.file, place=f"[{key}]")

    def wrong(self, key: str, allowed: str) -> WrongValue:
        value = self.values.get(key)
        said = shortened(str(value) if isinstance(value, date) else repr(value))
        return WrongValue(**self._facts(key), said=said, allowed=allowed)

    def _needed(self, key: str, allowed: str) -> object:
        if key not in self.values:
            raise MissingKey(**self._facts(key), allowed=allowed)
        return self.values[key]

    def _facts(self, key: str) -> dict[str, object]:
        return {"file": self.file, "place": self.place, "key": key}
