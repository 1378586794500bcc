"""Rehearsals: what would be said is read by the vendor manager alone, word for word, and says to whom it would have gone."""

from dataclasses import replace

import pytest

from governance.refusals import NotIntroduced
from handlers.kit.blocks import section
from handlers.kit.rehearsing import check_introduced, rehearsed
from handlers.kit.replies import message
from storage.outbox import REHEARSED, Kind
from tests.acquainted import Acquainted
from tests.cast import ALICE, HELIX, OMAR

FRONT = "Rehearsal, for you alone. Once you have introduced me I say this"
LETTER = message(section("Please send the list.")).payload() | {"channel": ALICE}


def words(payload: dict) -> list[str]:
    """What the blocks of a message say, a text each."""
    return [(its.get("text") or its["elements"][0])["text"] for its in payload["blocks"]]


def test_only_the_people_of_a_vendor_that_is_rehearsed_with_are_kept_out(acquainted: Acquainted) -> None:
    for person in (acquainted.alice, acquainted.bob, acquainted.vera, acquainted.nina, acquainted.charlie):
        check_introduced(person, acquainted.uow)
    with pytest.raises(NotIntroduced, match="Alice Moreau is still getting me ready for Orion Labs"):
        check_introduced(acquainted.omar, acquainted.uow)


def test_what_is_for_the_reader_themselves_stays_as_it_is() -> None:
    assert rehearsed(LETTER) == LETTER


@pytest.mark.parametrize(
    ("whom", "place"), [(HELIX, f"in <#{HELIX}>"), ("G0OLD", "in <#G0OLD>"), (OMAR, f"to <@{OMAR}>")]
)
def test_a_message_is_headed_by_where_it_would_be_said(whom: str, place: str) -> None:
    its = rehearsed(LETTER | {REHEARSED: whom})
    assert words(its) == [f"{FRONT} {place}:", "Please send the list."]
    assert its["text"] == f"{FRONT} {place}:\nPlease send the list."
    assert its["channel"] == ALICE
    assert set(its) == {"text", "blocks", "channel"}


def test_a_message_without_a_text_of_its_own_is_only_headed() -> None:
    its = rehearsed({"blocks": [section("One")], REHEARSED: HELIX})
    assert its["text"] == f"{FRONT} in <#{HELIX}>:\n"
    assert words(its)[1:] == ["One"]


@pytest.mark.parametrize("blocks", [48, 49, 50])
def test_a_long_message_loses_its_end_so_that_slack_takes_it(blocks: int) -> None:
    long = {"text": "", "blocks": [section(str(number)) for number in range(blocks)], REHEARSED: HELIX}
    assert len(rehearsed(long)["blocks"]) == min(50, blocks + 1)
    assert words(rehearsed(long))[1] == "0"


def test_a_picture_goes_on_as_it_is() -> None:
    assert rehearsed({"file": "F1", "channel": ALICE, REHEARSED: HELIX}) == {"file": "F1", "channel": ALICE}


def test_a_mail_is_shown_and_not_sent() -> None:
    mail = {"subject": "Which *times*?", "title": "Poll", "words": "Dear <you>,\nchoose."}
    its = rehearsed({"mail": mail, "channel": ALICE, REHEARSED: "omar&co@orion.example"})
    assert words(its) == [
        f"{FRONT} to omar&amp;co@orion.example by mail:",
        "*Which *times*?*\nDear &lt;you&gt;,\nchoose.",
    ]
    assert its["text"] == "\n".join(words(its))
    assert set(its) == {"text", "blocks", "channel"}


def test_a_mail_without_a_subject_is_called_by_its_title_and_one_without_words_by_nothing() -> None:
    assert words(rehearsed({"mail": {"title": "Poll"}, REHEARSED: "omar@orion.example"}))[1] == "*Poll*\n"
    assert words(rehearsed({"mail": {}, REHEARSED: "omar@orion.example"}))[1] == "**\n"


def test_a_long_mail_is_cut() -> None:
    mail = {"subject": "s" * 201, "words": "w" * 2001}
    shown = words(rehearsed({"mail": mail, REHEARSED: "omar@orion.example"}))[1]
    assert shown == f"*{'s' * 199}…*\n{'w' * 1999}…"
    whole = {"subject": "s" * 200, "words": "w" * 2000}
    assert "…" not in words(rehearsed({"mail": whole, REHEARSED: "omar@orion.example"}))[1]


def test_what_is_put_for_a_vendor_that_is_rehearsed_with_comes_to_the_manager_as_a_rehearsal(
    acquainted: Acquainted,
) -> None:
    acquainted.uow.outbox.put(Kind.POST, f"channel:{OMAR}", LETTER | {"channel": OMAR}, once="once")
    [(lane, _, payload)] = acquainted.said()
    assert lane == f"channel:{ALICE}"
    assert words(rehearsed(payload))[0] == f"{FRONT} to <@{OMAR}>:"


def test_an_introduction_lets_a_vendors_people_in(acquainted: Acquainted) -> None:
    acquainted.uow.vendors.introduce(acquainted.orion.id, acquainted.uow.at)
    check_introduced(acquainted.omar, acquainted.uow)
    check_introduced(replace(acquainted.omar, vendor_id=None), acquainted.uow)
