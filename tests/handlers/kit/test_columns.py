"""Matching the columns of somebody's table: each field once, each column once, whatever the order and the spelling."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from handlers.kit.columns import FIELDS, HEADER_WITHIN, NEEDED, Kind, UnknownTable, matched
from handlers.kit.workbooks import Row

kinds = st.sampled_from(list(Kind))
SPELLINGS = (str.upper, str.title, lambda its: its.replace(" ", "_"), lambda its: f" {its.replace(' ', '  ')}*: ", str)
spelled = st.sampled_from(SPELLINGS)
ADDED = ("Comment", "№", "🎉", "", "Größe", "ملاحظة")


@st.composite
def headers(draw: st.DrawFn) -> tuple[Kind, dict[str, str]]:
    """A kind, and what somebody calls its fields: the needed ones and some others, in some order."""
    kind = draw(kinds)
    others = [field for field in FIELDS[kind] if field not in NEEDED[kind]]
    fields = draw(st.permutations([*NEEDED[kind], *draw(st.lists(st.sampled_from(others), unique=True))]))
    titles = {field: draw(st.sampled_from(FIELDS[kind][field])) for field in fields}
    assume(len(set(titles.values())) == len(titles))
    return kind, {field: draw(spelled)(title) for field, title in titles.items()}


def numbered(*rows: list[str]) -> list[Row]:
    return list(enumerate(rows, 1))


def table(header: list[str], above: int = 0) -> list[Row]:
    return numbered(*[["Report of November"]] * above, header, [f"cell {n}" for n in range(len(header))])


@given(headers(), st.sampled_from(ADDED), st.integers(0, HEADER_WITHIN - 1))
def test_a_table_is_understood_in_any_order_and_spelling(
    its: tuple[Kind, dict[str, str]], more: str, above: int
) -> None:
    _, titles = its
    header = [*titles.values(), more]
    found = matched("t.csv", table(header, above))
    assert all(needed in found.columns for needed in NEEDED[found.kind])
    assert len(found.columns) >= len(NEEDED[its[0]])
    assert len(set(found.columns.values())) == len(found.columns), "no column is used twice"
    assert [number for number, _ in found.lines] == [above + 2]
    cells = found.cells(found.lines[0][1])
    assert all(cells[field] == f"cell {at}" for field, at in found.columns.items())
    used = set(found.columns.values())
    assert list(found.unused) == [
        " ".join(title.split()) for at, title in enumerate(header) if at not in used and title.split()
    ]


@pytest.mark.parametrize("kind", Kind)
def test_the_first_name_of_every_field_makes_a_table_of_its_kind(kind: Kind) -> None:
    header = [names[0] for names in FIELDS[kind].values()]
    found = matched("t.csv", table(header))
    assert found.kind is kind
    assert found.columns == {field: at for at, field in enumerate(FIELDS[kind])}
    assert found.unused == []


@given(headers(), st.data())
def test_without_a_needed_column_it_is_not_that_kind_of_table(
    its: tuple[Kind, dict[str, str]], data: st.DataObject
) -> None:
    kind, titles = its
    gone = data.draw(st.sampled_from(NEEDED[kind]))
    names = {title for field, title in titles.items() if field != gone}
    try:
        found = matched("t.csv", table(sorted(names)))
    except UnknownTable:
        return
    # What is left can be a table of another kind, or another of its columns goes by a name of the one that is gone.
    assert found.kind is not kind or gone in found.columns
    assert all(needed in found.columns for needed in NEEDED[found.kind])


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=14))
@example([])
@example([["", ""], []])
def test_any_table_is_understood_or_refused_in_a_sentence(rows: list[list[str]]) -> None:
    with suppress(UnknownTable):
        found = matched("t.csv", numbered(*rows))
        assert set(NEEDED[found.kind]) <= set(found.columns)


def test_what_tells_too_little_is_answered_with_what_was_seen_and_what_is_needed() -> None:
    with pytest.raises(UnknownTable, match=r"t\.csv has the columns One and Two, .* Actions need a title, an owner"):
        matched("t.csv", numbered(["One", "Two"]))
    with pytest.raises(UnknownTable, match="has the columns nothing at all"):
        matched("t.csv", [])


@given(st.lists(st.text(max_size=5), max_size=6))
def test_a_short_line_has_empty_cells_and_a_long_one_does_no_harm(row: list[str]) -> None:
    found = matched("t.csv", table(["Title", "Owner", "Due"]))
    cells = found.cells(row)
    assert set(cells) == {"title", "owner", "due"}
    assert all(cells[field] == "" for at, field in enumerate(["title", "owner", "due"]) if at >= len(row))


def test_a_header_further_down_than_ten_rows_is_not_looked_for() -> None:
    with pytest.raises(UnknownTable):
        matched("t.csv", table(["Title", "Owner", "Due"], above=HEADER_WITHIN))


def test_the_row_that_explains_most_is_the_header() -> None:
    rows = numbered(
        ["Title", "Owner", "Due"], ["Action item", "Assigned to", "Due date", "Status"], ["a", "b", "c", "d"]
    )
    found = matched("t.csv", rows)
    assert [number for number, _ in found.lines] == [3]
    assert found.words().startswith("Title ← Action item, Owner ← Assigned to, Due ← Due date, State ← Status")


def test_of_two_columns_for_one_field_the_nearer_name_is_used() -> None:
    found = matched("t.csv", table(["Description", "Title", "Owner", "Due"]))
    assert found.columns["title"] == 1
    assert found.unused == ["Description"]


def test_the_names_of_a_field_are_ones_a_title_can_be_read_as() -> None:
    for fields in FIELDS.values():
        for names in fields.values():
            assert all(name == " ".join(name.lower().split()) and name.replace(" ", "").isalnum() for name in names)
            assert all(one != other for one, other in pairwise(sorted(names)))
