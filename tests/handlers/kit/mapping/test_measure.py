"""Results that lines become by a mapping; no line is lost."""

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.kit.mapping import (
    Measurements,
    MissingColumn,
    measure,
    read_mapping,
)
from handlers.kit.sheets import Line, read_lines

EXAMPLES = Path(__file__).parents[4] / "examples"

KPI = """
[kpi]
code = "OTD"
name = "Deliveries on time"
lens = "timeliness"
unit = "%"
direction = "higher"
target = 95
red_limit = 85
"""
ON_TIME = (
    """
dates = ["%d-%b-%y"]
blanks = ["Date Not Captured", "N/A - From RDC"]
[columns]
vendor = "Vendor"
period = "Due"
[rate]
done = "Done"
due = "Due"
"""
    + KPI
)
GIVEN = (
    """
[columns]
vendor = "vendor"
period = "period"
numerator = "num"
denominator = "den"
value = "value"
"""
    + KPI
)


def write(tmp_path: Path, text: str, name: str = "map.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def measured(tmp_path: Path, mapping: str, *rows: dict[str, str]) -> Measurements:
    lines = (Line(number, row) for number, row in enumerate(rows, 2))
    return measure(lines, read_mapping(write(tmp_path, mapping)))


def delivery(done: str, due: str, vendor: str = "Helix") -> dict[str, str]:
    return {"Vendor": vendor, "Done": done, "Due": due}


def given_row(num: str = "", den: str = "", value: str = "", period: str = "2026-06") -> dict[str, str]:
    return {"vendor": "Helix", "period": period, "num": num, "den": den, "value": value}


def test_lines_of_a_vendor_and_a_month_become_a_rate(tmp_path: Path) -> None:
    found = measured(
        tmp_path,
        ON_TIME,
        delivery("2-Jun-06", "2-Jun-06"),
        delivery("03-jun-06", "2-Jun-06"),
        delivery("1-Jun-06", "30-Jun-06"),
        delivery("1-Jul-06", "1-Jul-06"),
        delivery("1-Jun-06", "2-Jun-06", vendor=" Orion,  Labs "),
    )
    told = [(one.vendor, one.period, one.numerator, one.denominator, one.lines) for one in found.results]
    assert told == [
        ("Helix", date(2006, 6, 1), 2, 3, 3),
        ("Helix", date(2006, 7, 1), 1, 1, 1),
        ("Orion, Labs", date(2006, 6, 1), 1, 1, 1),
    ]
    assert found.results[0].value == pytest.approx(200 / 3)
    assert (found.unusable, found.read) == ((), 5)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (delivery("", "2-Jun-06"), "'Done' is blank"),
        (delivery("2-Jun-06", " "), "'Due' is blank"),
        (delivery("date not captured", "2-Jun-06"), "'Done' says \"date not captured\", so there is nothing to count"),
        (delivery("2006-06-02", "2-Jun-06"), "'Done' says \"2006-06-02\", which is not a date like 2-Jun-06"),
        (delivery("31-Jun-06", "2-Jun-06"), "'Done' says \"31-Jun-06\", which is not a date like 2-Jun-06"),
        (delivery("2-Jun-06", "2-Jun-06", vendor=""), "'Vendor' is blank"),
    ],
)
def test_a_line_that_cannot_count_is_named_with_the_reason(tmp_path: Path, row: dict[str, str], why: str) -> None:
    found = measured(tmp_path, ON_TIME, row)
    assert found.results == ()
    assert [(one.line, one.why) for one in found.unusable] == [(2, why)]


def test_a_rate_can_count_what_a_column_says(tmp_path: Path) -> None:
    for rule in ('equals = "closed"', 'values = ["Closed", "VERIFIED"]'):
        text = ON_TIME.replace('done = "Done"\ndue = "Due"', f'column = "Done"\n{rule}')
        rows = [delivery(said, "2-Jun-06") for said in ("Closed", " closed ", "open", "")]
        found = measured(tmp_path, text, *rows)
        assert [(one.numerator, one.denominator) for one in found.results] == [(2, 3)]
        assert [one.why for one in found.unusable] == ["'Done' is blank"]


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        (given_row("19", "20"), (19, 20, 95)),
        (given_row("1,900", "2 000"), (1900, 2000, 95)),
        (given_row(value="95.5 %"), (None, None, 95.5)),
        (given_row(den="40", value="95"), (None, 40, 95)),
        (given_row("0", "0"), (0, 0, None)),
        (given_row("19", "20", value="12"), (19, 20, 95)),
        (given_row(value="-.5"), (None, None, -0.5)),
    ],
)
def test_a_line_can_be_a_result(tmp_path: Path, row: dict[str, str], numbers: tuple[float | None, ...]) -> None:
    (one,) = measured(tmp_path, GIVEN, row).results
    assert (one.numerator, one.denominator, one.value) == numbers
    assert one.period == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (given_row(), "'num' or 'value' is blank"),
        (given_row(num="3"), "'den' or 'value' is blank"),
        (given_row("3", "many"), "'den' says \"many\", which is not a number like 12.5"),
        (given_row("3", "1,5"), "'den' says \"1,5\", which is not a number like 12.5"),
        (given_row("nan", "4"), "'num' says \"nan\", which is not a number like 12.5"),
        (given_row("3", "-4"), "'den' is below zero"),
        (given_row("3", "4", period="June"), "'period' says \"June\", which is not a date like 2006-06-02"),
    ],
)
def test_a_result_that_makes_no_sense_is_named(tmp_path: Path, row: dict[str, str], why: str) -> None:
    assert [one.why for one in measured(tmp_path, GIVEN, row).unusable] == [why]


def test_decimal_commas_are_read_when_the_mapping_says_so(tmp_path: Path) -> None:
    text = f'decimal = ","\n{GIVEN}'
    assert measured(tmp_path, text, given_row(value="1.095,5")).results[0].value == 1095.5
    assert measured(tmp_path, text, given_row(value="95.5")).unusable[0].why.endswith("not a number like 12,5")


def test_a_second_result_for_the_same_period_is_not_summed_up(tmp_path: Path) -> None:
    found = measured(tmp_path, GIVEN, given_row("1", "2"), given_row("3", "4"))
    assert [one.value for one in found.results] == [50]
    assert [(one.line, one.why) for one in found.unusable] == [
        (3, "line 2 gives OTD for the same vendor and period already")
    ]


@pytest.mark.parametrize("said", ["2026-Q2", "Q2 2026", "2026Q2", "q2-2026", "2026-05-17", "2026-06"])
def test_a_quarterly_kpi_takes_any_day_of_its_quarter(tmp_path: Path, said: str) -> None:
    found = measured(tmp_path, f'{GIVEN}frequency = "quarterly"\n', given_row("1", "2", period=said))
    assert found.results[0].period == date(2026, 4, 1)


def test_a_row_that_does_not_fit_its_header_is_unusable_and_counted_as_read(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, ON_TIME))
    found = measure([Line(7, {"Vendor": "x"}, "the row has 1 cells where the header has 3")], mapping)
    assert (found.unusable[0].line, found.read, found.results) == (7, 1, ())


def test_progress_hears_of_every_line_in_steps(tmp_path: Path) -> None:
    heard: list[int] = []
    lines = [Line(number, delivery("2-Jun-06", "2-Jun-06")) for number in range(2, 1204)]
    measure(lines, read_mapping(write(tmp_path, ON_TIME)), heard.append)
    assert heard == [500, 500, 202]


# --- nothing is lost ---

DIRT = ("", "Date Not Captured", "N/A - From RDC", "soon", "31-Feb-07", "2007-02-01", "  2-Jun-06 ")


def dirty_rows(count: int, seed: int) -> list[list[str]]:
    """Deliveries with every kind of dirt a real export had."""
    pick = random.Random(seed)
    rows = []
    for _ in range(count):
        due = date(2006, 1, 1) + timedelta(days=pick.randrange(3000))
        done = due + timedelta(days=pick.randrange(-9, 9))
        said = [f"{day.day}-{day:%b-%y}" if pick.random() > 0.1 else pick.choice(DIRT) for day in (done, due)]
        vendor = pick.choice(['Aurobindo, "Unit III"', "Abbott GmbH & Co. KG", "C\u00f4te d'Ivoire", "a\nb", " "])
        rows.append([vendor, *said, pick.choice(["", "x,y", 'q"q'])][: 4 if pick.random() > 0.05 else 3])
    return rows


def as_file(path: Path, rows: list[list[str]], encoding: str, ends: str) -> Path:
    quoted = (
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in [["Vendor", "Done", "Due", "Note"], *rows]
    )
    path.write_bytes(ends.join(quoted).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
def test_every_dirty_line_counts_once_or_is_named(tmp_path: Path, encoding: str, ends: str) -> None:
    rows = dirty_rows(400, seed=7)
    path = as_file(tmp_path / "dirty.csv", rows, encoding, ends)
    found = measure(read_lines(path), read_mapping(write(tmp_path, ON_TIME)))
    assert found.read == 400
    assert sum(one.lines for one in found.results) + len(found.unusable) == 400
    assert 40 < len(found.unusable) < 250
    assert max(Counter(one.line for one in found.unusable).values()) == 1
    short = {number for number, row in enumerate(rows, 2) if len(row) == 3}
    assert short == {one.line for one in found.unusable if "cells where the header has" in one.why}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 60))
def test_lines_used_and_lines_unusable_are_the_lines_read(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    folder = tmp_path_factory.mktemp("dirt")
    path = as_file(folder / "dirty.csv", dirty_rows(count, seed), "utf-8", "\n")
    found = measure(read_lines(path), read_mapping(write(folder, ON_TIME)))
    assert sum(one.lines for one in found.results) + len(found.unusable) == found.read == count
    assert all(0 <= (one.numerator or 0) <= (one.denominator or 0) == one.lines for one in found.results)


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn) as told:
        measured(tmp_path, ON_TIME.replace('"Vendor"', '"Vendr"'), delivery("2-Jun-06", "2-Jun-06"))
    assert str(told.value) == (
        "map.toml names the column 'Vendr' (key 'columns.vendor'). The sheet has no such column; nearest: 'Vendor'."
    )
    with pytest.raises(MissingColumn, match=r"\(key 'rate.done'\).* nearest: 'Vendor', 'Done' or 'Due'"):
        measured(tmp_path, ON_TIME.replace('"Done"', '"Zyx"'), delivery("2-Jun-06", "2-Jun-06"))


# --- the examples ---


def test_the_example_of_results_reads_whole() -> None:
    mapping = read_mapping(EXAMPLES / "kpi_results.toml")
    found = measure(read_lines(EXAMPLES / "kpi_results.csv"), mapping)
    assert (found.read, found.unusable) == (10, ())
    assert Counter(one.kpi for one in found.results) == {"K14": 5, "K21": 3, "K03": 2}
    assert [one.value for one in found.results if one.kpi == "K03"] == [29.5, 27]


def test_an_unknown_kpi_code_is_named_with_the_known_ones() -> None:
    mapping = read_mapping(EXAMPLES / "kpi_results.toml")
    row = {"vendor": "Helix", "study": "", "period": "2026-06", "numerator": "1", "denominator": "2", "value": ""}
    found = measure([Line(2, row | {"kpi": "K99"}), Line(3, row | {"kpi": "k14"})], mapping)
    assert [one.why for one in found.unusable] == ["'kpi' says \"K99\", and the mapping knows K14, K21 and K03"]
    assert [(one.kpi, one.study) for one in found.results] == [("K14", None)]


def test_the_delivery_example_counts_what_came_on_time() -> None:
    mapping = read_mapping(EXAMPLES / "scms_deliveries.toml")
    titles = {"Vendor": "Aurobindo", "Scheduled Delivery Date": "2-Jun-06"}
    said = ("2-Jun-06", "3-Jun-06", "Date Not Captured")
    found = measure([Line(n, titles | {"Delivered to Client Date": day}) for n, day in enumerate(said, 2)], mapping)
    assert [(one.value, one.lines) for one in found.results] == [(50, 2)]
    assert [one.line for one in found.unusable] == [4]
