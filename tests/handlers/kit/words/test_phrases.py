"""Counts, lists, and words somebody probably meant."""

from handlers.kit.words import (
    listing,
    nearest,
    plural,
    shortened,
)


def test_counts_agree_with_their_nouns() -> None:
    assert [plural(n, "action") for n in (0, 1, 3, 1200)] == ["0 actions", "1 action", "3 actions", "1,200 actions"]
    assert [plural(2, noun) for noun in ("company", "day", "breach", "process")] == [
        "2 companies",
        "2 days",
        "2 breaches",
        "2 processes",
    ]
    assert plural(2, "person", "people") == "2 people"


def test_lists_are_said_aloud() -> None:
    assert [listing(list(parts)) for parts in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert listing(["a", "b"], "or") == "a or b"


def test_the_nearest_words_come_best_first_in_their_own_capitals() -> None:
    assert nearest("VENDR", ["Vendor", "Due", "vendors"]) == ["Vendor", "vendors"]
    assert nearest("vendor", ["Vendor", "vendors"], most=1) == ["Vendor"]
    assert nearest("zzz", ["Vendor"]) == []


def test_long_texts_are_cut_with_an_ellipsis() -> None:
    assert shortened("short") == "short"
    assert shortened("x" * 50) == "x" * 39 + "\u2026"
