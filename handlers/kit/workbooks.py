"""Spreadsheets as bytes: .xlsx and .csv files read as rows of text, and written so that no cell is ever taken for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile
from zlib import error

from governance.refusals import Refusal
from handlers.kit.sheets import read_rows

MOST_ROWS = 100_000
MOST_COLUMNS = 100
LAST_ROW = 1_048_576  # a spreadsheet has no more
LARGEST_UNPACKED = 50 << 20
WIDEST = 60
LONGEST_CELL = 32_767  # characters a spreadsheet's cell can hold
LOCKED = bytes.fromhex("D0CF11E0A1B11AE1")  # the wrapping of workbooks with a password, and of .xls
DAMAGED = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    SyntaxError,
    BadZipFile,
    error,
)

Row = tuple[int, list[str]]
Cell = str | int | float | date | None


class UnreadableFile(Refusal):
    """{name} cannot be read: {why}. Send a table as .xlsx or .csv."""


class TooManyRows(Refusal):
    """{name} has more than {most:,} rows. Send it in parts."""


def rows_of(name: str, content: bytes) -> list[Row]:
    """The rows that hold anything, as (number, cells); dates as YYYY-MM-DD. Raises UnreadableFile, TooManyRows and what sheets raises."""
    read = _from_xlsx if name.lower().endswith((".xlsx", ".xlsm")) else _from_csv
    rows = list(islice(read(name, content), MOST_ROWS + 2))
    if len(rows) > MOST_ROWS + 1:
        raise TooManyRows(name=name, most=MOST_ROWS)
    return rows


def _from_csv(name: str, content: bytes) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / _fit_for_a_disk(name)
        path.write_bytes(content)
        yield from read_rows(path)


def _fit_for_a_disk(name: str) -> str:
    """The end of what people called their file, as it can be called anywhere: refusals name it."""
    return re.sub(r"[^\w. -]", "_", Path(name).name)[-60:].strip(". ") or "table.csv"


def _from_xlsx(name: str, content: bytes) -> Iterator[Row]:
    if content.startswith(LOCKED):
        raise UnreadableFile(name=name, why="it is locked with a password, or saved in an old format")
    _check_size(name, content)
    try:
        yield from _rows_of_book(content)
    except DAMAGED as trouble:
        raise UnreadableFile(name=name, why="it is damaged, or not a workbook") from trouble


def _rows_of_book(content: bytes) -> Iterator[Row]:
    """The first sheet that holds anything. A sheet is unpacked while it is read, so its damage shows only then."""
    from openpyxl import load_workbook  # a quarter of a second that most requests never need

    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        filled = ((number, row) for number, row in enumerate(_values(sheet), 1) if row.count(None) < len(row))
        rows = ((number, [_text(cell) for cell in row]) for number, row in filled)
        first = next(((number, row) for number, row in rows if any(row)), None)
        if first:
            yield first
            yield from (row for row in rows if any(row[1]))
            return


def _values(sheet: object) -> Iterator[Sequence[object]]:
    # The reader makes up every row that is missing, so a row numbered two billion would keep it busy for hours.
    return sheet.iter_rows(values_only=True, max_row=LAST_ROW, max_col=MOST_COLUMNS)  # type: ignore[attr-defined,no-any-return]


def _check_size(name: str, content: bytes) -> None:
    """A small file that unpacks into a huge one is not opened at all."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except BadZipFile as trouble:
        raise UnreadableFile(name=name, why="it is damaged, or not a workbook") from trouble
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(name=name, why="it is too large when unpacked")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:LONGEST_CELL]


# --- writing ---------------------------------------------------------------------------------------------------------


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it as such."""
    text = StringIO()
    # In quotes, a text with a semicolon stays one cell where semicolons divide cells.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, its header frozen, dates as dates, every text as text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Parley")
    sheet.freeze_panes = "A2"
    for place, title in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(12, len(title) + 4))
    sheet.append(list(header))

    def cell(value: Cell) -> object:
        if not isinstance(value, str):
            return value
        text = WriteOnlyCell(sheet, value=_printable(safe(value)))
        text.data_type = "s"
        return text

    for row in rows:
        sheet.append([cell(value) for value in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else safe(str(cell)) if isinstance(cell, str) else str(cell)


def safe(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula, also when written full width."""
    first = normalize("NFKC", text.strip()[:1])
    return f"'{text}" if first in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text


def bare(text: str) -> str:
    """What `safe` made safe, as it was."""
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text


def _printable(text: str) -> str:
    """Without the control characters that no workbook may hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or " " <= sign < "\ufffe" or sign > "\uffff")[
        :LONGEST_CELL
    ]
