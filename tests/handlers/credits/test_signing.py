"""Signing a credit: a code goes to the person's own mailbox, signs one thing for one person once, and only that is a signature."""

import pytest

from governance.events import ApprovalGiven, Door
from storage.journal import history
from storage.tables import outbox as letters_kept
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.credits import C1, LINE, OCTOBER, last, record
from tests.reports import Reports
from tests.running import Running
from tests.signing import kept, letters, mailed, wrong

MEANING = (
    "I agree to service credit C-1 of 2,000.00 EUR on Helix Clinical's invoice of October 2026, for Helix Clinical."
)
SIGNED = (
    "Signed by Vera Novak (vendor lead) for Helix Clinical, 23 Nov 2026 09:00 Europe/London, "
    f"proven by a code mailed to v***@helix.example: {MEANING}"
)
OVER = "That code is over: each works once, within 10 minutes, and a newer one takes its place."


def press(helix: Running, by: str = VERA) -> str:
    return helix.click("Sign: agree to C-1", by=by, at=DIRECT[by])


def test_the_right_code_makes_a_signature(helix: Running, owed: Reports) -> None:
    assert press(helix) == (
        "-- Sign --\n"
        "You are about to sign, as Vera Novak for Helix Clinical:\n"
        f"{MEANING}\n"
        "The code I have mailed you: [1234 5678]\n"
        "  Eight digits, mailed to v***@helix.example. It works until 09:10, once, for this alone.\n"
        "[Sign] [Cancel]"
    )
    (letter,) = letters(helix, "vera")
    assert letter == (
        f"Your code is {mailed(helix)}\n\n"
        f"It signs this, for you, and nothing else:\n{MEANING}\n\n"
        "Type it into the form in Slack by 09:10 (Europe/London). It works once.\n"
        "Nobody will ever ask you for it, so please give it to nobody.\n"
        "You did not press Sign? Then somebody else uses your Slack account: please tell its administrators and Northwind Bio.\n"
        "Without the code nothing is signed.\n"
    )
    said = helix.submit(by=VERA, code=mailed(helix))
    assert said == f"{C1}\n{LINE}\nThe vendor agreed to it.\n{SIGNED}"
    assert SIGNED in last(helix, ALICE)
    assert SIGNED in helix.say("sla credits", at=HELIX)


def test_the_record_says_what_was_signed_and_how(helix: Running, owed: Reports) -> None:
    press(helix)
    helix.submit(by=VERA, code=mailed(helix))
    with helix.database.read() as connection:
        entry = [its for its in history(connection, 1, "credit:1") if isinstance(its.event, ApprovalGiven)][-1]
    assert (entry.event.meaning, entry.event.name, entry.event.role) == (MEANING, "Vera Novak", "vendor lead")
    assert (entry.event.proof, entry.party, entry.door) == (
        "a code mailed to v***@helix.example",
        "vendor:1",
        Door.FORM,
    )
    said = helix.say("audit show C-1", by=ALICE, at=HELIX)
    assert "Approval given" in said
    assert f"Meaning: {MEANING}" in said
    assert "Signed, proven by: a code mailed to v***@helix.example" in said


def test_a_mere_agreement_is_an_approval_and_no_signature(helix: Running, owed: Reports) -> None:
    helix.click("Agree to C-1", by=VERA, at=DIRECT[VERA])
    (its,) = [one for one in kept(helix) if one.subject == "credit:1"]
    assert (its.meaning, its.name, its.role, its.party) == (MEANING, "Vera Novak", "vendor lead", "vendor:1")
    assert (its.given_at, its.door, its.version, its.is_signed) == (helix.watch(), "button", "2000.00 EUR", False)
    assert "igned" not in helix.say("audit show C-1", by=ALICE, at=HELIX)


@pytest.mark.parametrize("via", ["mention", "direct"])
def test_a_line_signs_too_and_one_code_is_mailed(helix: Running, owed: Reports, via: str) -> None:
    said = helix.say("sla credit C-1 sign", by=VERA, at=HELIX, via=via)
    assert "[Open the form]" in said
    assert helix.click("Open the form", by=VERA, at=DIRECT[VERA] if via == "direct" else None).startswith(
        "-- Sign --\nYou are about to sign"
    )
    assert len(letters(helix, "vera")) == 1
    assert SIGNED in helix.submit(by=VERA, code=mailed(helix))


def test_the_sponsor_signs_a_waiver_with_its_reason(helix: Running, owed: Reports) -> None:
    form = helix.say("sla credit C-1 sign", by=ALICE, at=HELIX)
    assert "Why is it waived?: [...]" in form
    said = helix.submit(by=ALICE, reason="They did their best.", code=mailed(helix, "alice"))
    assert (
        "The sponsor waived it: They did their best.\nSigned by Alice Moreau (administrator) for Northwind Bio" in said
    )
    assert record(helix)[-1].reason == "They did their best."


# --- codes that do not sign ------------------------------------------------------------------------------------------------


def test_a_wrong_code_says_how_often_one_can_try_and_the_sixth_signs_nothing(helix: Running, owed: Reports) -> None:
    press(helix)
    code = mailed(helix)
    for by, left in enumerate(("4 more times", "3 more times", "2 more times", "1 more time"), 1):
        said = helix.submit(by=VERA, code=wrong(code, by))
        assert f"! That is not the code I mailed you. You can try {left}." in said
    assert "! That was not the code either, and it cannot be used any more." in helix.submit(
        by=VERA, code=wrong(code, 5)
    )
    assert OVER in helix.submit(by=VERA, code=code)
    assert "It waits for the vendor to agree" in helix.say("sla credit C-1", at=HELIX)
    assert not [its for its in kept(helix) if its.subject == "credit:1"]


def test_a_code_is_over_after_ten_minutes_and_another_can_be_had(helix: Running, owed: Reports) -> None:
    press(helix)
    code = mailed(helix)
    helix.clock_moves(minutes=10)
    assert f"! {OVER} Close this form and press Sign for another." in helix.submit(by=VERA, code=code)
    press(helix)
    assert mailed(helix) != code
    assert "Signed by Vera Novak" in helix.submit(by=VERA, code=mailed(helix))


def test_a_code_signs_once(helix: Running, owed: Reports) -> None:
    press(helix)
    code = mailed(helix)
    view = helix.sandbox.views(VERA)[-1]
    helix.submit(by=VERA, code=code)
    owed.submit(OCTOBER, 96)
    owed.submit(OCTOBER, 79.5)
    assert "It waits for the vendor to agree" in helix.say("sla credit C-1", at=HELIX)
    press(helix)
    assert mailed(helix) != code
    assert view["id"] not in [its["id"] for its in helix.sandbox.views(VERA)]
    assert "That is not the code" in helix.submit(by=VERA, code=code)


def test_a_code_is_one_persons(helix: Running, owed: Reports) -> None:
    press(helix)
    helix.say("sla credit C-1 sign", by=ALICE, at=HELIX)
    assert "! That is not the code" in helix.submit(by=ALICE, reason="x", code=mailed(helix, "vera"))
    assert "! That is not the code" in helix.submit(by=VERA, code=mailed(helix, "alice"))


def test_a_code_is_for_one_amount(helix: Running, owed: Reports) -> None:
    press(helix)
    code = mailed(helix)
    helix.say("sla invoice Helix 2026-10 50,000 EUR because a typing error")
    said = helix.submit(by=VERA, code=code)
    assert said.startswith("You answered 2,000.00 EUR. It has changed since, so nothing was decided:")
    assert not [its for its in kept(helix) if its.subject == "credit:1"]


def test_a_code_is_for_one_approval(helix: Running, owed: Reports) -> None:
    press(helix)
    code = mailed(helix)
    helix.say("sla invoice Helix 2026-09 1000 EUR")
    owed.submit(OCTOBER.replace(month=9), 70)
    helix.say("sla credit C-2 sign", by=VERA, at=HELIX, via="mention")
    for its in (code, mailed(helix)):
        assert "! That code is for something else, or what it was for has changed since" in helix.submit(
            by=VERA, code=its
        )
    assert not [its for its in kept(helix) if its.subject.startswith("credit:")]


def test_at_most_six_codes_an_hour_are_mailed(helix: Running, owed: Reports) -> None:
    for _ in range(6):
        press(helix)
        helix.clock_moves(minutes=2)
    said = helix.say("sla credit C-1 sign", by=VERA, at=HELIX, via="mention")
    assert said == (
        "I have mailed you 6 codes within the hour, which is as many as I do. Try again at 10:00; you can also just agree to it."
    )
    assert len(letters(helix, "vera")) == 6
    helix.clock_moves(minutes=50)
    assert press(helix).startswith("-- Sign --")


# --- who cannot, and what is kept ------------------------------------------------------------------------------------------


def test_whoever_has_no_mail_address_reads_what_to_do(helix: Running, owed: Reports) -> None:
    with helix.database.write() as connection:
        connection.exec_driver_sql("UPDATE people SET mail = NULL WHERE slack_user = 'U0VERA'")
    assert helix.say("sla credit C-1 sign", by=VERA, at=HELIX, via="mention") == (
        "I know no mail address of yours, so I cannot mail you a code. Add one to your Slack profile and try again; until then "
        "you can still agree to it."
    )
    assert "[Agree] [Dispute]" in helix.say("sla credit C-1", by=VERA, at=HELIX, via="mention")


def test_whoever_may_not_decide_is_mailed_nothing(helix: Running, owed: Reports) -> None:
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    assert "C-1 is agreed, so it cannot be agreed to now." in helix.say("sla credit C-1 sign", by=VERA, via="direct")
    assert letters(helix, "vera") == []


def test_no_code_is_kept_anywhere(helix: Running, owed: Reports) -> None:
    press(helix)
    digits = mailed(helix).replace(" ", "")
    with helix.database.read() as connection:
        payloads = [repr(row) for row in connection.execute(letters_kept.select())]
        codes = connection.exec_driver_sql("SELECT * FROM approval_codes").all()
        texts = connection.exec_driver_sql("SELECT text FROM journal_texts").all()
    kept_texts = "\n".join(map(repr, [*payloads, *codes, *texts]))
    assert digits not in kept_texts
    assert f"{digits[:4]} {digits[4:]}" not in kept_texts
    assert BOB not in repr(codes)


def test_what_changed_after_it_was_agreed_shows_no_old_approval(helix: Running, owed: Reports) -> None:
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    helix.say("sla invoice Helix 2026-10 50,000 EUR because a typing error")
    said = helix.say("sla credit C-1", at=HELIX)
    assert "It waits for the vendor to agree" in said
    assert "Agreed by Vera Novak" not in said
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    assert "I agree to service credit C-1 of 1,000.00 EUR" in helix.say("sla credit C-1", at=HELIX)
    assert [its.version for its in kept(helix) if its.subject == "credit:1"] == ["2000.00 EUR", "1000.00 EUR"]
