"""Reading tables as people really export them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.kit.sheets import CellTooLong, ColumnTwice, EmptySheet, Line, NoSuchFile, NotATable, read_lines

ROWS = [
    ["Vendor", "Due", "Note"],
    ["Helix Clinical, Ltd.", "2-Jun-06", "two\nlines"],
    ["C\u00f4te d'Ivoire Labs", "Date Not Captured", 'said "yes"'],
    ["Zo\u00eb & S\u00f8n", "", "a; b | c"],
]


def written(rows: list[list[str]], *, delimiter: str = ",", ends: str = "\n") -> str:
    out = io.StringIO()
    if ends == "\r":  # or the writer leaves a cell's own line feeds bare
        csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue()


def sheet(tmp_path: Path, content: bytes | str) -> list[Line]:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_lines(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_line_end_and_delimiter_reads_the_same(
    tmp_path: Path, encoding: str, ends: str, delimiter: str
) -> None:
    lines = sheet(tmp_path, written(ROWS, delimiter=delimiter, ends=ends).encode(encoding))
    assert [list(line.cells) for line in lines] == [ROWS[0]] * 3
    assert [list(line.cells.values()) for line in lines] == ROWS[1:]
    assert [(line.number, line.trouble) for line in lines] == [(2, None), (3, None), (4, None)]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells, cells), max_size=5), delimiter=st.sampled_from(",;\t|"))
def test_whatever_was_written_is_read_back(tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str) -> None:
    full = [list(row) for row in rows if any(cell.strip() for cell in row)]
    content = written([["one", "two", "three"], *full], delimiter=delimiter, ends="\r\n")
    assert [list(line.cells.values()) for line in sheet(tmp_path, content)] == full


def test_a_ragged_row_is_reported_with_its_number_and_not_dropped(tmp_path: Path) -> None:
    short, fine, long = sheet(tmp_path, "a,b,c\n1,2\n1,2,3\n1,2,3,4\n")
    assert (short.number, short.trouble) == (2, "the row has 2 cells where the header has 3")
    assert fine.trouble is None
    assert long.trouble == "the row has 4 cells where the header has 3"


def test_empty_cells_past_the_last_column_do_no_harm(tmp_path: Path) -> None:
    assert sheet(tmp_path, "a,b\n1,2,,\n") == [Line(2, {"a": "1", "b": "2"})]


def test_blank_rows_are_passed_over_and_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    lines = sheet(tmp_path, "\n a , b\n\n1,2\n,\n   \n3,4\n")
    assert [(line.number, line.cells) for line in lines] == [(4, {"a": "1", "b": "2"}), (7, {"a": "3", "b": "4"})]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quotation_that_never_closes_is_told_and_swallows_nothing_in_silence(tmp_path: Path, end: str) -> None:
    first, last = sheet(tmp_path, f'a,b\n1,2\n3,"open\n5,6\n7,8{end}')
    assert first.trouble is None
    assert (last.number, last.trouble) == (3, "a quotation mark opens here and never closes")


def test_a_stray_quotation_mark_inside_a_cell_is_only_a_character(tmp_path: Path) -> None:
    assert [line.cells["b"] for line in sheet(tmp_path, 'a,b\n1,5" pipe\n2,"x\ny"\n')] == ['5" pipe', "x\ny"]


def test_a_header_only_sheet_has_no_lines(tmp_path: Path) -> None:
    assert sheet(tmp_path, "a,b\n") == []


def test_a_column_without_a_title_is_called_by_its_place(tmp_path: Path) -> None:
    assert sheet(tmp_path, "a,,c\n1,2,3\n")[0].cells == {"a": "1", "column 2": "2", "c": "3"}


def test_a_single_column_is_a_table_too(tmp_path: Path) -> None:
    assert [line.cells for line in sheet(tmp_path, "name\nHelix\nOrion\n")] == [{"name": "Helix"}, {"name": "Orion"}]


def test_a_title_with_commas_does_not_confuse_the_delimiter(tmp_path: Path) -> None:
    assert list(sheet(tmp_path, "Name, full;Period;Rate\nA, B;2026-06;95,5\n")[0].cells) == [
        "Name, full",
        "Period",
        "Rate",
    ]


def test_windows_characters_past_the_first_block_are_noticed(tmp_path: Path) -> None:
    content = b"name\n" + b"Helix Clinical\n" * 80_000 + "Zo\u00eb\n".encode("cp1252")
    assert sheet(tmp_path, content)[-1].cells["name"] == "Zo\u00eb"


@pytest.mark.parametrize(
    ("content", "refusal", "sentence"),
    [
        (b"", EmptySheet, "sheet.csv is empty. Its first row names the columns."),
        (b"\n,,\n", EmptySheet, "sheet.csv is empty. Its first row names the columns."),
        (
            b"PK\x03\x04\0\0" + bytes(range(256)),
            NotATable,
            "sheet.csv is not a text table. Save the sheet as CSV and send that.",
        ),
        (b"a, a \n1,2\n", ColumnTwice, "sheet.csv has two columns called 'a'. Rename or remove one of them."),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal) as told:
        sheet(tmp_path, content)
    assert str(told.value) == sentence


def test_an_endless_cell_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(CellTooLong, match="on row 3 far too long"):
        sheet(tmp_path, 'a,b\n1,2\n3,"' + "4,5\n" * 50_000)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match=r"There is no file missing\.csv\."):
        list(read_lines(tmp_path / "missing.csv"))
