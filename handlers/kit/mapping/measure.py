"""Measuring: lines of a sheet become results by their mapping. Every line counts once or is named with the reason."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from governance.kpis.numbers import value_of
from governance.kpis.periods import period_of
from governance.kpis.results import counts_needed
from handlers.kit.mapping.file import QUARTER, TRIED, Columns, Kpi, Listed, Mapping, OnTime
from handlers.kit.mapping.tables import WrongMapping
from handlers.kit.sheets import Line
from handlers.kit.words import listing, nearest, shortened

PROGRESS_STEP = 500

_QUARTER = re.compile(r"(?:([12]\d{3})[- ]?Q([1-4])|Q([1-4])[- ]?([12]\d{3}))", re.IGNORECASE)
_NUMBERS = {
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[, \u00a0]\d{3})+)?(?:\.\d+)?"),
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[. \u00a0]\d{3})+)?(?:,\d+)?"),
}


class MissingColumn(WrongMapping):
    """{file} names the column '{column}' (key '{key}'). The sheet has no such column; nearest: {nearest}."""


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One result: a KPI of a vendor (and study) in a period, from `lines` lines. A value of None is "0 of 0"."""

    kpi: str
    vendor: str
    study: str | None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    lines: int


@dataclass(frozen=True)
class Unusable:
    """A line that could not be counted, by its number in the sheet, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Measurements:
    """Everything a sheet came to: `read` equals the lines of all results and the unusable ones together."""

    results: tuple[Measurement, ...]
    unusable: tuple[Unusable, ...]
    read: int


@dataclass(frozen=True)
class _Key:
    kpi: str
    vendor: str
    study: str
    period: date


@dataclass
class _Tally:
    first_line: int
    numerator: float | None
    denominator: float | None
    value: float | None = None
    lines: int = 0


class _CannotCountError(Exception):
    """Why this line is unusable."""


def measure(lines: Iterable[Line], mapping: Mapping, progress: Callable[[int], None] | None = None) -> Measurements:
    """Turn lines into results, sorted by KPI, vendor, study and period.

    `progress` hears how many lines were read since it last heard. Raises MissingColumn before anything is counted.
    """
    counter = _Counter(mapping)
    unusable: list[Unusable] = []
    read = 0
    for line in _announced(lines, progress):
        read += 1
        try:
            counter.count(line)
        except _CannotCountError as trouble:
            unusable.append(Unusable(line.number, str(trouble)))
    return Measurements(counter.results(), tuple(unusable), read)


def _announced(lines: Iterable[Line], progress: Callable[[int], None] | None) -> Iterator[Line]:
    since = 0
    for line in lines:
        yield line
        since += 1
        if progress and since == PROGRESS_STEP:
            progress(since)
            since = 0
    if progress and since:
        progress(since)


class _Counter:
    """The results so far, and what was already learnt about the sheet's texts: dates repeat, so each is read once."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.columns = mapping.columns
        self.kpis = {kpi.code.casefold(): kpi for kpi in mapping.kpis}
        self.tallies: dict[_Key, _Tally] = {}
        self.dates: dict[str, date | None] = {}
        self.checked = False

    def count(self, line: Line) -> None:
        if line.trouble:
            raise _CannotCountError(line.trouble)
        if not self.checked:
            _check_columns(self.mapping, line.cells)
            self.checked = True
        kpi = self._kpi(line)
        key = self._key(line, kpi)
        if self.mapping.rate:
            self._add(key, line, hit=self._hit(line, self.mapping.rate))
        else:
            self._given(line, key, kpi)

    def results(self) -> tuple[Measurement, ...]:
        ordered = sorted(self.tallies.items(), key=lambda one: (one[0].kpi, one[0].vendor, one[0].study, one[0].period))
        return tuple(self._result(key, tally) for key, tally in ordered)

    def _result(self, key: _Key, tally: _Tally) -> Measurement:
        counted = value_of(tally.numerator, tally.denominator, self.kpis[key.kpi.casefold()].unit)
        return Measurement(
            kpi=key.kpi,
            vendor=key.vendor,
            study=key.study or None,
            period=key.period,
            numerator=tally.numerator,
            denominator=tally.denominator,
            value=counted if tally.value is None else tally.value,
            lines=tally.lines,
        )

    def _kpi(self, line: Line) -> Kpi:
        if self.columns.kpi is None:
            return self.mapping.kpis[0]
        code = self._said(line, self.columns.kpi)
        kpi = self.kpis.get(code.casefold())
        if kpi is None:
            known = listing([kpi.code for kpi in self.mapping.kpis])
            raise _says(self.columns.kpi, code, f"and the mapping knows {known}")
        return kpi

    def _key(self, line: Line, kpi: Kpi) -> _Key:
        vendor = " ".join(self._said(line, self.columns.vendor).split())
        study = self._maybe(line, self.columns.study) or ""
        return _Key(kpi.code, vendor, study, period_of(self._date(line, self.columns.period), kpi.frequency))

    # --- how a line counts ---

    def _hit(self, line: Line, rate: OnTime | Listed) -> bool:
        if isinstance(rate, OnTime):
            return self._date(line, rate.done) <= self._date(line, rate.due)
        return self._said(line, rate.column).casefold() in rate.values

    def _add(self, key: _Key, line: Line, *, hit: bool) -> None:
        tally = self.tallies.setdefault(key, _Tally(line.number, 0.0, 0.0))
        tally.numerator = (tally.numerator or 0.0) + hit
        tally.denominator = (tally.denominator or 0.0) + 1
        tally.lines += 1

    def _given(self, line: Line, key: _Key, kpi: Kpi) -> None:
        numerator = self._number(line, self.columns.numerator)
        denominator = self._number(line, self.columns.denominator)
        pair = numerator is not None and denominator is not None
        value = None if pair else self._number(line, self.columns.value)
        trouble = self._contradiction(key, numerator, denominator, blank=value is None and not pair)
        if trouble:
            raise _CannotCountError(trouble)
        if denominator is None and kpi.smallest_denominator:
            raise _CannotCountError(str(counts_needed(kpi.smallest_denominator)))
        self.tallies[key] = _Tally(line.number, numerator, denominator, value, 1)

    def _contradiction(
        self, key: _Key, numerator: float | None, denominator: float | None, *, blank: bool
    ) -> str | None:
        if blank:
            return f"{_blank(self.columns, numerator)} is blank"
        if denominator is not None and denominator < 0:
            return f"'{self.columns.denominator}' is below zero"
        before = self.tallies.get(key)
        return f"line {before.first_line} gives {key.kpi} for the same vendor and period already" if before else None

    # --- cells ---

    def _maybe(self, line: Line, column: str | None) -> str | None:
        said = line.cells[column].strip() if column else ""
        return None if said.casefold() in self.mapping.blanks else said

    def _said(self, line: Line, column: str) -> str:
        said = self._maybe(line, column)
        if said is None:
            raise _nothing(column, line.cells[column].strip())
        return said

    def _date(self, line: Line, column: str) -> date:
        said = self._said(line, column)
        if said not in self.dates:
            self.dates[said] = _read_date(said, self.mapping.dates)
        day = self.dates[said]
        if day is None:
            like = _example(self.mapping.dates[0])
            raise _says(column, said, f"which is not a date like {like}")
        return day

    def _number(self, line: Line, column: str | None) -> float | None:
        said = self._maybe(line, column)
        if column is None or said is None:
            return None
        number = _read_number(said, self.mapping.decimal)
        if number is None:
            like = f"12{self.mapping.decimal}5"
            raise _says(column, said, f"which is not a number like {like}")
        return number


def _says(column: str, said: str, why: str) -> _CannotCountError:
    return _CannotCountError(f"'{column}' says \"{shortened(said)}\", {why}")


def _nothing(column: str, said: str) -> _CannotCountError:
    return _says(column, said, "so there is nothing to count") if said else _CannotCountError(f"'{column}' is blank")


def _check_columns(mapping: Mapping, cells: dict[str, str]) -> None:
    named = {f"columns.{key}": column for key, column in vars(mapping.columns).items() if column}
    rate = {f"rate.{key}": column for key, column in vars(mapping.rate).items()} if mapping.rate else {}
    for key, column in (named | {key: column for key, column in rate.items() if isinstance(column, str)}).items():
        if column not in cells:
            close = nearest(column, cells) or list(cells)[:5]
            near = listing([f"'{title}'" for title in close], "or")
            raise MissingColumn(file=mapping.file, column=column, key=key, nearest=near)


def _blank(columns: Columns, numerator: float | None) -> str:
    missing = columns.numerator if numerator is None else columns.denominator
    return listing([f"'{column}'" for column in dict.fromkeys((missing, columns.value)) if column], "or")


def _read_date(said: str, formats: tuple[str, ...]) -> date | None:
    for form in formats:
        if form == QUARTER:
            if found := _QUARTER.fullmatch(said):
                return date(int(found[1] or found[4]), 3 * int(found[2] or found[3]) - 2, 1)
            continue
        try:
            return date(*time.strptime(said, form)[:3])
        except ValueError:
            continue
    return None


def _example(form: str) -> str:
    """The format as a person writes it: 2-Jun-06 for "%d-%b-%y"."""
    return "2026-Q2" if form == QUARTER else time.strftime(form, (*TRIED, 0, 0, 0, 0, 1, -1)).lstrip("0")


def _read_number(said: str, decimal: str) -> float | None:
    """A plain number, perhaps with thousands and a per cent sign; None for anything else."""
    digits = said.removesuffix("%").strip()
    if not any(mark.isdigit() for mark in digits) or not _NUMBERS[decimal].fullmatch(digits):
        return None
    thousands = "," if decimal == "." else "."
    return float(re.sub(rf"[ \u00a0{thousands}]", "", digits).replace(",", "."))
