"""What is written as TOML is read back as it was."""

import tomllib
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from handlers.kit.toml import write_toml

texts = some.text(some.characters(exclude_categories=("Cs",)), max_size=30)
values = some.one_of(
    texts,
    some.integers(-(2**62), 2**62),
    some.floats(allow_nan=False, allow_infinity=False),
    some.booleans(),
    some.dates(),
)
tables = some.dictionaries(texts, values, max_size=4)
documents = some.dictionaries(
    texts,
    some.one_of(
        values,
        tables,
        some.lists(some.dictionaries(texts, some.one_of(values, tables), max_size=3), min_size=1, max_size=3),
    ),
    max_size=5,
)


@given(documents)
def test_any_document_is_read_back(document: dict) -> None:
    assert tomllib.loads(write_toml(document)) == document


def test_single_values_stand_first_then_the_tables_each_after_an_empty_line() -> None:
    document = {
        "steps": [{"name": "one", "within": {"days": 2}}, {"name": "two"}],
        "title": 'R&D \u2014 "5 %"\x7f\n',
        "limits": {"red": 0.5, "on": True, "off": False, "odd key": date(2026, 12, 1)},
        "tier": 1,
        "": "no name",
        "\u0142": "no ASCII",
        "a-b_1": "bare",
    }
    assert write_toml(document) == (
        'title = "R&D \u2014 \\"5 %\\"\\u007f\\n"\n'
        "tier = 1\n"
        '"" = "no name"\n'
        '"\u0142" = "no ASCII"\n'
        'a-b_1 = "bare"\n'
        "\n"
        "[[steps]]\n"
        'name = "one"\n'
        "\n"
        "[steps.within]\n"
        "days = 2\n"
        "\n"
        "[[steps]]\n"
        'name = "two"\n'
        "\n"
        "[limits]\n"
        "red = 0.5\n"
        "on = true\n"
        "off = false\n"
        '"odd key" = 2026-12-01\n'
    )
    assert write_toml({"only": {"one": 1}}) == "[only]\none = 1\n"


def test_tables_stand_in_tables_and_lists_of_them_too() -> None:
    deep = {"X": {"b": {"c": {"d": 1}}, "list": [{"e": 2, "f": {"g": 3}}]}, "XX": True}
    assert write_toml(deep) == (
        "XX = true\n\n[X]\n\n[X.b]\n\n[X.b.c]\nd = 1\n\n[[X.list]]\ne = 2\n\n[X.list.f]\ng = 3\n"
    )
    assert tomllib.loads(write_toml(deep)) == deep
    assert write_toml({}) == "\n"
