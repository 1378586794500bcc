"""Asking the record about one thing: everything that happened to it, in plain words, and nothing of anybody else."""

import pytest

from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.audit.conftest import CANARY
from tests.results import working
from tests.running import Running


def test_an_actions_history_says_when_who_for_whom_how_old_and_new_and_why(busy: Running) -> None:
    assert busy.say("audit show A-1", by=ALICE, at=GOVERNANCE).splitlines() == [
        "The record of A-1 send the revised site list",
        "=" * 44,
        "23 Nov 2026 10:00: Action item opened (entry 15)",
        "By Bob Tran for Northwind Bio, slash command",
        "Title: send the revised site list; Owner: Vera Novak; Due: 4 Dec 2026; Asked by: Bob Tran; State: proposed",
        "23 Nov 2026 10:00: Due date moved (entry 16)",
        "By Bob Tran for Northwind Bio, slash command",
        "4 Dec 2026 → 11 Dec 2026",
        "Reason: because the site was closed",
        "2 entries, page 1 of 1. Times are those of Europe/Warsaw.",
    ]


def test_a_breach_is_told_with_its_red_result(busy: Running) -> None:
    said = busy.say("audit show B-1", by=ALICE, at=GOVERNANCE)
    titles = [line.partition(": ")[2].partition(" (entry")[0] for line in said.splitlines() if "(entry" in line]
    assert titles == [
        "Result submitted",
        "Breach opened",
        "Account leads told of the breach",
        "Breach commented",
        "Vendor's channel told of the breach",
    ]
    assert "Period: October 2026; Numerator: 159; Denominator: 200; Value: 79.5 %; Colour: red" in said
    assert "By Vera Novak for Helix Clinical, mention\nComment: two monitors left" in said
    assert "Channel: #helix-northwind" in said


@pytest.mark.parametrize(("item", "title"), [("S-1", "Session scheduled"), ("K14 Helix", "Result submitted")])
def test_sessions_and_kpis_have_a_history_too(busy: Running, item: str, title: str) -> None:
    assert title in busy.say(f"audit show {item}", by=BOB, at=GOVERNANCE)


def test_a_vendors_history_is_all_that_is_theirs_and_nothing_of_another(busy: Running) -> None:
    said = busy.say("audit show Helix", at=GOVERNANCE) + busy.say("audit show Helix page 2", at=GOVERNANCE)
    assert "Vendor added" in said
    assert "Session scheduled" in said
    assert "Due date moved" in said
    assert CANARY not in said
    assert "Orion" not in said
    assert f"Title: {CANARY} of Orion" in busy.say("audit show Orion", at=GOVERNANCE)


def test_a_vendors_person_asks_for_their_own_vendors_items_only(busy: Running) -> None:
    assert "Due date moved" in busy.say("audit show A-1", by=VERA, via="direct")
    for item in ("A-2", "A-3", "B-9", "C-1", "R-1", "S-9"):
        assert busy.say(f"audit show {item}", by=VERA, via="direct") == (
            f"There is no {item} that you can see. Write A-17, S-3, D-7, B-4, C-2, R-1, G-3, a KPI's code or a vendor's name."
        )
    assert busy.say("audit show Orion", by=VERA, via="direct") == (
        'There is no KPI called "Orion" here. sla status shows them all.'
    )


def test_which_of_the_sponsors_people_get_digests_is_not_a_vendors_to_know(busy: Running) -> None:
    busy.say("digest now Helix", by=BOB, at=GOVERNANCE)
    assert "Digest posted" in busy.say("audit show Helix page 2", at=GOVERNANCE)
    for page in (1, 2):
        said = busy.say(f"audit show Helix page {page}", by=VERA, via="direct")
        assert not [word for word in ("Digest", "Feed", "Person") if word in said.replace("Person:", "")]


def test_in_a_shared_channel_only_its_vendor_has_a_record(busy: Running) -> None:
    assert "There is no A-1 that you can see" in busy.say("audit show A-1", at=ORION)
    assert CANARY not in busy.say("audit show Orion", at=HELIX)


def test_a_late_entry_says_so(busy: Running) -> None:
    busy.import_results("Helix Clinical,,K21,2026-06,12,12,")
    said = busy.say("audit show K21 Helix", at=GOVERNANCE)
    assert ", late entry: recorded " in said
    assert "business days after it happened" in said
    assert "late" not in busy.say("audit show A-1", at=GOVERNANCE)


def test_a_long_history_has_pages(busy: Running) -> None:
    for day in range(1, 14):
        busy.say(f"action due A-1 {day} Dec because plans change", by=BOB, at=HELIX)
    first = busy.say("audit show A-1", at=GOVERNANCE)
    assert "15 entries, page 1 of 2." in first
    second = busy.click("Next page")
    assert "15 entries, page 2 of 2." in second
    assert "13 Dec 2026" in second


def test_whose_text_was_erased_says_by_whom_when_and_why(busy: Running) -> None:
    with working(busy) as uow:
        uow.actor = uow.people.by_slack(BOB)
        uow.erase(15, "a participant was named")
    told = [
        "23 Nov 2026 10:00: Free texts of an entry erased (entry 25)",
        "By Bob Tran for Northwind Bio, slash command",
        "Entry: 15; Fields: title",
        "Reason: a participant was named",
    ]
    said = busy.say("audit show A-1", by=ALICE, at=GOVERNANCE).splitlines()
    assert said[-5:-1] == told
    assert said[-1] == "3 entries, page 1 of 1. Times are those of Europe/Warsaw."
    assert told[0] in busy.say("audit show Helix page 2", by=ALICE, at=GOVERNANCE)
    assert told[0] not in busy.say("audit show B-1", by=ALICE, at=GOVERNANCE)
    assert told[0] not in busy.say("audit show Orion", by=ALICE, at=GOVERNANCE)


def test_without_an_item_it_asks_for_one(busy: Running) -> None:
    assert busy.say("audit show").startswith("Whose history? Write /parley audit show A-17")


def test_help_says_it_as_it_can_be_typed(busy: Running) -> None:
    assert "/parley audit show <item>" in busy.say("audit help", at=GOVERNANCE)
