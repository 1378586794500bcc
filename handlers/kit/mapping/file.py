"""The mapping file: which column is what, how a line counts, and the KPIs measured. TOML or YAML, every key checked."""

import re
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

from governance.kpis.definitions import Direction, Lens
from governance.kpis.periods import Frequency
from handlers.kit.mapping.tables import MissingKey, Table, WrongMapping

ISO = ("%Y-%m-%d", "%Y-%m", "quarter")
QUARTER = "quarter"  # beside the date formats: 2026-Q2 or Q2 2026
TRIED = (2006, 6, 2)
GRACE_DAYS = 10


class MappingUnreadable(WrongMapping):
    """{file} cannot be read as {kind}: {why}."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The sheet's columns by what they hold; None for what it does not hold."""

    vendor: str
    period: str
    study: str | None = None
    kpi: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """A line counts when the date in column `done` is not after the one in column `due`."""

    done: str
    due: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line counts when `column` says one of `values`, capitals aside."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A KPI as the mapping describes it, before a vendor agreed to it. Fields as in governance.kpis.Definition."""

    code: str
    name: str
    question: str
    lens: Lens
    unit: str
    direction: Direction
    target: float
    red_limit: float
    smallest_denominator: float
    frequency: Frequency
    grace_days: int
    clause: str


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What a mapping file says. `dates` are strptime formats or "quarter"; `blanks` are in small letters."""

    file: str
    columns: Columns
    rate: OnTime | Listed | None
    dates: tuple[str, ...]
    decimal: str
    blanks: frozenset[str]
    kpis: tuple[Kpi, ...]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a .toml, .yaml or .yml file; WrongMapping or one of its kinds says what to mend."""
    top = Table(_load(path), file=path.name, place="the mapping")
    top.only("columns", "rate", "kpi", "dates", "decimal", "blanks")
    kpis = _kpis(top)
    rate = _rate(top.table("rate", "a table")) if "rate" in top.values else None
    return Mapping(
        file=path.name,
        columns=_columns(top.table("columns", "a table of columns"), several=len(kpis) > 1, rate=rate is not None),
        rate=rate,
        dates=_dates(top),
        decimal=_decimal(top),
        blanks=frozenset(word.strip().casefold() for word in (*top.texts("blanks", (), fewest=0), "")),
        kpis=kpis,
    )


def _load(path: Path) -> object:
    kind = "TOML" if path.suffix.lower() == ".toml" else "YAML"
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text) if kind == "TOML" else yaml.safe_load(text)
    except OSError as error:
        raise MappingUnreadable(file=path.name, kind=kind, why="there is no such file") from error
    except (ValueError, yaml.YAMLError) as error:
        raise MappingUnreadable(file=path.name, kind=kind, why=" ".join(str(error).split()).rstrip(".")) from error


def _columns(table: Table, *, several: bool, rate: bool) -> Columns:
    table.only("vendor", "period", "study", "kpi", "numerator", "denominator", "value")
    columns = Columns(
        vendor=table.text("vendor", "the title of the column that names the vendor"),
        period=table.text("period", "the title of the column whose date tells the period"),
        study=table.text_or_none("study"),
        kpi=table.text_or_none("kpi"),
        numerator=table.text_or_none("numerator"),
        denominator=table.text_or_none("denominator"),
        value=table.text_or_none("value"),
    )
    trouble = _contradiction(columns, several=several, rate=rate)
    if trouble:
        raise WrongMapping(file=table.file, trouble=trouble)
    return columns


def _contradiction(columns: Columns, *, several: bool, rate: bool) -> str | None:
    """What a reader of the columns could not act on, if anything."""
    pair = columns.numerator is not None and columns.denominator is not None
    if several and columns.kpi is None:
        return "it describes several KPIs, so [columns] needs the key 'kpi', the column with their codes"
    if rate and (columns.numerator or columns.denominator or columns.value or columns.kpi):
        return "with [rate] the lines are counted, so [columns] takes no kpi, numerator, denominator or value"
    if not rate and columns.value is None and not pair:
        return "it needs 'numerator' and 'denominator' or 'value' in [columns], or a table [rate]"
    if columns.numerator and not pair:
        return "'numerator' in [columns] needs 'denominator' beside it"
    return None


def _rate(table: Table) -> OnTime | Listed:
    table.only("done", "due", "column", "values", "equals")
    if "column" not in table.values:
        table.only("done", "due")
        return OnTime(done=table.text("done", "the column with the date a thing was done"), due=table.text("due"))
    if "equals" in table.values:
        table.only("column", "equals")
        return Listed(column=table.text("column"), values=frozenset((table.text("equals").casefold(),)))
    table.only("column", "values")
    return Listed(column=table.text("column"), values=frozenset(v.strip().casefold() for v in table.texts("values")))


def _dates(top: Table) -> tuple[str, ...]:
    formats = top.texts("dates", ISO)
    wrong = next((form for form in formats if form != QUARTER and not _tells_a_month(form)), None)
    if wrong is not None:
        trouble = f"the date format '{wrong}' in 'dates' tells no year and month; write one like '%d-%b-%y'"
        raise WrongMapping(file=top.file, trouble=trouble)
    return formats


def _tells_a_month(form: str) -> bool:
    try:
        read = time.strptime(time.strftime(form, (*TRIED, 0, 0, 0, 0, 1, -1)), form)
    except (ValueError, re.error):  # the latter where a part of the date stands twice
        return False
    return read[:2] == TRIED[:2]


def _decimal(top: Table) -> str:
    decimal = top.text_or("decimal", ".")
    if decimal not in (".", ","):
        raise top.wrong("decimal", 'the mark before decimals: "." or ","')
    return decimal


def _kpis(top: Table) -> tuple[Kpi, ...]:
    found = top.values.get("kpi")
    if not found:
        raise MissingKey(file=top.file, place=top.place, key="kpi", allowed="a table [kpi], or one [[kpi]] for each")
    several = found if isinstance(found, list) else [found]
    places = ["[kpi]"] if len(several) == 1 else [f"[[kpi]] number {n}" for n in range(1, len(several) + 1)]
    kpis = tuple(read_kpi(Table(one, file=top.file, place=place)) for one, place in zip(several, places, strict=True))
    codes = [kpi.code.casefold() for kpi in kpis]
    twice = next((kpi.code for kpi in kpis if codes.count(kpi.code.casefold()) > 1), None)
    if twice:
        raise WrongMapping(file=top.file, trouble=f"two KPIs have the code '{twice}'; each needs its own")
    return kpis


def read_kpi(table: Table) -> Kpi:
    """One KPI from its table; WrongMapping or one of its kinds says what to mend."""
    table.only(*Kpi.__annotations__)
    kpi = Kpi(
        code=table.text("code", "a short code such as 'K14'"),
        name=table.text("name", "the name people know it by"),
        question=table.text_or("question", ""),
        lens=table.choice("lens", Lens),
        unit=table.text("unit", "a unit such as '%' or 'days'"),
        direction=table.choice("direction", Direction),
        target=table.number("target"),
        red_limit=table.number("red_limit"),
        smallest_denominator=table.not_negative("smallest_denominator", 0),
        frequency=table.choice("frequency", Frequency, Frequency.MONTHLY),
        grace_days=int(table.not_negative("grace_days", GRACE_DAYS)),
        clause=table.text_or("clause", ""),
    )
    higher = kpi.direction is Direction.HIGHER
    if kpi.red_limit > kpi.target if higher else kpi.red_limit < kpi.target:
        which = "at or below" if higher else "at or above"
        raise table.wrong("red_limit", f"a limit {which} the target {kpi.target:g}, since {kpi.direction} is better")
    return kpi
