"""Tables as people really export them, read line by line. No line is lost: what does not fit its header says so."""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from governance.refusals import Refusal

DELIMITERS = ",;\t|"
SAMPLE_BYTES = 65_536
SAMPLE_ROWS = 50


class NoSuchFile(Refusal):
    """There is no file {name}. Check its name and where it lies."""


class NotATable(Refusal):
    """{name} is not a text table. Save the sheet as CSV and send that."""


class EmptySheet(Refusal):
    """{name} is empty. Its first row names the columns."""


class ColumnTwice(Refusal):
    """{name} has two columns called '{column}'. Rename or remove one of them."""


class CellTooLong(Refusal):
    """{name} has a cell on row {row} far too long. A quotation mark is probably missing near there; mend that row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number as a spreadsheet shows it (the header is 1), its cells by column as written.

    `trouble` says what is wrong with a row that does not fit its header; its cells are then not to be trusted.
    """

    number: int
    cells: dict[str, str]
    trouble: str | None = None


class _Text:
    """The text lines of a file. A row that is read only once they are `over` ends inside a quotation."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = lines
        self.over = False

    def __iter__(self) -> Iterator[str]:
        yield from self.lines
        self.over = True


def read_lines(path: Path) -> Iterator[Line]:
    """Every row of a table but the header and the blank ones, streaming.

    Takes UTF-8, UTF-16 and Windows-1252, any line ends, and commas, semicolons, tabs or bars between cells.
    Raises NoSuchFile, NotATable, EmptySheet, ColumnTwice or CellTooLong.
    """
    yield from _lines(path.name, _rows_of(path))


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row that holds anything, its header among them, as (number, cells). Raises NoSuchFile, NotATable, CellTooLong."""
    return ((number, row) for number, row, _ in _rows_of(path))


def _rows_of(path: Path) -> Iterator[tuple[int, list[str], bool]]:
    sample = _head(path)
    encoding = _encoding(path, sample)
    delimiter = _delimiter(sample.decode(encoding, errors="ignore"))
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = _Text(file)
        yield from _rows(path.name, csv.reader(text, delimiter=delimiter), text)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SAMPLE_BYTES)
    except OSError as error:
        raise NoSuchFile(name=path.name) from error


def _encoding(path: Path, sample: bytes) -> str:
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in sample:
        return _utf16_without_mark(path, sample)
    return "utf-8-sig" if sample.startswith(BOM_UTF8) or _is_utf8(path) else "cp1252"


def _utf16_without_mark(path: Path, sample: bytes) -> str:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.2 * len(sample) or min(even, odd) > 0.02 * len(sample):
        raise NotATable(name=path.name)
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(path: Path) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The mark that splits the sample's rows into the most columns, most alike."""
    return max(DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, mark: str) -> float:
    rows = [
        row for row, _ in zip(csv.reader(sample.splitlines(), delimiter=mark), range(SAMPLE_ROWS), strict=False) if row
    ]
    if len(rows) > 2:
        rows = rows[:-1]  # the sample may end in the middle of a row
    widths = Counter(len(row) for row in rows)
    width = len(rows[0]) if rows else 1
    return (width - 1) * widths[width] / max(len(rows), 1)


def _rows(name: str, reader: Iterator[list[str]], text: _Text) -> Iterator[tuple[int, list[str], bool]]:
    """Numbered rows that hold anything, and whether the row ends inside a quotation that never closes."""
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if any(cell and not cell.isspace() for cell in row):
                yield number, row, text.over
    except csv.Error as error:
        raise CellTooLong(name=name, row=number + 1) from error


def _lines(name: str, rows: Iterator[tuple[int, list[str], bool]]) -> Iterator[Line]:
    first = next(rows, None)
    if first is None:
        raise EmptySheet(name=name)
    header = _header(name, first[1])
    width = len(header)
    for number, row, unclosed in rows:
        if len(row) == width and not unclosed:
            yield Line(number, dict(zip(header, row, strict=True)))
        else:
            yield _misfit(number, row, header, unclosed=unclosed)


def _header(name: str, row: Sequence[str]) -> list[str]:
    titles = [" ".join(title.split()) or f"column {n}" for n, title in enumerate(row, 1)]
    twice = next((title for title, count in Counter(titles).items() if count > 1), None)
    if twice:
        raise ColumnTwice(name=name, column=twice)
    return titles


def _misfit(number: int, row: list[str], header: Sequence[str], *, unclosed: bool) -> Line:
    width = len(header)
    cells = dict(zip(header, row, strict=False))
    if unclosed:
        return Line(number, cells, "a quotation mark opens here and never closes")
    if not any(cell.strip() for cell in row[width:]) and len(row) > width:
        return Line(number, cells)  # empty cells past the last column say nothing
    return Line(number, cells, f"the row has {len(row)} cells where the header has {width}")
