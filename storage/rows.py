"""From a row to a value: a frozen dataclass whose fields are named like the columns."""

import dataclasses
from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import Row

Value = TypeVar("Value")


@cache
def _enums(kind: Any) -> dict[str, type[Enum]]:
    hints = get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Enum)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def value_of(kind: type[Value], row: Row[Any], **more: Any) -> Value:
    """The value a row stands for; `more` gives what is not a column."""
    shape: Any = kind  # a class is hashable, which the type checker does not see through the type variable
    columns, enums = row._mapping, _enums(shape)
    facts = {
        name: enums[name](columns[name]) if name in enums else columns[name] for name in _names(shape) if name in columns
    }
    return kind(**facts, **more)


def values_of(kind: type[Value], rows: Iterable[Row[Any]]) -> list[Value]:
    """The values of many rows."""
    return [value_of(kind, row) for row in rows]
