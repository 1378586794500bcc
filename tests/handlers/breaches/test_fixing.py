"""The action that puts a breach right names who asked for it, and the company that does not do it verifies it."""

from datetime import date

from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.reports import Reports
from tests.running import Running

OCTOBER = date(2026, 10, 1)


def card(helix: Running) -> str:
    """What the channel reads of the action."""
    said = [helix.read(its) for its in helix.sandbox.messages(HELIX) if its["user"] == PARLEY]
    return next(words for words in said if "A-1" in words and "B-1" not in words)


def test_what_the_vendor_asks_of_itself_names_the_vendor_and_who_verifies_it(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say(f"sla fix B-1 <@{VERA}> 7 Dec train the new monitors", by=VERA, via="direct")
    standing = "Asked by @Vera Novak. Accepted. @Alice Moreau's side verifies it."
    assert standing in card(helix)
    assert standing in helix.say("action show A-1", by=ALICE)
    helix.say("action done A-1 https://helix.example/training", by=VERA, via="direct")
    assert ":white_check_mark: Done by @Vera Novak. To be verified by @Alice Moreau's side." in card(helix)
    helix.clock_moves(hours=1)
    helix.say("action verify A-1", by=ALICE)
    assert "Done by @Vera Novak. Verified." in card(helix)


def test_what_the_sponsor_asks_of_the_vendor_names_who_asked(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say(f"sla fix B-1 <@{VERA}> 7 Dec train the new monitors", by=ALICE)
    assert "Asked by @Alice Moreau.\n" in card(helix)
    assert "Back with" not in card(helix)


def test_what_the_sponsor_asks_of_itself_the_vendor_verifies(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say(f"sla fix B-1 <@{ALICE}> 7 Dec send the reports sooner", by=ALICE)
    assert "Asked by @Alice Moreau. Accepted. @Vera Novak's side verifies it." in helix.say("action show A-1", by=ALICE)


def test_declined_it_goes_back_to_whoever_asked_on_their_own_side(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say("help", by=BOB, at=HELIX, via="mention")
    helix.say(f"sla fix B-1 <@{BOB}> 7 Dec send the reports sooner", by=ALICE)
    helix.say("action decline A-1 not mine", by=BOB)
    assert "Back with @Alice Moreau, who asked for it: do it, or give it to somebody else." in helix.say(
        "action show A-1", by=ALICE
    )
    assert "@Bob Tran cannot do this: not mine" in helix.heard(DIRECT[ALICE])
