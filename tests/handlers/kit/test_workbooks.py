"""Spreadsheets read and written: what comes back is what went in, no cell is a formula, and no file is a bomb."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from governance.refusals import Refusal
from handlers.kit.workbooks import (
    LONGEST_CELL,
    MOST_ROWS,
    Cell,
    TooManyRows,
    UnreadableFile,
    bare,
    rows_of,
    safe,
    write_csv,
    write_xlsx,
)

STARTS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "\n=1", " =1", "'=1", "''=1", "'", "=HYPERLINK(1)")
WRITERS = {"x.xlsx": write_xlsx, "x.csv": write_csv}

# What a workbook can hold: no control characters, and no half of a pair.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12
)
said = st.one_of(texts, st.sampled_from(STARTS), texts.map(lambda its: f"={its}"))
cells: st.SearchStrategy[Cell] = st.one_of(
    said, st.integers(-(2**40), 2**40), st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.none()
)


def plain(cell: Cell) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def same(text: str) -> str:
    """Line ends are one kind, and the blanks at the ends say nothing."""
    return re.sub(r"\r\n?", "\n", text).strip()


# --- what went in comes back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60)
@given(table=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=4))
@example(table=[list(STARTS[:3]), list(STARTS[3:6]), list(STARTS[6:9])])
@example(table=[["שלום 🎉", "<!channel>", "a,b;c\td|e"]])
def test_what_is_written_is_read_back(name: str, table: list[list[Cell]]) -> None:
    table = [["here", *row] for row in table]
    read = rows_of(name, WRITERS[name](["One", "Two", "Three", "Four"], table))
    assert [number for number, _ in read] == list(range(1, len(table) + 2))
    for (_, row), wrote in zip(read[1:], table, strict=True):
        assert [same(bare(cell)) for cell in row[:4]] == [same(bare(same(safe(plain(cell))))) for cell in wrote]


@given(said)
@example("'=1+1")
@example("''")
def test_what_was_made_safe_is_bare_again(text: str) -> None:
    assert bare(safe(text)) == (text if safe(text) != text else bare(text))
    assert safe(safe(text)) == safe(text)


@settings(max_examples=100)
@given(table=st.lists(st.lists(said, min_size=2, max_size=2), min_size=1, max_size=4))
@example(table=[["=1+1", "＋1"]])
def test_no_cell_is_a_formula(table: list[list[str]]) -> None:
    book = load_workbook(io.BytesIO(write_xlsx(["One", "Two"], table)))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    text = write_csv(["One", "Two"], table).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and cell for cell in row)


def test_a_date_is_a_date_and_a_number_a_number() -> None:
    content = write_xlsx(["Due", "Days"], [[date(2026, 12, 4), 3]])
    (row,) = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
    assert row == (datetime(2026, 12, 4), 3)
    assert rows_of("x.xlsx", content)[1][1][:2] == ["2026-12-04", "3"]


def test_a_text_longer_than_a_cell_is_cut_to_what_a_workbook_holds() -> None:
    content = write_xlsx(["Title"], [["x" * 40_000 + "\x07"]])
    assert rows_of("x.xlsx", content)[1][1][0] == "x" * LONGEST_CELL


# --- what people send ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_text_table_is_read_in_the_encodings_people_have(encoding: str) -> None:
    content = "Vendor;Tier\nZoë & Søn;1\n".encode(encoding)
    assert rows_of("vendors.csv", content) == [(1, ["Vendor", "Tier"]), (2, ["Zoë & Søn", "1"])]


def test_the_first_sheet_that_holds_anything_is_read_with_its_own_row_numbers() -> None:
    book = Workbook()
    book.create_sheet("Cover")
    sheet = book.create_sheet("Actions")
    sheet["B3"], sheet["C3"], sheet["B5"], sheet["C5"] = "Title", "Done", "send it", True
    sheet["C6"], sheet["C7"] = 2.0, datetime(2026, 12, 4, 15, 30)
    content = io.BytesIO()
    book.save(content)
    read = [(number, row[:3]) for number, row in rows_of("x.XLSX", content.getvalue())]
    assert read == [
        (3, ["", "Title", "Done"]),
        (5, ["", "send it", "True"]),
        (6, ["", "", "2"]),
        (7, ["", "", "2026-12-04 15:30"]),
    ]


@pytest.mark.parametrize(
    "name", ["x.xlsx", "x.csv", "", "a/b\\..", "🎉" * 120 + ".csv", "x" * 300, ".csv", "..", "\0/"]
)
@settings(max_examples=40)
@given(content=st.binary(max_size=300))
@example(content=b"")
@example(content=b"PK\x03\x04")
@example(content=b"PK\x05\x06" + bytes(18))
def test_whatever_bytes_are_sent_they_are_rows_or_a_refusal(name: str, content: bytes) -> None:
    with suppress(Refusal):
        assert all(any(row) for _, row in rows_of(name, content))


def changed(part: str, change: Callable[[str], str]) -> bytes:
    """A good workbook with one of its parts changed."""
    good, out = io.BytesIO(write_xlsx(["Title", "Owner"], [["send it", "Vera"]])), io.BytesIO()
    with zipfile.ZipFile(good) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, change(text.decode()) if name == part else text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@settings(max_examples=60)
@given(st.integers(0, 100), st.integers(0, 40), st.text(st.sampled_from('<>"/=r0A&;'), max_size=6))
def test_a_damaged_workbook_is_refused_or_read(at: int, cut: int, more: str) -> None:
    def damage(text: str) -> str:
        place = text.index("<sheetData>") + 2 * at
        return text[:place] + more + text[place + cut :]

    with suppress(UnreadableFile):
        rows_of("x.xlsx", changed(SHEET, damage))


# --- bombs -----------------------------------------------------------------------------------------------------------------


def test_a_row_numbered_two_billion_keeps_nobody_busy() -> None:
    started = time.process_time()
    read = rows_of("x.xlsx", changed(SHEET, lambda text: text.replace('<row r="2"', '<row r="2000000000"')))
    assert [number for number, _ in read] == [1]
    assert time.process_time() - started < 2


def test_a_filled_cell_in_the_last_row_there_is_is_read() -> None:
    started = time.process_time()
    read = rows_of("x.xlsx", changed(SHEET, lambda text: text.replace('<row r="2"', '<row r="1048576"')))
    assert [number for number, _ in read] == [1, 1_048_576]
    assert time.process_time() - started < 10


def test_a_small_file_that_unpacks_into_a_huge_one_is_not_opened() -> None:
    content = changed(SHEET, lambda text: text + " " * (60 << 20))
    assert len(content) < 1 << 20
    with pytest.raises(UnreadableFile, match="too large when unpacked"):
        rows_of("x.xlsx", content)


def test_entities_that_multiply_are_refused() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE worksheet [<!ENTITY a0 "ha">{laughs}]>'
    content = changed(SHEET, lambda text: bomb + text.replace("send it", "&a9;"))
    started = time.process_time()
    with pytest.raises(UnreadableFile, match="damaged"):
        rows_of("x.xlsx", content)
    assert time.process_time() - started < 2


def test_too_many_rows_are_refused_before_they_are_all_kept() -> None:
    content = b"Title,Owner\n" + b"a,b\n" * MOST_ROWS
    assert len(rows_of("x.csv", content)) == MOST_ROWS + 1
    with pytest.raises(TooManyRows, match=r"x\.csv has more than 100,000 rows"):
        rows_of("x.csv", content + b"a,b\n")


# --- how it is written ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", " =", "\t="]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_nothing_else_does(start: str) -> None:
    assert safe(f"{start}1") == f"'{start}1"
    assert bare(f"'{start}1") == f"{start}1"
    for text in (f"1{start}1", f"'{start}1", "a", "", " a", "\u201c=1"):
        assert safe(text) == text
    assert bare("'a") == "'a"
    assert bare("a") == "a"


def test_a_csv_is_in_quotes_with_a_mark_and_its_dates_and_numbers_are_plain() -> None:
    rows: list[list[Cell]] = [["a;b", None], [date(2026, 12, 4), -3], [2.5, '"=1"'], ["=1", ""]]
    assert (
        write_csv(["One", "Two"], rows)
        == ('\ufeff"One","Two"\r\n"a;b",""\r\n"2026-12-04","-3"\r\n"2.5","""=1"""\r\n"\'=1",""\r\n').encode()
    )


def test_a_sheet_has_a_frozen_header_and_columns_as_wide_as_their_titles() -> None:
    content = write_xlsx(["A", "A longer title", "T" * 80], [["=1", 2, None]])
    sheet = load_workbook(io.BytesIO(content)).active
    assert (sheet.title, sheet.freeze_panes) == ("Parley", "A2")
    assert [sheet.column_dimensions[its].width for its in "ABC"] == [12, 18, 60]
    assert [cell.value for cell in next(sheet.iter_rows())] == ["A", "A longer title", "T" * 80]
    assert [cell.value for cell in list(sheet.iter_rows())[1]] == ["'=1", 2, None]


def test_signs_no_workbook_may_hold_are_left_out() -> None:
    kept = "a\tb\nc\ufffd\U0001f600 \ud7ff"
    content = write_xlsx(["T"], [[f"\x00\x08{kept}\x1f\ufffe\uffff\x0b"]])
    assert load_workbook(io.BytesIO(content)).active["A2"].value == kept
