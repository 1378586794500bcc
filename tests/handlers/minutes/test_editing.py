"""The scribe mends the texts and sends them to both; a change of what was sent asks for a reason and for approval anew."""

from governance.events import MinutesCirculated, MinutesRewritten, ScribeNamed
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.held import Held
from tests.running import Running

ASKING = (
    "Minutes of S-1 Weekly call, Tue 1 Dec: please approve version 1 by Tue 8 Dec, or say what should be different."
)


def recorded(helix: Running, kind: type) -> list:
    with helix.database.read() as connection:
        return [its for its in history(connection, 1, "minutes:1") if isinstance(its.event, kind)]


def asking(helix: Running) -> str:
    """The message that asks both companies, as it reads now."""
    said = [its for its in helix.sandbox.messages(HELIX) if its["user"] == PARLEY and "thread_ts" not in its]
    return helix.read(
        next(its for its in said if "please approve version" in its["text"] or "approved by both" in its["text"])
    )


def test_the_scribe_edits_a_draft_without_a_reason(helix: Running, over: Held) -> None:
    assert helix.click("Edit the minutes of S-1", by=ALICE, at=DIRECT[ALICE]) == (
        "-- Minutes of S-1 --\n"
        "In short (optional): [...]\n"
        "  What somebody who was not there should know.\n"
        "1. Query resolution (decided) (optional): [...]\n"
        "2. Visit reports (carried over) (optional): [...]\n"
        "[Save] [Cancel]"
    )
    said = helix.submit(by=ALICE, summary="The second site it is.", item1="Both sides agree.")
    assert "In short\nThe second site it is.\nAgenda\n1. Query resolution: decided\n    Both sides agree.\n" in said
    assert "    Both sides agree." in helix.heard(HELIX)  # the draft in the thread reads so too
    assert recorded(helix, MinutesRewritten)[0].event.version == 2


def test_sent_to_both_they_ask_for_approval_in_the_channel(helix: Running, over: Held) -> None:
    said = helix.click("Send to both", by=ALICE, at=DIRECT[ALICE])
    assert said.startswith(
        "Minutes of S-1 Weekly call, Tue 1 Dec\n"
        "Version 1, sent to both companies to approve by Tue 8 Dec.\n"
        "Waits for Northwind Bio: @Alice Moreau.\n"
        "Waits for Helix Clinical: @Vera Novak.\n"
        "Decided\n"
    )
    assert asking(helix).startswith(
        f"{ASKING}\nWaits for Northwind Bio: @Alice Moreau.\nWaits for Helix Clinical: @Vera Novak.\nDecided\n"
    )
    assert asking(helix).endswith("[Approve] [Comment] [Open] [PDF]")
    assert [its.person for its in recorded(helix, MinutesCirculated)] == [1]
    again = helix.click("Send to both", by=ALICE, at=DIRECT[ALICE])
    assert again == (
        "The minutes of S-1 have gone to both companies already. session minutes S-1 shows who still has to approve."
    )


def test_a_change_of_what_was_sent_asks_for_a_reason_and_both_approve_anew(helix: Running, sent: Held) -> None:
    helix.click("Approve", by=VERA, at=HELIX)
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    form = helix.submit(by=ALICE, summary="Short.")
    assert "both are asked to approve anew.\n  ! Please complete this required field." in form
    said = helix.submit(by=ALICE, summary="Short.", reason="Vera missed the summary")
    assert (
        "Version 2, sent to both companies to approve by Tue 8 Dec.\n"
        "Waits for Northwind Bio: @Alice Moreau.\n"
        "Waits for Helix Clinical: @Vera Novak (what was approved before is version 1).\n"
    ) in said
    assert (
        "  @Alice Moreau changed the minutes of S-1: Vera missed the summary\n"
        "  Please approve version 2 now.\n"
        "  Waits for Northwind Bio: @Alice Moreau.\n"
        "  Waits for Helix Clinical: @Vera Novak (what was approved before is version 1).\n"
        "  [Approve] [Open]"
    ) in helix.heard(HELIX)
    assert "please approve version 2 by Tue 8 Dec" in asking(helix)


def test_versions_say_in_plain_words_what_changed_and_why(helix: Running, sent: Held) -> None:
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.submit(by=ALICE, summary="Short.", item2="No news.", reason="it was missing")
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.submit(by=ALICE, summary="Shorter.", item2="", reason="nobody said so")
    assert helix.say("session minutes S-1 versions", by=VERA, at=HELIX, via="mention") == (
        "Minutes of S-1 Weekly call, Tue 1 Dec\n"
        "Version 3 today, by @Alice Moreau. Because: nobody said so\n"
        "• Changed the summary from: Short. to: Shorter.\n"
        "• Took away what is said to 2. Visit reports: No news.\n"
        "Version 2 today, by @Alice Moreau. Because: it was missing\n"
        "• Added the summary: Short.\n"
        "• Added what is said to 2. Visit reports: No news.\n"
        "Version 1 today.\n"
        "As Parley drafted it when the session ended.\n"
        "[Open]"
    )


def test_two_who_edit_at_once_lose_nothing(helix: Running, over: Held) -> None:
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 edit", by=VERA, at=HELIX, via="mention")
    helix.click("Open the form", by=VERA)
    helix.submit(by=VERA, summary="Vera's words")
    form = helix.submit(by=ALICE, summary="Alice's words")
    assert "Somebody changed the minutes of S-1 meanwhile, so nothing of yours was kept." in form
    assert "Vera's words" in helix.say("session minutes S-1", at=HELIX)


def test_a_form_opened_before_they_were_sent_changes_nothing_without_a_reason(helix: Running, over: Held) -> None:
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 send", by=VERA, at=HELIX, via="mention")
    assert "Somebody changed the minutes of S-1 meanwhile" in helix.submit(by=ALICE, summary="Quietly")
    assert recorded(helix, MinutesRewritten) == []


def test_what_is_the_same_makes_no_version(helix: Running, over: Held) -> None:
    helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    assert "Nothing is different from version 1" in helix.submit(by=ALICE, summary=" ")


def test_whoever_is_neither_scribe_nor_chair_is_told_who_edits(helix: Running, over: Held) -> None:
    for word in ("edit", "send"):
        said = helix.say(f"session minutes S-1 {word}", by=BOB, at=HELIX)
        assert said == (
            "These minutes are edited by their scribe, Alice Moreau, or by a chair. Press Comment, or write "
            "session minutes S-1 comment ..., and they read what should be different."
        )


def test_a_chair_hands_the_pen_to_somebody_else(helix: Running, over: Held) -> None:
    said = helix.say(f"session minutes S-1 scribe <@{BOB}|bob>", by=VERA, at=HELIX, via="mention")
    assert "A draft. @Bob Tran edits it and sends it to both companies." in said
    assert "Please read them, edit what is not right and send them." in helix.heard(DIRECT[BOB])
    assert "In short" in helix.click("Edit the minutes of S-1", by=BOB, at=DIRECT[BOB])
    assert [its.event.person for its in recorded(helix, ScribeNamed)] == [3]
    refused = helix.say(f"session minutes S-1 scribe <@{VERA}|vera>", by=BOB, at=HELIX)
    assert (
        refused
        == "Naming the scribe of the minutes of S-1 is for Alice Moreau and Vera Novak. You can comment on them."
    )
    unknown = helix.say("session minutes S-1 scribe tomorrow", by=ALICE, at=HELIX)
    assert unknown.startswith('I do not know anyone called "tomorrow".')


def test_a_comment_reaches_the_scribe_and_stands_beneath(helix: Running, sent: Held) -> None:
    said = helix.say("session minutes S-1 comment The list has 12 sites", by=VERA, at=HELIX, via="mention")
    assert "Comments\n@Vera Novak, to version 1: The list has 12 sites" in said
    assert "@Vera Novak says to the minutes of S-1: The list has 12 sites\n  [Edit] [Open]" in helix.heard(
        DIRECT[ALICE]
    )
    assert "commented, waits for approval, by Tue 8 Dec" in helix.say("session minutes", by=BOB, at=HELIX)


def test_a_comment_by_form_and_an_empty_one(helix: Running, sent: Held) -> None:
    assert helix.click("Comment on the minutes of S-1", by=BOB, at=HELIX).startswith(
        "-- Comment --\nWhat should be different?"
    )
    assert "to version 1: Bob was there too" in helix.submit(by=BOB, comment="Bob was there too")
