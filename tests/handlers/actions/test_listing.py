"""Seeing action items: lists by who acts next, search, one item with its history; only what is theirs to see."""

import pytest

from tests.cast import ALICE, BOB, CHARLIE, GOVERNANCE, HELIX, MERIDIAN, ORION, VERA
from tests.running import Running


@pytest.fixture
def both(with_helix: Running) -> Running:
    """A-1 waits on Helix, A-2 on Northwind."""
    with_helix.say(f"action add <@{VERA}> friday send the revised site list", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{BOB}> 1 dec sign the amendment", by=VERA, at=HELIX, via="mention")
    return with_helix


def test_the_list_shows_the_soonest_due_first_and_what_is_late(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> 1 Dec second", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}> friday first", by=BOB, at=HELIX)
    with_helix.clock_moves(days=7)
    assert with_helix.say("action list", by=BOB, at=HELIX) == (
        "Actions with Helix Clinical: 2 open items\n=========================================\n"
        "A-2 first (@Vera Novak, 3 days late)\n[Done] [Snooze] [Reassign] [Open]\n"
        "A-1 second (@Vera Novak, due tomorrow)\n[Done] [Snooze] [Reassign] [Open]\n[Add an action]"
    )


def test_a_long_list_pages(with_helix: Running) -> None:
    for number in range(11):
        with_helix.say(f"action add <@{VERA}> friday item {number}", by=BOB, at=HELIX)
    assert with_helix.say("action list", by=BOB, at=HELIX).endswith("Page 1 of 2\n[Next page] [Add an action]")
    assert "A-11 item 10" in with_helix.click("Next page", by=BOB)


def test_no_action_of_one_vendor_is_seen_from_another(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    with_helix.say(f"action add <@{VERA}> friday CANARY", by=BOB, at=HELIX)
    for line in (
        "action list",
        "action list all",
        "action show A-1",
        "action done A-1",
        "vendor status",
        "session list",
    ):
        for via in ("mention", "direct"):
            assert "CANARY" not in with_helix.say(line, by=CHARLIE, at=ORION, via=via)
    assert "CANARY" in with_helix.say("action list", by=ALICE, at=MERIDIAN)


@pytest.mark.parametrize(
    ("person", "via", "words", "title", "found"),
    [
        (BOB, "slash", "waiting on us", "Waiting on us: 1 open item", ["A-2"]),
        (BOB, "slash", "waiting on them", "Waiting on Helix Clinical: 1 open item", ["A-1"]),
        (VERA, "direct", "waiting on us", "Waiting on us: 1 open item", ["A-1"]),
        (VERA, "direct", "waiting on them", "Waiting on Northwind Bio: 1 open item", ["A-2"]),
        (VERA, "direct", "mine", "Your actions: 1 open item", ["A-1"]),
        (VERA, "direct", "", "Actions with Helix Clinical: 2 open items", ["A-1", "A-2"]),
        (BOB, "slash", "overdue", "Overdue with Helix Clinical: 0 open items", []),
    ],
)
def test_each_side_asks_in_its_own_words(
    both: Running, person: str, via: str, words: str, title: str, found: list[str]
) -> None:
    page = both.say(f"action list {words}", by=person, at=HELIX, via=via)
    assert page.splitlines()[0] == title
    assert [reference for reference in ("A-1", "A-2") if reference in page] == found


def test_what_is_overdue_is_listed_alone(both: Running) -> None:
    both.clock_moves(days=5)
    page = both.say("action list overdue", by=BOB, at=HELIX)
    assert "A-1 send the revised site list (@Vera Novak, 1 day late)" in page
    assert "A-2" not in page


def test_a_list_is_narrowed_to_a_vendor_and_a_study(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say("vendor link Orion Labs study NB-101", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    with_helix.say(f"action add <@{BOB}> friday order the kits", by=ALICE, at=ORION)
    with_helix.say(f"action add <@{VERA}> friday send the list", by=BOB, at=HELIX)
    for narrowed in ("Orion", "study NB-101", "orion labs study nb-101"):
        page = with_helix.say(f"action list {narrowed}", by=ALICE, at=GOVERNANCE)
        assert "A-1 order the kits" in page, narrowed
        assert "A-2" not in page, narrowed


def test_a_vendor_or_a_study_nobody_knows_is_named_with_the_nearest(with_helix: Running) -> None:
    said = with_helix.say("action list Helics Clinical", by=ALICE, at=GOVERNANCE)
    assert said.startswith('There is no vendor called "Helics Clinical". Did you mean Helix Clinical?')
    assert (
        with_helix.say("action list study NB-404", by=ALICE, at=GOVERNANCE)
        == 'There is no action of a study called "NB-404".'
    )


def test_another_vendors_study_does_not_exist_to_a_vendor(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say("vendor link Orion Labs study NB-101", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    said = [with_helix.say(f"action list study {its}", by=VERA, via="direct") for its in ("NB-101", "NB-100")]
    assert said == [f'There is no action of a study called "{its}".' for its in ("NB-101", "NB-100")]


@pytest.mark.parametrize("words", ["revised list", "list REVISED", "revis", '"revised site"', "a-1"])
def test_words_are_found_in_any_order_and_from_their_beginning(both: Running, words: str) -> None:
    said = both.say(f"action find {words}", by=BOB, at=HELIX)
    assert "A-1 send the revised site list" in said, said


def test_what_is_closed_is_found_after_what_is_open(both: Running) -> None:
    both.say(f"action add <@{VERA}> friday send the second list", by=BOB, at=HELIX)
    both.say("action done A-1", by=BOB, at=HELIX)
    page = both.say("action find list", by=BOB, at=HELIX)
    assert page.startswith('Actions with "list": 2 items\n')
    assert page.index("A-3 send the second list") < page.index("A-1 send the revised site list (@Vera Novak, done)")


@pytest.mark.parametrize("words", ["nosuchword", "%", "*", '"', "a OR b", "NEAR(x y)", "-", "'; drop table actions"])
def test_a_search_that_finds_nothing_says_so(both: Running, words: str) -> None:
    assert "Nothing was found." in both.say(f"action find {words}", by=BOB, at=HELIX)


def test_an_empty_search_asks_for_words(both: Running) -> None:
    assert both.say("action find", by=BOB, at=HELIX).startswith("The search is empty. Write the words")


def test_a_search_never_finds_what_is_another_vendors(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor introduce Orion Labs")
    with_helix.say(f"action add <@{VERA}> friday canary", by=BOB, at=HELIX)
    assert "0 items" in with_helix.say("action find canary", by=CHARLIE, via="direct")
    assert "1 item" in with_helix.say("action find canary", by=VERA, via="direct")


def test_many_finds_page(with_helix: Running) -> None:
    for number in range(9):
        with_helix.say(f"action add <@{VERA}> friday site {number}", by=BOB, at=HELIX)
    assert "Page 1 of 2" in with_helix.say("action find site", by=BOB, at=HELIX)
    assert "A-9 site 8" in with_helix.click("Next page", by=BOB)


def test_an_action_of_many_words_is_shown_whole_on_its_page(with_helix: Running) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    with_helix.say(f"action add <@{VERA}> friday {words}", by=BOB, at=HELIX)
    page = with_helix.say("action show A-1", by=BOB, at=HELIX)
    assert f"In full\n{words}\n" in page
    assert page.splitlines()[0].endswith("… (@Vera Novak, due Fri 27 Nov)")


# --- filters together --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "at", "words", "title", "found"),
    [
        (VERA, HELIX, "overdue mine", "Your actions, overdue: 1 open item", ["A-3"]),
        (VERA, HELIX, "mine late", "Your actions, overdue: 1 open item", ["A-3"]),
        (BOB, GOVERNANCE, "overdue waiting on us", "Waiting on us, overdue: 0 open items", []),
        (BOB, GOVERNANCE, "waiting on helix", "Waiting on Helix Clinical: 2 open items", ["A-1", "A-3"]),
        (BOB, GOVERNANCE, "waiting on vendor", "Waiting on vendors: 2 open items", ["A-1", "A-3"]),
        (BOB, GOVERNANCE, "waiting for the sponsor", "Waiting on us: 1 open item", ["A-2"]),
        (VERA, HELIX, "waiting on Northwind Bio", "Waiting on Northwind Bio: 1 open item", ["A-2"]),
        (BOB, GOVERNANCE, "late", "Overdue: 1 open item", ["A-3"]),
        (BOB, GOVERNANCE, "blocked helix", "Blocked with Helix Clinical: 1 open item", ["A-1"]),
        (BOB, HELIX, "vendor", "Actions with Helix Clinical: 3 open items", ["A-1", "A-2", "A-3"]),
        (BOB, HELIX, "page 1", "Actions with Helix Clinical: 3 open items", ["A-1", "A-2", "A-3"]),
    ],
)
def test_filters_are_combined(both: Running, person: str, at: str, words: str, title: str, found: list[str]) -> None:
    both.say(f"action add <@{VERA}> today send the plan", by=BOB, at=HELIX)
    both.say("action block A-1 no access", by=VERA, via="direct")
    both.clock_moves(days=1)
    page = both.say(f"action list {words}", by=person, at=at, via="mention")
    assert page.startswith(f"{title}\n"), page
    assert [reference for reference in ("A-1", "A-2", "A-3") if f"{reference} " in page] == found


@pytest.mark.parametrize("words", ["closed", "mine closed", "waiting on nobody", "helix closed"])
def test_what_is_no_filter_is_refused_and_not_left_out(both: Running, words: str) -> None:
    assert "There is no vendor called" in both.say(f"action list {words}", by=BOB, at=GOVERNANCE)
