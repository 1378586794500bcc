"""What people write is shown as they wrote it: it pings nobody, links nowhere, and Slack takes every page it is on."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import BOB, GOVERNANCE, HELIX, PARLEY, VERA
from tests.running import Running

NASTY = (
    "<!channel> come here",
    "<!here|here>",
    "<@U0ALICE> did it",
    "<https://evil.example|our site>",
    "a < b & c > d",
    "&lt;!channel&gt;",
    "```code``` `x`",
    "‮right to left‬ مرحبا שלום",
    "👩🏽‍🔬 🇵🇱 é ﷽ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    'quotes " “ ” and \\ backslash',
    "line\nbreak\ttab",
    "x" * 250,
)


def wire(text: str) -> str:
    """As Slack sends what somebody typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said_by_parley(parley: Running) -> Iterator[dict]:
    """Every payload Parley has produced: posts, answers, pages, forms."""
    sandbox = parley.sandbox
    for place in (HELIX, GOVERNANCE, "D0BOB", "D0VERA"):
        yield from (message for message in sandbox.messages(place) if message["user"] == PARLEY)
    for person in (BOB, VERA, "U0ALICE"):
        yield from sandbox.ephemerals(person)
        yield from sandbox.views(person)
        yield sandbox.home(person) or {}


def formatted(payload: object) -> Iterator[str]:
    """Every text in it that Slack formats."""
    if isinstance(payload, dict):
        if payload.get("type") == "mrkdwn":
            assert payload["verbatim"] is True
            yield payload["text"]
        for value in payload.values():
            yield from formatted(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from formatted(value)


def assert_harmless(parley: Running) -> None:
    texts = [text for payload in said_by_parley(parley) for text in formatted(payload)]
    assert texts
    for text in texts:
        assert "<!channel" not in text
        assert "<!here" not in text
        assert "<https://evil" not in text
    refused = [call for call in parley.sandbox.calls() if not call.response.get("ok", True)]
    assert refused == []


@pytest.mark.parametrize("text", NASTY)
def test_an_actions_title_is_only_words(with_helix: Running, text: str) -> None:
    said = with_helix.say(f"action add <@{VERA}> friday {wire(text)}", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1")
    with_helix.say("action list", by=VERA, at=HELIX, via="mention")
    with_helix.say("action show A-1", by=BOB, at=HELIX)
    with_helix.home(VERA)
    with_helix.say("digest now", by=BOB, at=HELIX)
    with_helix.say("action done A-1", by=VERA, via="direct")
    assert_harmless(with_helix)


LONG = (
    "<!channel> ",
    "\u202eright to left\u202c \u0645\u0631\u062d\u0628\u0627 ",
    "\U0001f469\U0001f3fd\u200d\U0001f52c",
    "word ",
    "W",
    "a < b & c ",
)


@pytest.mark.parametrize("part", LONG)
def test_three_thousand_characters_go_through_every_message_and_form(with_helix: Running, part: str) -> None:
    title = (part * 3000)[:3000].strip()
    for owner in (VERA, BOB):
        with_helix.say("action add", by=BOB, at=HELIX)
        with_helix.submit(by=BOB, title=title, owner=owner, due="2026-11-24", care=["audit", "safety"])
    ts = with_helix.sandbox.message(BOB, HELIX, wire(title)).ts
    with_helix.shortcut(BOB, HELIX, ts)
    for reason in ("block A-1", "decline A-1", "due A-1 2 dec", "done A-1"):
        with_helix.clock_moves(minutes=1)
        with_helix.say(f"action {reason} {wire(title)[:900]}", by=VERA, via="direct")
        for page in ("list", "list waiting on them", f"find {wire(title)[:90]}", "show A-1", "list mine", "export"):
            with_helix.say(f"action {page}", by=BOB, at=HELIX)
        with_helix.say("action show A-1", by=VERA, at=HELIX, via="mention")
        with_helix.home(VERA)
    with_helix.say("action minutes", by=BOB, at=HELIX)
    with_helix.submit(by=BOB, minutes=f"ACTION: Vera to {title[:2900]} by 12 Dec")
    with_helix.say(f"action escalate A-2 {wire(title)[:900]}", by=BOB, at=HELIX)
    for _ in range(6):
        with_helix.clock_moves(days=1)
        with_helix.tick("escalations")
        with_helix.tick("reminders")
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert_harmless(with_helix)


def test_what_was_typed_is_read_as_it_was_typed(with_helix: Running) -> None:
    with_helix.say("action add", by=BOB, at=HELIX)
    with_helix.submit(by=BOB, title="R&D: <5 % of sites > 2 days", owner=VERA, due="2026-12-01")
    assert "A-1 R&D: <5 % of sites > 2 days (" in with_helix.heard(HELIX)


def test_an_ampersand_in_a_command_is_read_as_one(with_helix: Running) -> None:
    with_helix.say("vendor add R&amp;D Partners, tier 2, CRO")
    assert with_helix.say("vendor show R&amp;D Partners").startswith("R&D Partners\n")
    assert with_helix.say("vendor show R&amp;D").startswith("R&D Partners\n")


def test_a_mention_inside_a_title_becomes_a_name_and_pings_nobody(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}> friday call <@U0ALICE|alice> about it", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 call @alice about it (@Vera Novak")


def test_a_message_with_links_and_mentions_becomes_a_plain_title(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, HELIX, "See <https://x.example|the plan> &amp; ask <@U0ALICE>").ts
    form = with_helix.shortcut(BOB, HELIX, ts)
    assert "[See the plan (https://x.example) & ask @someone]" in form


@pytest.mark.parametrize("text", NASTY[:-1])
def test_a_vendors_name_is_only_words(with_helix: Running, text: str) -> None:
    with_helix.say("vendor add", at=GOVERNANCE)
    with_helix.submit(name=text, service=text, tier="2")
    with_helix.say("vendor list", by=BOB)
    with_helix.say(f"vendor show {wire(text)}", by=BOB)
    with_helix.say(f"vendor status {wire(text)}", by=BOB)
    with_helix.say("action add", by=BOB)
    with_helix.home(BOB)
    assert_harmless(with_helix)


@pytest.mark.parametrize("text", NASTY)
def test_what_was_not_understood_is_repeated_as_words(with_helix: Running, text: str) -> None:
    for line in (
        text,
        f"action {text}",
        f"vendor show {text}",
        f"action add @{text}",
        f"session schedule Helix {text}",
    ):
        for typed in (line, wire(line)):
            with_helix.say(typed, by=BOB, at=HELIX)
            with_helix.say(typed, by=VERA, at=HELIX, via="mention")
    with_helix.say(f"digest subscribe {text}", at=HELIX)
    assert_harmless(with_helix)


@pytest.mark.parametrize("length", [300, 3_000, pytest.param(40_000, marks=pytest.mark.at_length)])
def test_a_very_long_line_is_answered_within_slacks_limits(with_helix: Running, length: int) -> None:
    for line in (
        "",
        "vendor show ",
        "vendor add ",
        "action add @",
        f"action add <@{VERA}> friday ",
        "session schedule ",
        "digest subscribe ",
    ):
        assert with_helix.say(f"{line}{'W' * length}", by=BOB, at=HELIX), line
    assert_harmless(with_helix)


anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=anything)
def test_any_line_at_all_is_answered_and_every_page_is_valid(with_helix: Running, text: str) -> None:
    for line in (wire(text), f"action add <@{VERA}> friday {wire(text)}"):
        ack = with_helix.slash(line, by=BOB, at=HELIX)
        assert ack.status == 200
        assert ack.trouble is None
    assert "Something went wrong" not in json.dumps(ack.body)
    assert_harmless(with_helix)
