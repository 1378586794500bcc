"""What a version of a KPI says, as one text for the record: from it alone the version can be had again."""

import json
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_type_hints

from governance.kpis.definitions import Definition, Standing

# What becomes of a version is told by the entries that follow.
_BECOMES = {
    *("id", "state", "proposed_by", "proposed_at", "sponsor_by", "sponsor_at", "vendor_by", "vendor_at"),
    *("why", "declined_why", "ends_on"),
}


def content_of(definition: Definition) -> str:
    """All that a version says, as JSON; dates as YYYY-MM-DD."""
    values = {its.name: getattr(definition, its.name) for its in fields(definition) if its.name not in _BECOMES}
    return json.dumps(values, default=date.isoformat, sort_keys=True, ensure_ascii=False)


def definition_of(content: str, ident: int, state: Standing) -> Definition:
    """The version again. What was not yet written down then keeps its default."""
    read = {name: _typed(value, _kinds()[name]) for name, value in json.loads(content).items() if name in _kinds()}
    return Definition(id=ident, state=state, **read)


@cache
def _kinds() -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(Definition)
    return {name: get_args(hint) if isinstance(hint, UnionType) else (hint,) for name, hint in hints.items()}


def _typed(value: Any, kinds: tuple[Any, ...]) -> Any:
    if value is None:
        return None
    if date in kinds:
        return date.fromisoformat(value)
    enum = next((kind for kind in kinds if issubclass(kind, Enum)), None)
    return enum(value) if enum else value
