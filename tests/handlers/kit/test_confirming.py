"""Confirming a vendor's people: who is asked and how often, and what comes of a yes and of a no."""

from dataclasses import replace

from governance.events import (
    LeavingCancelled,
    PersonConfirmed,
    PersonRefused,
    PersonReturned,
    PersonWithdrawn,
    Words,
)
from governance.people import Role
from handlers.kit.confirming import (
    ask_manager,
    ask_whether_gone,
    ask_whether_still,
    confirm,
    manager_name,
    manager_of,
    refuse,
    whose_slack,
    withdraw,
    withdrawn_words,
)
from tests.acquainted import Acquainted
from tests.cast import ALICE, BOB, MONDAY, NINA, VERA

QUESTION = (
    "*<@U0NINA>*, who uses {slack}, wants to work with me. Do they work for *Helix Clinical*? Until you say so, I hold what "
    "they ask me for."
)


def held(its: Acquainted, *things: str) -> None:
    for thing in things:
        its.uow.confirmations.hold(its.nina.id, {"text": thing}, MONDAY)


def words(payload: dict) -> list[str]:
    return [block["text"]["text"] for block in payload["blocks"] if block["type"] == "section"]


def events(its: Acquainted) -> list[object]:
    return [entry.event for entry in its.uow.entries]


# --- who is asked --------------------------------------------------------------------------------------------------------


def test_our_account_lead_confirms_or_else_the_administrator(acquainted: Acquainted) -> None:
    assert manager_of(acquainted.helix, acquainted.uow) == acquainted.bob
    assert manager_of(acquainted.orion, acquainted.uow) == acquainted.alice
    assert manager_name(acquainted.helix, acquainted.uow) == "Bob Tran"
    assert manager_name(acquainted.orion, acquainted.uow) == "Alice Moreau"


def test_where_there_is_neither_the_company_is_named(acquainted: Acquainted) -> None:
    its = replace(acquainted.uow, workspace=replace(acquainted.uow.workspace, administrator=None))
    assert manager_of(acquainted.orion, its) == acquainted.alice, "she is an administrator by her role"
    its.people.recognise(acquainted.alice.id, Role.MEMBER, None)
    assert manager_of(acquainted.orion, its) is None
    assert manager_name(acquainted.orion, its) == "Northwind Bio"
    assert manager_of(acquainted.helix, its) == acquainted.bob


def test_the_manager_is_asked_once_with_two_buttons(acquainted: Acquainted) -> None:
    ask_manager(acquainted.nina, "message:1", acquainted.uow)
    ask_manager(acquainted.nina, "message:2", acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, key, payload["channel"]) == (f"channel:{BOB}", "newcomer:message:1", BOB)
    assert words(payload) == [QUESTION.format(slack="Helix Clinical's Slack")]
    about = f"{acquainted.nina.id}:{acquainted.helix.id}"
    yes, no = payload["blocks"][1]["elements"]
    assert (yes["text"]["text"], yes["action_id"], yes["value"]) == ("Yes, confirm", "people.confirm#0", about)
    assert (no["text"]["text"], no["action_id"], no["value"]) == ("No", "people.refuse#1", about)
    assert (yes["style"], no.get("style")) == ("primary", None)


def test_where_nobody_could_hear_it_they_are_asked_later(acquainted: Acquainted) -> None:
    nobody = replace(acquainted.uow, workspace=replace(acquainted.uow.workspace, administrator=None))
    nobody.people.recognise(acquainted.alice.id, Role.MEMBER, None)
    nobody.vendors.set_leads(acquainted.helix.id, sponsor=_by_mail(acquainted))
    ask_manager(acquainted.nina, "message:1", nobody)
    assert acquainted.said() == []
    nobody.people.recognise(acquainted.alice.id, Role.VENDOR_MANAGER, None)
    ask_manager(acquainted.nina, "message:2", nobody)
    assert [lane for lane, _, _ in acquainted.said()] == [f"channel:{ALICE}"]


def _by_mail(its: Acquainted) -> int:
    """Somebody of ours without Slack, who cannot be asked there."""
    return its.uow.people.add(
        name="Mia", mail="mia@northwind.example", role=Role.VENDOR_MANAGER, vendor=None, zone=None
    )


def test_a_very_long_key_still_names_the_question(acquainted: Acquainted) -> None:
    ask_manager(acquainted.nina, "m" * 300, acquainted.uow)
    [(_, key, _)] = acquainted.said()
    assert key == f"newcomer:{'m' * 191}"


def test_names_that_look_like_markup_are_only_names(acquainted: Acquainted) -> None:
    acquainted.uow.people.refuse(acquainted.vera.id, acquainted.helix.id)
    odd = replace(acquainted.nina, slack_user=None, name="<!here> & Co", slack_team="T<!here>")
    ask_manager(odd, "message:1", acquainted.uow)
    [(_, _, payload)] = acquainted.said()
    assert words(payload)[0].startswith(
        "*&lt;!here&gt; &amp; Co*, who uses another company's Slack (T&lt;!here&gt;), wants to work with me."
    )


def test_whose_slack_somebody_uses_is_said_as_far_as_it_is_known(acquainted: Acquainted) -> None:
    assert whose_slack(acquainted.nina, acquainted.uow) == "Helix Clinical's Slack"
    assert whose_slack(replace(acquainted.nina, slack_team="T0NEW"), acquainted.uow) == (
        "another company's Slack (T0NEW)"
    )
    assert whose_slack(replace(acquainted.nina, slack_team=None), acquainted.uow) == "a Slack that is not known"


def test_who_has_no_slack_is_not_taken_for_somebody_else_who_has_none(acquainted: Acquainted) -> None:
    acquainted.uow.people.add(
        name="Tim",
        mail="tim@helix.example",
        role=Role.VENDOR_LEAD,
        vendor=acquainted.helix.id,
        zone=None,
        confirmed_at=MONDAY,
    )
    assert whose_slack(replace(acquainted.nina, slack_team=None), acquainted.uow) == "a Slack that is not known"


def test_an_organisation_of_many_slacks_is_one_company(acquainted: Acquainted) -> None:
    acquainted.uow.people.learn("U0VERA", MONDAY, {"enterprise_id": "E0HELIX"})
    its = replace(acquainted.nina, slack_team="T0NEW", enterprise_id="E0HELIX")
    assert whose_slack(its, acquainted.uow) == "Helix Clinical's Slack"


# --- yes -----------------------------------------------------------------------------------------------------------------


def test_whoever_is_confirmed_is_told_and_what_they_asked_for_is_done_in_order(acquainted: Acquainted) -> None:
    held(acquainted, "first", "second")
    [first, second] = acquainted.uow.confirmations.held(acquainted.nina.id)
    assert confirm(acquainted.nina, acquainted.helix, acquainted.uow) == 2
    told, one, other = acquainted.said()
    assert (told[0], told[1], told[2]["channel"]) == (f"channel:{NINA}", f"confirmed:{first.id}", NINA)
    assert words(told[2]) == [
        "Alice Moreau has confirmed that you work for *Helix Clinical*. What you asked me for meanwhile follows."
    ]
    due = {"held_at": MONDAY.isoformat()}
    lane = f"held:{acquainted.nina.id}"
    assert one == (lane, f"held:{first.id}", due | {"act": {"text": "first"}})
    assert other == (lane, f"held:{second.id}", due | {"act": {"text": "second"}})
    assert acquainted.uow.confirmations.held(acquainted.nina.id) == []


def test_a_yes_is_on_the_record_with_who_said_so(acquainted: Acquainted) -> None:
    assert confirm(acquainted.nina, acquainted.helix, acquainted.uow) == 0
    nina = acquainted.again(acquainted.nina)
    assert (nina.confirmed_at, nina.vendor_id, nina.awaits) == (MONDAY, acquainted.helix.id, False)
    assert events(acquainted) == [PersonConfirmed(person=nina.id, vendor=acquainted.helix.id)]
    by = acquainted.uow.connection.exec_driver_sql(f"SELECT confirmed_by FROM people WHERE id = {nina.id}").scalar()
    assert by == acquainted.alice.id
    assert acquainted.said() == []


def test_where_nobody_acts_the_company_has_confirmed(acquainted: Acquainted) -> None:
    held(acquainted, "first")
    nobody = replace(acquainted.uow, actor=None)
    confirm(acquainted.nina, acquainted.helix, nobody)
    assert words(acquainted.said()[0][2])[0].startswith("Northwind Bio has confirmed that you work for")
    assert acquainted.again(acquainted.nina).confirmed_at == MONDAY


def test_who_has_no_slack_is_confirmed_without_a_word(acquainted: Acquainted) -> None:
    held(acquainted, "first")
    confirm(replace(acquainted.nina, slack_user=None), acquainted.helix, acquainted.uow)
    assert [lane for lane, _, _ in acquainted.said()] == [f"held:{acquainted.nina.id}"]


# --- no ------------------------------------------------------------------------------------------------------------------


def test_whoever_is_refused_is_told_and_nothing_of_theirs_is_kept(acquainted: Acquainted) -> None:
    held(acquainted, "first", "second")
    first = acquainted.uow.confirmations.held(acquainted.nina.id)[0]
    refuse(acquainted.nina, acquainted.helix, acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, key) == (f"channel:{NINA}", f"refused:{first.id}")
    [said] = words(payload)
    assert said == (
        "Alice Moreau has told me that you do not work for *Helix Clinical*, so I have not done what you asked me for and keep "
        "nothing of it. If that is a mistake, your company's account lead can ask Alice Moreau."
    )
    assert acquainted.uow.confirmations.held(acquainted.nina.id) == []


def test_a_no_is_on_the_record_and_makes_a_stranger_of_them(acquainted: Acquainted) -> None:
    refuse(acquainted.nina, acquainted.helix, acquainted.uow)
    nina = acquainted.again(acquainted.nina)
    assert (nina.role, nina.vendor_id, nina.refused_for) == (Role.STRANGER, None, acquainted.helix.id)
    assert events(acquainted) == [PersonRefused(person=nina.id, vendor=acquainted.helix.id)]
    assert acquainted.said() == []


def test_where_nobody_acts_the_company_has_refused(acquainted: Acquainted) -> None:
    held(acquainted, "first")
    refuse(acquainted.nina, acquainted.helix, replace(acquainted.uow, actor=None))
    said = words(acquainted.said()[0][2])[0]
    assert said.startswith("Northwind Bio has told me that you do not work for")
    assert said.endswith("can ask Northwind Bio.")


# --- no longer -----------------------------------------------------------------------------------------------------------


def buttons(payload: dict) -> list[tuple[str, str, str, str | None]]:
    """What stands on each, what it does, whom it is about, and how it stands out."""
    return [
        (its["text"]["text"], its["action_id"].split("#")[0], its["value"], its.get("style"))
        for block in payload["blocks"]
        if block["type"] == "actions"
        for its in block["elements"]
    ]


def test_whoever_is_withdrawn_is_thanked_and_the_record_says_why(acquainted: Acquainted) -> None:
    held(acquainted, "first")
    withdraw(acquainted.vera, acquainted.helix, Words("she moved"), acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, key) == (f"channel:{VERA}", f"withdrawn:{acquainted.vera.id}:20261123T090000000000")
    assert payload["channel"] == VERA
    assert words(payload) == [
        (
            "Alice Moreau has told me that you no longer work on the matters of *Helix Clinical* and Northwind Bio, so I write to you "
            "about them no more. Thank you for your work."
        )
    ]
    vera = acquainted.again(acquainted.vera)
    assert (vera.role, vera.vendor_id, vera.refused_for) == (Role.STRANGER, None, acquainted.helix.id)
    why = Words("she moved")
    assert events(acquainted) == [PersonWithdrawn(person=vera.id, vendor=acquainted.helix.id, reason=why)]


def test_who_has_no_slack_is_thanked_by_mail(acquainted: Acquainted) -> None:
    facts = {"role": Role.VENDOR_MEMBER, "vendor": acquainted.helix.id, "zone": None}
    tim = acquainted.uow.people.by_id(acquainted.uow.people.add(name="Tim", mail="tim@helix.example", **facts))
    withdraw(tim, acquainted.helix, Words("he moved"), acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, key) == ("mail:tim@helix.example", f"withdrawn:{tim.id}:20261123T090000000000")
    assert payload["title"] == "Your work on Helix Clinical"
    assert "you no longer work on the matters of Helix Clinical and Northwind Bio, so" in payload["words"]


def test_who_withdrew_somebody_reads_the_way_back_where_it_is_theirs(acquainted: Acquainted) -> None:
    said = "<@U0NINA> no longer works for *Helix Clinical* and hears nothing more of it. The reason is on the record."
    assert withdrawn_words(acquainted.nina, acquainted.helix, acquainted.vera) == said
    assert withdrawn_words(acquainted.nina, acquainted.helix, acquainted.alice) == (
        f"{said} `/vendor confirm Helix Clinical` is the way back."
    )


def test_the_manager_is_asked_once_whether_somebody_is_gone(acquainted: Acquainted) -> None:
    for _ in range(2):
        ask_whether_gone(acquainted.nina, "Her last day was 20 November 2026.", acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, payload["channel"]) == (f"channel:{BOB}", BOB)
    assert key == f"gone:{acquainted.nina.id}:20261123T090000000000"
    assert words(payload) == [
        "Her last day was 20 November 2026. Do they still work for *Helix Clinical*? Until you say so, I hold what they ask me for."
    ]
    about = f"{acquainted.nina.id}:{acquainted.helix.id}"
    assert buttons(payload) == [
        ("No longer", "people.withdraw", about, "primary"),
        ("They still do", "people.confirm", about, None),
    ]


def test_the_manager_is_asked_whether_somebody_in_none_of_the_channels_still_works_there(
    acquainted: Acquainted,
) -> None:
    ask_whether_still(acquainted.vera, "C0HELIX:" + "v" * 300, acquainted.uow)
    [(lane, key, payload)] = acquainted.said()
    assert (lane, payload["channel"], key) == (f"channel:{BOB}", BOB, f"gone:C0HELIX:{'v' * 187}")
    assert words(payload) == [
        (
            "<@U0VERA> is in none of *Helix Clinical*'s channels any more. Do they still work for *Helix Clinical*? Until you say no, I "
            "go on as before."
        )
    ]
    about = f"{acquainted.vera.id}:{acquainted.helix.id}"
    assert buttons(payload) == [
        ("Yes, they do", "people.still", about, None),
        ("No longer", "people.withdraw", about, None),
    ]


def test_where_nobody_could_answer_nobody_is_asked(acquainted: Acquainted) -> None:
    nobody = replace(acquainted.uow, workspace=replace(acquainted.uow.workspace, administrator=None))
    nobody.people.recognise(acquainted.alice.id, Role.MEMBER, None)
    nobody.vendors.set_leads(acquainted.helix.id, sponsor=_by_mail(acquainted))
    nobody.people.recognise(acquainted.bob.id, Role.MEMBER, None)
    ask_whether_gone(acquainted.nina, "Her last day was yesterday.", nobody)
    ask_whether_still(acquainted.vera, "C0HELIX", nobody)
    assert acquainted.said() == []


def test_a_yes_brings_back_who_had_left_and_ends_their_leaving(acquainted: Acquainted) -> None:
    left = replace(acquainted.nina, left_at=MONDAY, leaves_on=MONDAY.date())
    confirm(left, acquainted.helix, acquainted.uow)
    assert acquainted.again(acquainted.nina).left_at is None
    assert events(acquainted) == [
        PersonConfirmed(person=left.id, vendor=acquainted.helix.id),
        PersonReturned(person=left.id),
        LeavingCancelled(person=left.id),
    ]
