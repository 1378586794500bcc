"""Minutes pasted into a form: action lines become a checklist; nothing is added before it is ticked, all of it at once."""

import pytest

from tests.cast import AFTERNOON, ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, VERA
from tests.running import Running

MINUTES = """Joint operations, 23 November
We went through enrolment. Vera was pleased.
ACTION: Vera to send the site list by 12 Dec
- [ ] Bob to sign the amendment by Friday
Action: someone to look at the freezer
"""


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def paste(parley: Running, text: str, by: str = BOB) -> str:
    parley.say("action minutes", by=by, at=HELIX)
    return parley.submit(by=by, minutes=text)


def test_the_form_asks_for_the_minutes(known: Running) -> None:
    assert known.say("action minutes", by=BOB, at=HELIX).startswith("-- Actions from minutes --\nMinutes: [...]\n")


def test_action_lines_become_a_ticked_checklist_and_the_rest_says_what_it_lacks(known: Running) -> None:
    form = paste(known, MINUTES)
    assert "Tick what is to be added (optional): " in form
    assert "(x) Vera Novak, Sat 12 Dec: Send the site list" in form
    assert "(x) Bob Tran, Fri 27 Nov: Sign the amendment" in form
    assert "These need a word more. Mend them below and press the button again." in form
    assert "Action: someone to look at the freezer" in form
    assert "Nothing is open." in known.say("action list", by=ALICE, at=HELIX)


def test_what_is_ticked_is_added_and_the_channel_reads_one_message(known: Running) -> None:
    paste(known, MINUTES)
    said = known.submit(by=BOB, minutes=MINUTES, ticked0=["3", "4"])
    assert said == (
        "Added 2 actions from the minutes:\nA-1 Send the site list (@Vera Novak, due Sat 12 Dec)\n"
        "A-2 Sign the amendment (@Bob Tran, due Fri 27 Nov)\n[Show my actions]"
    )
    page = known.heard(HELIX)
    assert "@Bob Tran added 2 actions from the minutes:\n  A-1 Send the site list" in page
    assert page.count("A-1") == 1


def test_what_is_unticked_is_not_added(known: Running) -> None:
    paste(known, MINUTES)
    assert known.submit(by=BOB, minutes=MINUTES, ticked0=["4"]).startswith("Added 1 action from the minutes:")
    assert "Send the site list" not in known.say("action list", by=BOB, at=HELIX)


def test_nothing_ticked_says_so_and_keeps_the_form(known: Running) -> None:
    paste(known, MINUTES)
    assert "! Nothing is ticked. Tick what is to be added, or cancel." in known.submit(
        by=BOB, minutes=MINUTES, ticked0=[]
    )


def test_minutes_mended_in_the_form_are_read_again_before_anything_is_added(known: Running) -> None:
    paste(known, MINUTES)
    mended = MINUTES.replace("someone to look at the freezer", "Vera to look at the freezer by 1 Dec")
    form = known.submit(by=BOB, minutes=mended, ticked0=["3", "4"])
    assert "(x) Vera Novak, Tue 1 Dec: Look at the freezer" in form
    assert "Nothing is open." in known.say("action list", by=ALICE, at=HELIX)


def test_minutes_without_an_action_say_how_one_looks(known: Running) -> None:
    assert "! I found no action in this text. Begin its line with ACTION" in paste(known, "We met. It was good.")


def test_someone_of_another_company_is_named_under_the_line(known: Running) -> None:
    known.say("help", by=CHARLIE, via="direct")
    form = paste(known, f"ACTION: <@{CHARLIE}> to send the list by 12 Dec")
    assert "Charlie Reyes works for neither Helix Clinical nor us" in form


def test_a_date_that_has_passed_and_one_that_could_be_two_days_are_named(known: Running) -> None:
    form = paste(known, "ACTION: Vera to send it by 1 Nov 2025\nACTION: Vera to sign it by 3/4/2027")
    assert "1 November 2025 has passed" in form
    assert "3 April" in form
    assert "4 March" in form


def test_the_vendors_person_pastes_minutes_directly(known: Running) -> None:
    said = known.say("action minutes ACTION: Bob to sign the amendment by 12 Dec", by=VERA, via="direct")
    assert said.endswith("[Open the form]")
    form = known.click("Open the form", by=VERA, at=DIRECT[VERA])
    assert "ACTION: Bob to sign the amendment by 12 Dec" in form
    known.submit(by=VERA, minutes="ACTION: Bob to sign the amendment by 12 Dec")
    said = known.submit(by=VERA, minutes="ACTION: Bob to sign the amendment by 12 Dec", ticked0=["1"])
    assert said.startswith("Added 1 action from the minutes:\nA-1 Sign the amendment (@Bob Tran, due Sat 12 Dec)")


def test_thirty_lines_fit_the_form(known: Running) -> None:
    text = "\n".join(f"ACTION: Vera to send list {number} by 12 Dec" for number in range(30))
    form = paste(known, text)
    assert form.count("(x) Vera Novak, Sat 12 Dec") == 30
    values = {f"ticked{first}": [str(line) for line in range(first + 1, first + 11)] for first in (0, 10, 20)}
    assert known.submit(by=BOB, minutes=text, **values).startswith("Added 30 actions from the minutes:")


def test_outside_a_vendors_channel_the_owners_vendor_is_plain(known: Running) -> None:
    known.say("action minutes", by=ALICE, at=GOVERNANCE)
    known.submit(by=ALICE, minutes="ACTION: Vera to send the list by 12 Dec")
    known.submit(by=ALICE, minutes="ACTION: Vera to send the list by 12 Dec", ticked0=["1"])
    assert "A-1 Send the list" in known.say("action list", by=VERA, via="direct")


def test_minutes_pasted_into_a_direct_message_are_announced_in_the_vendors_channel(known: Running) -> None:
    known.say("action minutes", by=VERA, via="direct")
    known.click("Open the form", by=VERA, at=DIRECT[VERA])
    known.submit(by=VERA, minutes="ACTION: Bob to sign it by 12 Dec")
    known.submit(by=VERA, minutes="ACTION: Bob to sign it by 12 Dec")
    assert known.heard(HELIX).endswith(
        "@Vera Novak added 1 action from the minutes:\n  A-1 Sign it (@Bob Tran, due Sat 12 Dec)\n  [My items]"
    )


def test_owners_whose_items_no_channel_announces_are_told_directly(parley: Running) -> None:
    parley.watch.set(AFTERNOON)
    parley.say("help", by=BOB, at=GOVERNANCE, via="mention")
    text = "ACTION: Bob to book the room by Friday\nACTION: Alice to call the lab by Friday"
    parley.say("action minutes", by=ALICE, at=GOVERNANCE)
    parley.submit(by=ALICE, minutes=text)
    parley.submit(by=ALICE, minutes=text, ticked0=["1", "2"])
    page = parley.heard(DIRECT[BOB])
    assert "@Alice Moreau added 1 action from the minutes:\n  A-1 Book the room (@Bob Tran, due Fri 27 Nov)" in page
    assert "A-2" not in page
    assert "from the minutes" not in parley.heard(GOVERNANCE)


def test_the_same_minutes_pasted_again_add_nothing_again(known: Running) -> None:
    text = "ACTION: Vera to send the list by 12 Dec\nACTION: Vera to send the list by 12 Dec"
    form = paste(known, text)
    assert form.count("(x) Vera Novak, Sat 12 Dec: Send the list") == 1
    assert "Send the list\nit is here already" in form
    known.submit(by=BOB, minutes=text, ticked0=["1"])
    form = paste(known, f"{text}\nACTION: Bob to call by 12 Dec")
    assert "(x) Vera" not in form
    assert "(x) Bob Tran, Sat 12 Dec: Call" in form


def test_lines_after_the_fiftieth_are_counted(known: Running) -> None:
    form = paste(known, "\n".join(f"ACTION: Vera to do thing {n} by 12 Dec" for n in range(60)))
    assert "10 more lines\nI read 50 at once: add them after" in form


@pytest.mark.parametrize("line", ["VERA TO SEND THE LIST BY 12 DEC", "vera to send the list by 12 dec"])
def test_a_name_is_known_in_capitals_and_without_them(known: Running, line: str) -> None:
    assert "(x) Vera Novak, Sat 12 Dec: Send the list".lower() in paste(known, f"ACTION: {line}").lower()


@pytest.mark.parametrize(
    "line", ["we need to send it by 12 dec", "someone to look by 12 Dec", "Need to look by 12 Dec"]
)
def test_a_word_that_is_no_name_is_no_owner(known: Running, line: str) -> None:
    form = paste(known, f"ACTION: {line}")
    assert "no owner" in form or "I do not know anyone called" in form


def test_minutes_are_read_in_the_speakers_language_too(known: Running) -> None:
    german = {"id": BOB, "name": "bob", "real_name": "Bob Tran", "team_id": "T0NORTH", "locale": "de-DE"}
    known.meets(german)
    form = paste(known, "ACTION: Vera: Liste senden bis 12. Dezember\nACTION: Vera: Vertrag bis Freitag unterschreiben")
    assert "(x) Vera Novak, Sat 12 Dec: Liste senden" in form
    assert "(x) Vera Novak, Fri 27 Nov: Vertrag unterschreiben" in form
