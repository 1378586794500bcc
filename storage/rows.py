"""From a row to a value: a frozen dataclass whose fields are named like the columns; texts become enums."""

import dataclasses
from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import Row

Value = TypeVar("Value")
Plan = tuple[tuple[str, int, type[Enum] | None], ...]


@cache
def _enums(kind: Any) -> dict[str, type[Enum]]:
    hints = get_type_hints(kind)
    found = {name: [its for its in get_args(hint) or (hint,) if _is_enum(its)] for name, hint in hints.items()}
    return {name: its[0] for name, its in found.items() if its}


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


@cache
def _plan(kind: Any, columns: tuple[str, ...]) -> Plan:
    """Field, its place in the row, and the enum its text stands for: worked out once for each query there is."""
    names = [field.name for field in dataclasses.fields(kind) if field.name in columns]
    return tuple((name, columns.index(name), _enums(kind).get(name)) for name in names)


def value_of(kind: type[Value], row: Row[Any], **more: Any) -> Value:
    """The value a row stands for; `more` gives what is not a column."""
    shape: Any = kind  # a class is hashable, which the type checker does not see through the type variable
    return _value(kind, row, _plan(shape, row._fields), more)


def values_of(kind: type[Value], rows: Iterable[Row[Any]]) -> list[Value]:
    """The values of the rows of one query."""
    shape: Any = kind
    all_of_them = list(rows)
    plan = _plan(shape, all_of_them[0]._fields) if all_of_them else ()
    return [_value(kind, row, plan, {}) for row in all_of_them]


def _value(kind: type[Value], row: Row[Any], plan: Plan, more: dict[str, Any]) -> Value:
    return kind(**{name: enum(row[at]) if enum and row[at] is not None else row[at] for name, at, enum in plan}, **more)
