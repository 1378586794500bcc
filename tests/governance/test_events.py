"""Every event can be written down as plain JSON and read back as it was, free text apart."""

import json
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.events import (
    ApprovalGiven,
    CreditWithdrawn,
    Door,
    Event,
    PlaceVacated,
    ThingTransferred,
    VendorAdded,
    Words,
    kinds,
    read_back,
    write_down,
)

ENDINGS = (
    "ed",
    "Up",
    "Put",
    "Sent",
    "Held",
    "Set",
    "Kept",
    "Made",
    "Withdrawn",
    "Rewritten",
    "Undone",
    "Final",
    "Given",
)
BY_HINT: dict[Any, some.SearchStrategy[Any]] = {
    bool: some.booleans(),
    int: some.integers(-(2**40), 2**40),
    float: some.floats(allow_nan=False, allow_infinity=False),
    str: some.text(max_size=30),
    Words: some.text(max_size=60),
    date: some.dates(),
    datetime: some.datetimes(timezones=some.just(UTC)),
    tuple[int, ...]: some.lists(some.integers(0, 99), max_size=4).map(tuple),
    type(None): some.none(),
}


def value_for(hint: Any) -> some.SearchStrategy[Any]:
    if hint in BY_HINT:
        return BY_HINT[hint]
    return some.one_of(*(BY_HINT[part] for part in hint.__args__))


@some.composite
def events(draw: Any) -> Event:
    kind = draw(some.sampled_from(sorted(kinds().values(), key=lambda its: its.__name__)))
    hints = get_type_hints(kind)
    return kind(**{field.name: draw(value_for(hints[field.name])) for field in fields(kind)})


@given(events())
def test_an_event_survives_the_record(event: Event) -> None:
    facts, texts = write_down(event)
    assert read_back(type(event).__name__, json.loads(json.dumps(facts)), texts) == event


@given(events())
def test_free_text_stands_apart_from_the_facts(event: Event) -> None:
    facts, texts = write_down(event)
    hints = get_type_hints(type(event))
    words = {name for name, hint in hints.items() if hint is Words or Words in getattr(hint, "__args__", ())}
    assert set(texts) <= words
    assert not words & {name for name, value in facts.items() if value is not None}


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_event_is_about_something_and_cannot_change(name: str) -> None:
    kind = kinds()[name]
    hints = get_type_hints(kind)
    assert kind.subject_field in hints
    event = kind(**{field.name: 1 for field in fields(kind)})
    # Two kinds are about anything: their field says both what and which.
    assert event.subject == (
        "1" if kind in (ApprovalGiven, PlaceVacated, ThingTransferred) else f"{kind.subject_field}:1"
    )
    with pytest.raises(FrozenInstanceError):
        setattr(event, fields(kind)[0].name, 2)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_names_are_subject_and_past_participle(name: str) -> None:
    assert name.endswith(ENDINGS), name


@pytest.mark.parametrize("name", sorted(kinds()))
def test_an_events_columns_have_room_for_it(name: str) -> None:
    assert len(name) <= 64
    assert all(len(field.name) <= 32 for field in fields(kinds()[name]))


def test_text_that_was_erased_says_so() -> None:
    event = VendorAdded(
        vendor=1, name=Words("Helix"), service=Words("CRO"), tier=1, sponsor_lead=None, vendor_lead=None
    )
    facts, texts = write_down(event)
    del texts["name"]
    back = read_back("VendorAdded", facts, texts)
    assert isinstance(back, VendorAdded)
    assert (back.name, back.service) == ("(erased)", "CRO")


def test_text_that_nobody_recorded_yet_is_not_taken_for_erased() -> None:
    event = CreditWithdrawn(credit=1, vendor=1, month=date(2026, 11, 1), old="100")
    facts, texts = write_down(event)
    del facts["reason"]
    assert read_back("CreditWithdrawn", facts, texts) == event


def test_doors_have_room_in_their_column() -> None:
    assert max(len(door) for door in Door) <= 32
