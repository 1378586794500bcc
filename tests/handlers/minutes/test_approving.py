"""Each company approves for itself; both have to say yes to the same version, and then it is filed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from governance.bodies import Part, Seat
from governance.events import ApprovalGiven, MinutesFiled
from storage.journal import history
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.minutes.forged import press
from tests.handlers.minutes.test_drafting import pdf_of
from tests.handlers.minutes.test_editing import asking, recorded
from tests.held import Held
from tests.running import Running
from tests.signing import kept, mailed

BY_ALICE = (
    "Approved by Alice Moreau for Northwind Bio, 1 Dec 2026 15:41 Europe/Warsaw: "
    "I approve version 1 of the minutes of S-1 Weekly call, 1 Dec 2026, for Northwind Bio."
)
BY_VERA = (
    "Approved by Vera Novak for Helix Clinical, 1 Dec 2026 14:41 Europe/London: "
    "I approve version 1 of the minutes of S-1 Weekly call, 1 Dec 2026, for Helix Clinical."
)


def test_the_second_yes_files_them(helix: Running, sent: Held) -> None:
    assert BY_VERA in helix.click("Approve", by=VERA, at=HELIX)
    assert f"{BY_VERA}\nWaits for Northwind Bio: @Alice Moreau.\nDecided" in asking(helix)
    said = helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    assert said.startswith(
        "Minutes of S-1 Weekly call, Tue 1 Dec\n"
        f"Version 1, approved by both companies. It stays as it is.\n{BY_VERA}\n{BY_ALICE}\nDecided\n"
    )
    assert said.endswith("[Add a correction] [PDF] [Versions]")
    (filed,) = recorded(helix, MinutesFiled)
    assert len(filed.event.digest) == 64
    assert len(recorded(helix, ApprovalGiven)) == 2


def test_the_channel_hears_who_approved_when_and_has_the_pdf_with_it(helix: Running, sent: Held) -> None:
    helix.click("Approve", by=VERA, at=HELIX)
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    assert (
        "  :white_check_mark: Minutes of S-1 Weekly call, Tue 1 Dec are approved by both companies and stay as they are now.\n"
        f"  {BY_VERA}\n  {BY_ALICE}\n  [Open]"
    ) in helix.heard(HELIX)
    assert helix.heard(HELIX).rstrip().endswith("[file: minutes S-1 Weekly call version 1.pdf]")
    assert asking(helix).startswith(
        ":white_check_mark: Minutes of S-1 Weekly call, Tue 1 Dec: approved by both companies."
    )
    helix.say("session minutes S-1 pdf", by=ALICE, at=HELIX)
    words = pdf_of(helix)
    assert "Version 1, approved by both companies. Corrections stand beside it." in words
    assert f"Approved {BY_VERA} {BY_ALICE}" in words


@pytest.mark.parametrize("first", [ALICE, VERA])
def test_two_who_approve_at_the_same_moment_file_them(helix: Running, sent: Held, first: str) -> None:
    """Neither misses that the other has said yes, on both databases."""
    second = VERA if first == ALICE else ALICE
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda who: press(helix, who, "minutes.approve", "S-1 1"), (first, second)))
    assert len(recorded(helix, MinutesFiled)) == 1
    assert sorted(its.person_id for its in kept(helix)) == [1, 2]


def test_a_draft_cannot_be_approved(helix: Running, over: Held) -> None:
    said = helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    assert said.startswith(
        "The minutes of S-1 are still a draft, so there is nothing to approve yet. Alice Moreau sends them"
    )
    assert kept(helix) == []


def test_whoever_may_not_is_told_who_can(helix: Running, sent: Held) -> None:
    said = helix.click("Approve", by=BOB, at=HELIX)
    assert said == "Approving the minutes of S-1 is for Alice Moreau and Vera Novak. You can comment on them."
    assert kept(helix) == []


def test_one_company_approves_once(helix: Running, sent: Held) -> None:
    helix.click("Approve", by=VERA, at=HELIX)
    said = helix.click("Approve", by=VERA, at=HELIX)
    assert said.startswith("Your company has approved this version already. Thank you.")
    assert len(kept(helix)) == 1


def test_an_old_button_approves_nothing_new(helix: Running, sent: Held) -> None:
    page = helix.say("session minutes S-1", by=VERA, at=HELIX, via="mention")
    assert "[Approve]" in page
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.submit(by=ALICE, summary="Another one", reason="it was missing")
    said = helix.click("Approve the minutes of S-1", by=VERA)
    assert said.startswith("Version 2 is here since, so nothing was approved yet.")
    assert kept(helix) == []


def test_what_was_approved_before_a_change_does_not_file_the_next_version(helix: Running, sent: Held) -> None:
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.submit(by=ALICE, summary="Another one", reason="it was missing")
    said = helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    assert "Waits for Helix Clinical: @Vera Novak (what was approved before is version 1)." in said
    assert recorded(helix, MinutesFiled) == []
    assert "approved by both companies" in helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")


def seat(held: Held, *seats: Seat) -> None:
    with held.uow() as uow:
        session = held.session(uow)
        body = uow.bodies.add(session.vendor_id, session.kind, "Strategy board", uow.at)
        assert body
        for party in {its.party for its in seats}:
            uow.bodies.seat(body, party, [its for its in seats if its.party == party])


def test_a_bodys_chair_is_asked_and_their_deputy_may(helix: Running, over: Held) -> None:
    """Bob chairs for Northwind, Alice is the account lead and may besides; Vera is Helix's, where no chair sits."""
    seat(over, Seat(person_id=3, party="sponsor", part=Part.CHAIR))
    said = helix.say("session minutes S-1 send", by=ALICE, at=HELIX)
    assert "Waits for Northwind Bio: @Bob Tran.\nWaits for Helix Clinical: @Vera Novak." in said
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    assert [(its.person_id, its.company) for its in kept(helix)] == [(1, "Northwind Bio")]


def test_a_chair_who_audits_now_is_not_asked(helix: Running, over: Held) -> None:
    seat(over, Seat(person_id=3, party="sponsor", part=Part.CHAIR))
    helix.say(f"vendor people <@{BOB}> quality")
    assert "Waits for Northwind Bio: @Alice Moreau." in helix.say("session minutes S-1 send", by=ALICE, at=HELIX)


def test_a_deputy_in_the_body_approves_for_its_chair(helix: Running, over: Held) -> None:
    deputy = Seat(person_id=3, party="sponsor", part=Part.DEPUTY, deputy_for=1)
    seat(over, Seat(person_id=1, party="sponsor", part=Part.CHAIR), deputy)
    helix.say("session minutes S-1 send", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 approve", by=BOB, at=HELIX)
    assert [its.person_id for its in kept(helix)] == [3]


def test_a_mailed_code_makes_a_signature_of_it(helix: Running, sent: Held) -> None:
    form = helix.say("session minutes S-1 sign", by=VERA, at=HELIX, via="mention")
    assert "[Open the form]" in form
    form = helix.click("Open the form", by=VERA)
    assert form.startswith(
        "-- Sign --\nYou are about to sign, as Vera Novak for Helix Clinical:\n"
        "I approve version 1 of the minutes of S-1 Weekly call, 1 Dec 2026, for Helix Clinical.\n"
    )
    said = helix.submit(by=VERA, code=mailed(helix))
    assert (
        "Signed by Vera Novak (vendor lead) for Helix Clinical, 1 Dec 2026 14:41 Europe/London, proven by a code"
        in said
    )
    assert kept(helix)[0].is_signed


# --- corrections ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(helix: Running, sent: Held) -> Held:
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    return sent


def test_after_that_only_corrections_beside_them(helix: Running, filed: Held) -> None:
    stays = "The minutes of S-1 are approved by both companies, so they stay as they are. Add a correction instead."
    for word in ("edit", "send", "comment x", "approve", f"scribe <@{BOB}|bob>"):
        assert helix.say(f"session minutes S-1 {word}", by=ALICE, at=HELIX) == stays
    said = helix.say("session minutes S-1 add The list has 12 sites.", by=VERA, at=HELIX, via="mention")
    assert "Correction 1 (@Vera Novak, Tue 1 Dec): The list has 12 sites.\n[Approve correction 1]\n" in said
    assert (
        "  Minutes of S-1 Weekly call, Tue 1 Dec: a correction stands beside them now.\n"
        "  Correction 1 (@Vera Novak, Tue 1 Dec): The list has 12 sites.\n"
        "  [Approve correction 1] [Open]"
    ) in helix.heard(HELIX)


def test_each_side_can_approve_a_correction(helix: Running, filed: Held) -> None:
    form = helix.say("session minutes S-1 add", by=ALICE, at=HELIX)
    assert form.startswith("-- Correction --\nWhat is to be corrected?")
    helix.submit(by=ALICE, text="The list has 12 sites.")
    said = helix.click("Approve correction 1 to S-1", by=VERA, at=HELIX)
    assert (
        "Approved by Vera Novak for Helix Clinical, 1 Dec 2026 14:41 Europe/London: "
        'I approve correction 1 to the minutes of S-1, for Helix Clinical: "The list has 12 sites."'
    ) in said
    helix.say("session minutes S-1 approve correction 1", by=ALICE, at=HELIX)
    again = helix.say("session minutes S-1 approve correction 1", by=ALICE, at=HELIX)
    assert again.count("I approve correction 1") == 2
    assert [its.subject for its in kept(helix)] == ["minutes:1", "minutes:1", "addendum:1", "addendum:1"]
    helix.say("session minutes S-1 pdf", by=ALICE, at=HELIX)
    assert "Correction 1, Tue 1 Dec 2026, Alice Moreau The list has 12 sites." in pdf_of(helix)


def test_a_correction_that_is_not_there_and_one_too_early(helix: Running, sent: Held) -> None:
    said = helix.say("session minutes S-1 approve correction 7", by=ALICE, at=HELIX)
    assert said == "There is no correction 7 to the minutes of S-1. session minutes S-1 shows those there are."
    said = helix.say("session minutes S-1 add something", by=VERA, at=HELIX, via="mention")
    assert said.startswith("The minutes of S-1 are not approved by both companies yet, so they need no correction")


def test_the_record_has_every_step(helix: Running, filed: Held) -> None:
    helix.say("session minutes S-1 add The list has 12 sites.", by=VERA, at=HELIX, via="mention")
    with helix.database.read() as connection:
        steps = [type(its.event).__name__ for its in history(connection, 1, "minutes:1")]
    assert steps == [
        *("MinutesDrafted", "MinutesCirculated", "ApprovalGiven", "ApprovalGiven", "MinutesFiled", "AddendumAdded")
    ]
