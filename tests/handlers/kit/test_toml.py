"""What is written as TOML is read back as it was."""

import tomllib

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
