"""Lines of minutes: what is plain is read, what is unclear says so, and no text takes long or does harm."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.kit.words import Mention, Named, date_words, full_words
from handlers.kit.words.minutes import LONGEST_LINE, MinuteLine, read_minutes

MONDAY = date(2026, 11, 23)

PARTS = (
    *("ACTION:", "AI-12:", "TODO", "- [ ]", "* ", "1.", "|", "Next steps", "Action items:", "# Notes", "> ", "(", ")"),
    *("Vera", "Vera Novak to", "@vera", "<@U0VERA|vera>", "<!channel>", "and", "owner:", "due:", "who =", "by", "on"),
    *("12 Dec", "3/4/2026", "31 Feb", "friday", "in 3 days", "2026-12-12", "0000-00-00", "in 999999 years", "by by on"),
    *(
        "send the list",
        "שלח את הרשימה",
        "🎉👩‍👩‍👧",
        "\u202eevil",
        "\u2028",
        "\x00",
        "\ud83d",
        "é" * 30,
        " " * 40,
        "\t",
        "\r",
        "\n",
    ),
)
hostile = st.lists(st.sampled_from(PARTS), max_size=30).map(" ".join)
names = st.sampled_from(["Vera", "Vera Novak", "Žofie O'Brien", "Jean-Luc", "Łukasz Nowak"])
things = st.sampled_from(
    ["send the list", "שלח את הרשימה לאתר", "إرسال القائمة", "thank 🎉 the team", "ask <!channel> about it", "送付する"]
)
days = st.dates(MONDAY, MONDAY + timedelta(days=700))


def only(text: str) -> MinuteLine:
    (line,) = read_minutes(text, MONDAY)
    return line


# --- whatever is pasted ------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), hostile))
@example("ACTION: Vera to send it by 31 Feb")
@example("- [ ] by by by 12 12 12")
def test_any_text_is_read_without_harm_and_what_is_ready_is_complete(text: str) -> None:
    lines = text.splitlines()
    read = read_minutes(text, MONDAY)
    assert [its.number for its in read] == sorted({its.number for its in read})
    for its in read:
        assert its.text == lines[its.number - 1][:LONGEST_LINE]
        assert (its.trouble is None) <= (its.owner is not None and its.due_on is not None and bool(its.title))
        assert its.title == " ".join(its.title.split())


@given(st.text(st.characters(exclude_characters="[]|#:-"), max_size=100))
def test_a_line_without_any_mark_is_no_action(text: str) -> None:
    marked = any(
        word in text.lower() for word in ("action", "todo", "to do", "to-do", "task", "ai", "ap", "next", "follow")
    )
    assert marked or read_minutes(text, MONDAY) == []


# --- what is plain -----------------------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    names, things, days, st.sampled_from(["ACTION: ", "- [ ] ", "AI-3: ", "* **ACTION:** ", "TODO: ", "3. Action 7: "])
)
def test_who_what_and_by_when_are_read_from_one_line(name: str, thing: str, day: date, mark: str) -> None:
    for when in (date_words(day, MONDAY), full_words(day), day.isoformat()):
        its = only(f"{mark}{name} to {thing} by {when}")
        assert (its.owner, its.due_on, its.trouble) == (Named(name), day, None)
        assert its.title == thing[:1].upper() + thing[1:]


@given(things, days)
def test_a_mention_is_a_person_and_not_only_a_name(thing: str, day: date) -> None:
    its = only(f"ACTION: <@U0VERA|vera> {thing} by {day}")
    assert (its.owner, its.due_on, its.trouble) == (Mention("U0VERA", "vera"), day, None)


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("ACTION: Vera to send the list", "no date"),
        ("ACTION: send the list by friday", "no owner"),
        ("ACTION: Vera and Bob to send the list by friday", "one owner, please"),
        ("ACTION: Vera to send it by 03/04/2027", "03/04/2027 could be 3 April 2027 or 4 March 2027"),
        ("ACTION: Vera to send it by 31 Feb 2027", "There is no 31 February 2027"),
        ("ACTION: @vera by friday", "nothing to do"),
    ],
)
def test_what_is_unclear_says_what_is_missing(line: str, trouble: str) -> None:
    assert only(line).trouble == trouble


# --- however long ------------------------------------------------------------------------------------------------------

LONG = {
    "plain": "ACTION: Vera to send the list by 12 Dec",
    "words": "ACTION: " + "x " * 480,
    "names": "ACTION: " + "Aa and " * 140,
    "spaces": "ACTION: by" + " " * 980 + "x",
    "leads": "ACTION: " + "by on " * 160,
    "dues": "ACTION: " + "due " * 240,
    "facts": "ACTION: " + "owner: " * 140,
    "parts": "ACTION: " + "a | " * 240,
    "brackets": "(" * 999,
    "table": "| action " + "| " * 450,
    "one line": "x" * 100_000,
    "no line": "\n" * 1000,
}


@pytest.mark.parametrize("kind", LONG)
def test_the_time_it_takes_grows_with_the_text_and_no_faster(kind: str) -> None:
    """Measured in the processor's time: 100,000 characters in less than a second, four times as many in four times that."""
    once = (LONG[kind] + "\n") * max(1, 100_000 // len(LONG[kind]))
    short, long = (min(_seconds(text) for _ in range(2)) for text in (once, once * 4))
    assert short < 1
    assert long < max(0.1, 9 * short)


def _seconds(text: str) -> float:
    started = time.process_time()
    read_minutes(text, MONDAY)
    return time.process_time() - started


@pytest.mark.parametrize("date_in_brackets", ["(12.12.2026)", "[12 Dec]", "( by 12 Dec )"])
def test_brackets_around_the_date_leave_with_it(date_in_brackets: str) -> None:
    assert only(f"ACTION: Alice to check the freezer {date_in_brackets}").title == "Check the freezer"
