"""A schedule as a file, TOML or YAML: read with every trouble named by its path, and written so that it reads the same."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from pathlib import PurePath
from typing import Any

import yaml

from governance.actions import Concern
from governance.kpis.definitions import Clock, Direction, Lens, Limits, Party
from governance.kpis.drafting import tidy
from governance.kpis.periods import Frequency
from governance.kpis.refusals import FileUnreadable
from governance.kpis.schedules import Schedule, Scheduled, ScheduledTerms
from governance.participants import check, find, texts_in
from handlers.kit.toml import write_toml
from handlers.kit.words import listing, nearest, shortened

LARGEST = 200_000
FORMATS = ("toml", "yaml")


class Unfit(Exception):
    """What is allowed instead, in a few words."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong in a file, and where: such as `kpi[2].target`."""

    path: str
    words: str


@dataclass(frozen=True)
class Key:
    """One key of a KPI's table or of a table in it; `name` is the field of the schedule."""

    path: tuple[str, ...]
    name: str
    read: Callable[[object], object]


# --- one value -----------------------------------------------------------------------------------------------------------


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("a text in quotation marks")
    return tidy(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300 or not isfinite(value):
        raise Unfit("a number such as 95 or 2.5")
    return float(value) + 0.0


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("a whole number")
    return value


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unfit("a day such as 2027-01-01") from None


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        found = next((its for its in kind if its == str(value).strip().lower()), None)
        if found is None:
            raise Unfit(f"one of {listing(list(kind), 'or')}")
        return found

    return read


KEYS = (
    *(Key((name,), name, _text) for name in ("code", "study", "name", "question")),
    Key(("lens",), "lens", _one_of(Lens)),
    Key(("unit",), "unit", _text),
    Key(("direction",), "direction", _one_of(Direction)),
    *(Key((name,), name, _number) for name in ("target", "red_limit", "smallest_denominator")),
    Key(("counted",), "numerator_words", _text),
    Key(("out_of",), "denominator_words", _text),
    Key(("frequency",), "frequency", _one_of(Frequency)),
    Key(("grace_days",), "grace_days", _whole),
    Key(("measured",), "measured", _one_of(Party)),
    Key(("reported_by",), "reported_by", _one_of(Party)),
    *(Key((name,), name, _text) for name in ("sponsor_owner", "vendor_owner", "source")),
    Key(("concern",), "concern", _one_of(Concern)),
    Key(("clause",), "clause", _text),
    Key(("effective_from",), "effective_from", _day),
    Key(("ends_on",), "ends_on", _day),
    Key(("clock", "time"), "clock", _one_of(Clock)),
    Key(("clock", "start"), "start_event", _text),
    Key(("clock", "stop"), "stop_event", _text),
    Key(("clock", "within"), "within", _number),
    Key(("clock", "outer_limit"), "outer_limit", _number),
    Key(("clock", "zone"), "clock_zone", _text),
    Key(("clock", "country"), "clock_country", lambda value: _text(value).upper()),
    Key(("limits", "kind"), "limits", _one_of(Limits)),
    Key(("limits", "sigmas"), "sigmas", _number),
    Key(("credit", "pool"), "credit_pool", _number),
    Key(("credit", "share"), "credit_share", _number),
)
TERMS = (
    Key(("at_risk",), "at_risk", _number),
    Key(("currency",), "currency", _text),
    Key(("clause",), "clause", _text),
    Key(("effective_from",), "effective_from", _day),
)
PATHS = {key.name: ".".join(key.path) for key in KEYS}
_USUAL = {its.name: its.default for its in fields(Scheduled)}


# --- reading -------------------------------------------------------------------------------------------------------------


@dataclass
class Found:
    """What a file says; `places` says where each of its KPIs stands."""

    schedule: Schedule
    places: tuple[str, ...] = ()
    troubles: list[Trouble] = field(default_factory=list)


def read_schedule(name: str, content: bytes) -> Found:
    """All that can be understood, and each trouble with its path. Raises FileUnreadable, and NamesAParticipant for its name."""
    top = _load(name, content)
    check(str(top.get("vendor") or ""))
    troubles: list[Trouble] = []
    _no_others(top, ("vendor", "kpi", "credit"), "", troubles)
    listed = top.get("kpi") or []
    if not isinstance(listed, list):
        troubles.append(Trouble("kpi", "is not a list; write [[kpi]] before each"))
        listed = []
    read = {f"kpi[{number}]": _kpi(one, f"kpi[{number}]", troubles) for number, one in enumerate(listed, start=1)}
    good = {place: its for place, its in read.items() if its}
    for place in _twice(good, troubles):
        del good[place]
    credit = _terms(top["credit"], troubles) if "credit" in top else None
    schedule = Schedule(vendor=tidy(str(top.get("vendor") or "")), kpis=tuple(good.values()), credit=credit)
    return Found(schedule, tuple(good), troubles)


def safe_content(name: str, content: bytes, found: Found) -> bytes:
    """The file as it may be kept: without its comments and all that was left out, where it could name a participant."""
    if not find(content.decode("utf-8-sig")):
        return content
    return write_schedule(found.schedule, "toml" if PurePath(name).suffix.lower() == ".toml" else "yaml").encode()


def _load(name: str, content: bytes) -> Mapping[str, Any]:
    kind = "TOML" if PurePath(name).suffix.lower() == ".toml" else "YAML"
    if len(content) > LARGEST:
        raise FileUnreadable(name=name, kind=kind, why=f"it is larger than {LARGEST // 1000} kB")
    try:
        text = content.decode("utf-8-sig")
        top = tomllib.loads(text) if kind == "TOML" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        why = shortened(" ".join(str(error).split()).rstrip("."), 150)
        why = "it has a mistake near something that could name a trial participant" if find(why) else why
        raise FileUnreadable(name=name, kind=kind, why=why) from None
    if not isinstance(top, dict):
        raise FileUnreadable(name=name, kind=kind, why="it holds no keys and values")
    return {str(key): value for key, value in top.items()}


def _kpi(one: object, place: str, troubles: list[Trouble]) -> Scheduled | None:
    facts = _facts(one, KEYS, place, troubles)
    if facts is None:
        return None
    if facts.get("limits") is Limits.QTL:
        facts["red_limit"] = facts.get("target", 0.0)
    made: Scheduled | None = _made(Scheduled, facts, place, troubles, PATHS)
    return made


def _terms(one: object, troubles: list[Trouble]) -> ScheduledTerms | None:
    facts = _facts(one, TERMS, "credit", troubles)
    made: ScheduledTerms | None = None if facts is None else _made(ScheduledTerms, facts, "credit", troubles, {})
    return made


def _made(kind: Any, facts: dict[str, Any], place: str, troubles: list[Trouble], paths: Mapping[str, str]) -> Any:
    """The value, unless something it needs is missing or could not be read."""
    needed = [its.name for its in fields(kind) if its.default is MISSING]
    missing = [name for name in needed if name not in facts]
    unread = {trouble.path for trouble in troubles if trouble.path.startswith(f"{place}.")}
    for name in missing:
        path = f"{place}.{paths.get(name, name)}"
        if path not in unread:
            troubles.append(Trouble(path, "is missing"))
    return None if missing or unread else kind(**facts)


def _facts(one: object, keys: tuple[Key, ...], place: str, troubles: list[Trouble]) -> dict[str, Any] | None:
    if not isinstance(one, dict):
        troubles.append(Trouble(place, "is not a table of keys and values"))
        return None
    tables = {"": one} | {key.path[0]: one.get(key.path[0]) or {} for key in keys if len(key.path) > 1}
    for name, table in tables.items():
        inner = f"{place}.{name}" if name else place
        if not isinstance(table, dict):
            troubles.append(Trouble(inner, "is not a table of keys and values"))
            tables[name] = {}
            continue
        depth = 2 if name else 1
        known = {key.path[-1] for key in keys if len(key.path) == depth and (not name or key.path[0] == name)}
        _no_others(table, (*known, *(other for other in tables if other and not name)), f"{inner}.", troubles)
    return dict(_read_each(keys, tables, place, troubles))


def _read_each(
    keys: tuple[Key, ...], tables: Mapping[str, Any], place: str, troubles: list[Trouble]
) -> Iterator[tuple[str, object]]:
    for key in keys:
        table = tables[key.path[0] if len(key.path) > 1 else ""]
        if key.path[-1] not in table:
            continue
        value = table[key.path[-1]]
        named = find("\n".join(texts_in(value)))
        if named:
            troubles.append(Trouble(f"{place}.{'.'.join(key.path)}", named.why))
            continue
        try:
            yield key.name, key.read(value)
        except Unfit as unfit:
            said = shortened(str(value) if isinstance(value, date) else repr(value))
            troubles.append(Trouble(f"{place}.{'.'.join(key.path)}", f"says {said}; give it {unfit}"))


def _no_others(table: Mapping[Any, Any], known: tuple[str, ...], place: str, troubles: list[Trouble]) -> None:
    for key in table:
        if key not in known:
            close = nearest(str(key), known, most=1)
            meant = f" Did you mean {close[0]}?" if close else ""
            its = "(a key)" if find(str(key)) else shortened(str(key))
            troubles.append(Trouble(f"{place}{its}", f"is a key I do not know.{meant}"))


def _twice(good: Mapping[str, Scheduled], troubles: list[Trouble]) -> list[str]:
    """Later KPIs with the code and study of an earlier one."""
    seen: dict[tuple[str, str], str] = {}
    again = []
    for place, its in good.items():
        first = seen.setdefault((its.code.casefold(), its.study.casefold()), place)
        if first != place:
            troubles.append(Trouble(f"{place}.code", f"says {its.code}, which {first} has already"))
            again.append(place)
    return again


# --- writing -------------------------------------------------------------------------------------------------------------


def write_schedule(schedule: Schedule, form: str) -> str:
    """The file; `read_schedule` reads exactly this schedule from it."""
    top: dict[str, Any] = {"vendor": schedule.vendor}
    if schedule.credit:
        its = schedule.credit
        clause = {"clause": its.clause} if its.clause else {}
        top["credit"] = {
            "at_risk": its.at_risk,
            "currency": its.currency,
            **clause,
            "effective_from": its.effective_from,
        }
    top["kpi"] = [_written(its) for its in schedule.kpis]
    if form == "toml":
        return write_toml(top)
    return yaml.safe_dump(top, sort_keys=False, allow_unicode=True, width=120)


def _written(its: Scheduled) -> dict[str, Any]:
    """What differs from the usual, in the order of the keys."""
    found: dict[str, Any] = {}
    for key in KEYS:
        value = getattr(its, key.name)
        derived = key.name == "red_limit" and its.limits is Limits.QTL
        if value == _USUAL[key.name] or derived:
            continue
        table = found if len(key.path) == 1 else found.setdefault(key.path[0], {})
        table[key.path[-1]] = str(value) if isinstance(value, StrEnum) else value
    return found
