"""The deputies of whoever is missing are called, each once, in Slack or by mail."""

from governance.bodies import Part
from tests.cast import ALICE, BOB, DIRECT, HELIX, NINA, VERA
from tests.handlers.sittings.room import Room
from tests.newcomers import NINA_PATEL, hire


def seated(room: Room) -> Room:
    """Nina stands in for Vera, Bob for Alice."""
    hire(room.parley, NINA_PATEL, HELIX)
    room.parley.click("Yes, confirm", by=ALICE, at=DIRECT[ALICE])
    chairs = (ALICE, Part.CHAIR, None), (VERA, Part.CHAIR, None)
    room.body(*chairs, (NINA, Part.DEPUTY, VERA), (BOB, Part.DEPUTY, ALICE))
    return room


def test_the_deputy_of_who_is_missing_hears_of_it_and_is_there_with_one_click(on: Room) -> None:
    seated(on).click("Present", by=ALICE)
    said = on.click("Call the deputies", by=ALICE)
    assert said == "Called: @Nina Patel for @Vera Novak. They can say with one click that they are here."
    heard = on.parley.heard(DIRECT[NINA])
    assert heard.endswith(
        ":telephone_receiver: Can you join S-1 Joint strategy session with Helix Clinical now, for @Vera Novak? Join\n  [I am here for Vera Novak]"
    )
    said = on.click("I am here for Vera Novak", by=NINA, at=DIRECT[NINA])
    assert said.startswith("You are noted as present for @Vera Novak at S-1. Quorum: yes.")
    assert "Present: @Alice Moreau and @Nina Patel for @Vera Novak" in on.panel


def test_each_is_called_once_and_nobody_who_is_there_or_cannot(on: Room) -> None:
    seated(on)
    on.click("Apology", by=BOB)
    on.click("Call the deputies", by=VERA)
    assert "Can you join" not in on.parley.heard(DIRECT[BOB])
    again = on.click("Call the deputies", by=VERA)
    assert again.startswith("No deputy can be called: all who are named have been called already.")
    assert on.parley.heard(DIRECT[NINA]).count("Can you join S-1") == 1


def test_where_nobody_is_named_that_is_said_with_the_way_out(on: Room) -> None:
    said = on.click("Call the deputies", by=BOB)
    assert said == (
        "No deputy can be called: nobody is named as the deputy of whoever is missing. "
        'A chair can note who is there in their place, by "Who is here".'
    )


def test_a_deputy_without_slack_is_called_by_mail(on: Room) -> None:
    on.parley.send_file(ALICE, "people.csv", "name,email,company\nDana Fox,dana@helix.example,Helix Clinical\n")
    on.parley.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    with on.working() as uow:
        dana = uow.people.by_mail({"dana@helix.example"}).get("dana@helix.example")
        vera = uow.people.by_slack(VERA)
        assert dana
        assert vera
        uow.people.keep_settings(vera.id, deputy_id=dana.id)
    on.click("Call the deputies", by=ALICE)
    assert "Can you join S-1 now?" in str(on.parley.sandbox.mails[-1]["Subject"])
