"""Blocks: what people wrote stays words, and whatever is too long is cut to what Slack takes."""

import json
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from handlers.kit import blocks
from handlers.kit.blocks import OutsideSlacksLimits, cut, esc, mrkdwn, one_way, paragraphs, plain, without_marks
from sandbox.block_rules import Problems, check_block

texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=80)
marked = some.text(some.sampled_from("<>&!@#|;ampltgx \u202e"), max_size=60)
LONG = "word & " * 2000
PAIRS = [(f"v{number}" * 40, f"Choice {number} " * 10) for number in range(120)]


def taken(*its: blocks.Block, surface: str = "message") -> bool:
    """Whether Slack takes these blocks."""
    problems = Problems()
    for block in its:
        check_block(problems, block, surface, "")
    assert problems.found == []
    return True


# --- text that people wrote ------------------------------------------------------------------------------------------------


@given(texts | marked)
@example("<!channel> & <@U0ALICE> &lt;")
def test_what_people_wrote_has_no_mark_in_it_and_reads_as_they_wrote_it(text: str) -> None:
    safe = esc(text)
    assert "<" not in safe
    assert ">" not in safe
    assert safe.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "").count("&") == 0
    assert safe.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text
    assert without_marks(safe) == text.replace("*", "")


def test_whatever_is_said_is_said_in_words() -> None:
    assert esc(17) == "17"
    assert esc(None) == "None"
    assert plain(17, 10)["text"] == "17"


@given(
    some.text(some.sampled_from("ab \u05e9\u0645\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), max_size=12)
)
def test_nothing_in_somebodys_words_turns_round_what_follows(text: str) -> None:
    shown = one_way(text)
    kept = "".join(sign for sign in text if sign in "ab \u05e9\u0645")
    assert shown == (f"\u2068{kept}\u2069" if "\u05e9" in kept or "\u0645" in kept else kept)


@given(texts, some.integers(1, 60))
@example("one two", 5)
@example(" one two", 6)
def test_what_is_too_long_ends_in_an_ellipsis_and_what_is_not_is_left_alone(text: str, most: int) -> None:
    short = cut(text, most)
    assert len(short) <= most
    if len(text) <= most:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        assert short[:-1] == short[:-1].rstrip()
        assert text[len(short) - 1 : most - 1].strip() == ""


def test_formatted_text_links_nothing_by_itself_and_is_never_empty() -> None:
    assert mrkdwn("*x*") == {"type": "mrkdwn", "text": "*x*", "verbatim": True}
    assert mrkdwn("") == {"type": "mrkdwn", "text": " ", "verbatim": True}
    assert mrkdwn("abcdef", 4)["text"] == "abc…"
    assert len(mrkdwn("x" * 3001)["text"]) == 3000
    assert mrkdwn("x" * 3000)["text"] == "x" * 3000
    assert plain("*x*", 10) == {"type": "plain_text", "text": "*x*", "emoji": True}


# --- paragraphs ------------------------------------------------------------------------------------------------------------


def said(its: list[blocks.Block]) -> list[str]:
    return [block["text"]["text"] for block in its]


@given(
    some.lists(some.sampled_from(["short", "x" * 1499, "x" * 1500, "y" * 2999, "z" * 3000, "&amp;" * 1300]), max_size=6)
)
def test_lines_stand_below_one_another_and_none_is_lost(lines: list[str]) -> None:
    its = paragraphs(lines)
    assert "".join(said(its)).replace("\n", "") == "".join(lines)
    assert all(len(text) <= 3000 for text in said(its))
    assert all(
        len(text) + len(after.split("\n")[0]) >= 3000 for text, after in zip(said(its), said(its)[1:], strict=False)
    )
    assert not its or taken(*its)


def test_a_section_is_filled_to_the_last_character() -> None:
    assert said(paragraphs(["x" * 1500, "y" * 1499])) == [f"{'x' * 1500}\n{'y' * 1499}"]
    assert said(paragraphs(["x" * 1500, "y" * 1500])) == ["x" * 1500, "y" * 1500]
    assert said(paragraphs(["a", "b", "c"])) == ["a\nb\nc"]
    assert paragraphs([]) == []


@given(some.integers(2985, 3005), some.sampled_from(["&amp;", "&lt;", "&gt;"]), some.integers(0, 30))
def test_a_line_too_long_is_cut_in_pieces_but_never_inside_a_mark(before: int, mark: str, after: int) -> None:
    line = "x" * before + mark + "y" * after
    pieces = said(paragraphs([line]))
    assert "".join(pieces) == line
    assert all(len(piece) <= 3000 for piece in pieces)
    assert "".join(unescape(piece) for piece in pieces) == unescape(line)
    assert len(pieces) == (1 if len(line) <= 3000 else 2)


def test_a_line_without_marks_is_cut_where_the_limit_is() -> None:
    assert [len(piece) for piece in said(paragraphs(["x" * 7000]))] == [3000, 3000, 1000]
    assert [len(piece) for piece in said(paragraphs(["&" + "x" * 6000]))] == [3000, 3000, 1]
    assert [len(piece) for piece in said(paragraphs(["x" * 2995 + "&lt;&lt;"]))] == [2999, 4]


# --- one block of each kind, as Slack takes it -------------------------------------------------------------------------------


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": True}


def test_a_header_a_line_and_a_divider() -> None:
    assert blocks.header("Helix") == {"type": "header", "text": text("Helix")}
    assert blocks.context("quiet") == {"type": "context", "elements": [mrkdwn("quiet")]}
    assert blocks.divider() == {"type": "divider"}
    assert len(blocks.header(LONG)["text"]["text"]) <= 150
    assert blocks.header("h" * 150)["text"]["text"] == "h" * 150
    assert taken(blocks.header(LONG), blocks.context(LONG), blocks.divider())


def test_a_paragraph_may_have_a_button_beside_it() -> None:
    push = blocks.button("Open", "thing.open", 7)
    assert blocks.section("words") == {"type": "section", "text": mrkdwn("words")}
    assert blocks.section("words", button=push) == {"type": "section", "text": mrkdwn("words"), "accessory": push}
    assert taken(blocks.section(LONG, button=push))


def test_two_columns_have_ten_pairs_at_most() -> None:
    assert blocks.fields([("Tier", "1"), ("Service", "CRO")]) == {
        "type": "section",
        "fields": [mrkdwn("*Tier*\n1"), mrkdwn("*Service*\nCRO")],
    }
    many = blocks.fields([("Name", LONG)] * 12)
    assert len(many["fields"]) == 10
    assert all(len(its["text"]) <= 2000 for its in many["fields"])
    assert blocks.fields([("N", "x" * 1996)])["fields"][0]["text"] == f"*N*\n{'x' * 1996}"
    assert taken(many)


def test_a_button_says_what_it_calls_and_what_it_is_about() -> None:
    its = blocks.button("Open", "thing.open", 7)
    assert its == {"type": "button", "text": text("Open"), "action_id": "thing.open", "value": "7"}
    assert blocks.button("Open", "thing.open")["value"] == "-"
    more = blocks.button("Open", "thing.open", 7, style="primary", label="Open the thing")
    assert more == its | {"style": "primary", "accessibility_label": "Open the thing"}
    longest = blocks.button("b" * 75, "thing.open", "v" * 2000, label="l" * 75)
    assert (longest["text"]["text"], longest["value"]) == ("b" * 75, "v" * 2000)
    assert longest["accessibility_label"] == "l" * 75
    assert len(blocks.button("b", "thing.open", label="l" * 76)["accessibility_label"]) == 75
    assert taken(blocks.actions(blocks.button(LONG, "thing.open", LONG, label=LONG)))


def test_the_buttons_of_a_row_have_names_of_their_own() -> None:
    push = blocks.button("Open", "thing.open", 7)
    assert blocks.actions(push, push) == {
        "type": "actions",
        "elements": [push | {"action_id": "thing.open#0"}, push | {"action_id": "thing.open#1"}],
    }
    assert push["action_id"] == "thing.open"
    assert taken(blocks.actions(push, blocks.menu("More", "thing.more", [("a", "A")])))


def test_a_small_menu_has_its_choices_in_order() -> None:
    assert blocks.menu("More", "thing.more", [("a", "A"), ("b", "B")]) == {
        "type": "static_select",
        "action_id": "thing.more",
        "placeholder": text("More"),
        "options": [{"text": text("A"), "value": "a"}, {"text": text("B"), "value": "b"}],
    }
    assert blocks.menu("m" * 150, "thing.more", [])["placeholder"]["text"] == "m" * 150
    assert taken(blocks.actions(blocks.menu(LONG, "thing.more", PAIRS)))


def test_choices_are_a_hundred_at_most_and_short() -> None:
    its = blocks.options(PAIRS)
    assert len(its) == 100
    assert all(len(one["value"]) <= 150 and len(one["text"]["text"]) <= 75 for one in its)
    assert blocks.options([("v" * 150, "o" * 75)]) == [{"text": text("o" * 75), "value": "v" * 150}]
    assert blocks.options([("v" * 151, "o")])[0]["value"] == "v" * 150


def test_the_place_of_a_picture_says_what_it_shows() -> None:
    its = {"type": "image", "slack_file": {"id": "FOLLOWS"}, "alt_text": "Turnaround, six months"}
    assert blocks.picture("Turnaround, six months") == its
    assert blocks.picture("Turnaround, six months", "Turnaround") == its | {"title": text("Turnaround")}
    assert blocks.picture("a" * 2000, "t" * 2000)["title"]["text"] == "t" * 2000
    assert blocks.picture("a" * 2000)["alt_text"] == "a" * 2000
    assert taken(blocks.picture(LONG, LONG))


# --- forms -------------------------------------------------------------------------------------------------------------------


def test_a_field_has_a_name_a_label_and_perhaps_a_hint() -> None:
    its = blocks.field("due", "Due", blocks.date_input())
    assert its == {
        "type": "input",
        "block_id": "due",
        "label": text("Due"),
        "optional": False,
        "element": blocks.date_input() | {"action_id": "value"},
    }
    more = blocks.field("due", "Due", blocks.date_input(), hint="A working day", optional=True)
    assert more == its | {"optional": True, "hint": text("A working day")}
    assert blocks.field("due", "l" * 2000, blocks.date_input(), hint="h" * 2000)["hint"]["text"] == "h" * 2000
    assert taken(blocks.field("due", LONG, blocks.date_input(), hint=LONG), surface="modal")


def test_a_line_to_type_in_begins_with_what_is_known_as_far_as_it_fits() -> None:
    assert blocks.text_input() == {"type": "plain_text_input", "multiline": False, "max_length": 500}
    assert blocks.text_input("abc", placeholder="What?", lines=True, most=2) == {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": 2,
        "initial_value": "ab",
        "placeholder": text("What?"),
    }
    assert blocks.text_input(placeholder="p" * 150)["placeholder"]["text"] == "p" * 150
    assert taken(blocks.field("a", "A", blocks.text_input(LONG, placeholder=LONG)), surface="modal")


def test_a_menu_of_one_choice_begins_with_the_one_that_is_known() -> None:
    pairs = [("a", "A"), ("b", "B")]
    its = {"type": "static_select", "options": blocks.options(pairs), "placeholder": text("Choose")}
    assert blocks.choice(pairs) == its
    assert blocks.choice(pairs, "b") == its | {"initial_option": {"text": text("B"), "value": "b"}}
    assert blocks.choice(pairs, "c", placeholder="Which?") == its | {"placeholder": text("Which?")}
    assert blocks.choice(pairs, placeholder="p" * 150)["placeholder"]["text"] == "p" * 150
    assert taken(blocks.field("a", "A", blocks.choice(PAIRS, placeholder=LONG)), surface="modal")


def test_a_menu_of_several_choices_begins_with_those_that_are_known() -> None:
    pairs = [("a", "A"), ("b", "B"), ("c", "C")]
    its = {"type": "multi_static_select", "options": blocks.options(pairs), "placeholder": text("Choose")}
    assert blocks.choices(pairs) == its
    assert blocks.choices(pairs, ["c", "a", "x"]) == its | {"initial_options": [its["options"][0], its["options"][2]]}


def test_what_can_be_ticked_is_ten_at_most() -> None:
    pairs = [(str(number), f"Choice {number}") for number in range(12)]
    its = blocks.checkboxes(pairs)
    assert its == {"type": "checkboxes", "options": blocks.options(pairs)[:10]}
    assert blocks.checkboxes(pairs, ["1", "11"]) == its | {"initial_options": [its["options"][1]]}
    assert taken(blocks.field("a", "A", blocks.checkboxes(pairs, ["1"])), surface="modal")


def test_files_people_days_and_times_are_asked_for_as_slack_asks() -> None:
    assert blocks.file_input() == {"type": "file_input", "max_files": 5}
    assert blocks.file_input(1)["max_files"] == 1
    for ask, kind, words, first in (
        (blocks.person_input, "users_select", "Choose a person", "initial_user"),
        (blocks.date_input, "datepicker", "Choose a day", "initial_date"),
        (blocks.time_input, "timepicker", "Choose a time", "initial_time"),
    ):
        assert ask() == {"type": kind, "placeholder": text(words)}
        assert ask("known") == {"type": kind, "placeholder": text(words), first: "known"}
    several = {"type": "multi_users_select", "placeholder": text("Choose people")}
    assert blocks.people_input() == several
    assert blocks.people_input(("U1", "U2")) == several | {"initial_users": ["U1", "U2"]}


# --- limits ------------------------------------------------------------------------------------------------------------------

PUSH = blocks.button("Open", "thing.open")


def test_blocks_within_the_limits_are_let_through_as_they_are() -> None:
    for its in ([blocks.divider()] * 3, [blocks.actions(*[PUSH] * 25)], [blocks.actions(PUSH)]):
        assert blocks.checked(its, most=3) is its
    ours = [blocks.field(name, "A", blocks.date_input()) for name in ("a", "b")]
    assert blocks.checked([*ours, blocks.divider(), blocks.divider()], most=4)


@pytest.mark.parametrize(
    ("its", "why"),
    [
        ([], "^0 blocks, at most 3$"),
        ([blocks.divider()] * 4, "^4 blocks, at most 3$"),
        ([blocks.field("a", "A", blocks.date_input())] * 2, r"^block ids twice: \['a', 'a'\]$"),
        ([blocks.actions()], "^a row needs 1 to 25 buttons$"),
        ([blocks.divider(), blocks.actions(*[PUSH] * 26)], "^a row needs 1 to 25 buttons$"),
    ],
)
def test_blocks_that_slack_would_refuse_are_a_bug_that_says_so(its: list[blocks.Block], why: str) -> None:
    with pytest.raises(OutsideSlacksLimits, match=why):
        blocks.checked(its, most=3)


# --- as words ------------------------------------------------------------------------------------------------------------------


def test_the_words_of_all_blocks_are_a_line_each_and_buttons_are_none() -> None:
    its = [
        blocks.header("Helix"),
        blocks.section("*A-1* send it", button=PUSH),
        blocks.fields([("Tier", "1"), ("Service", "CRO")]),
        blocks.divider(),
        blocks.picture("Turnaround, six months", "Turnaround"),
        blocks.actions(PUSH),
        blocks.context("quiet"),
    ]
    assert blocks.as_text(its).split("\n") == [
        *("Helix", "*A-1* send it", "*Tier*", "1", "*Service*", "CRO", "Turnaround, six months", "quiet")
    ]
    assert blocks.as_text([]) == ""


def test_the_words_of_a_long_message_are_cut() -> None:
    assert len(blocks.as_text([blocks.section("x" * 3000)] * 12)) == 35_000
    assert json.dumps(blocks.as_text([blocks.section("x" * 3000)] * 12)).endswith('\\u2026"')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0ALICE|alice> and <@U0BOB>", "@alice and @someone"),
        ("<#C0HELIX|helix> and <#C0HELIX>", "#helix and #someone"),
        ("<!date^1764000000^{date_short}|Mon 24 Nov>", "Mon 24 Nov"),
        ("<https://x.example|the plan>", "the plan (https://x.example)"),
        ("<https://x.example>", "https://x.example"),
        ("*bold* of 5 &lt; 6 &gt; 4 &amp; more", "bold of 5 < 6 > 4 & more"),
        ("&amp;lt;", "&lt;"),
        ("nothing", "nothing"),
    ],
)
def test_marks_become_words_for_mail(text: str, words: str) -> None:
    assert without_marks(text) == words
