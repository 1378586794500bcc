"""People leave: they hear and do nothing more, and nothing of theirs is lost."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.events import Door
from governance.leaving import Kind
from governance.people import Role
from governance.vendors import Status
from handlers.leaving.handing import hand_over
from sandbox.cast import Person
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import AFTERNOON, ALICE, BOB, DIRECT, GOVERNANCE, HELIX, NORTHWIND, ORION_TEAM, PARLEY, VERA
from tests.newcomers import hire
from tests.running import Running


def direct(parley: Running, who: str) -> list[str]:
    return [parley.read(its) for its in parley.sandbox.messages(DIRECT[who]) if its["user"] == PARLEY]


def work(parley: Running) -> "UnitOfWork":
    assert parley.parley.house.workspace is not None
    return unit_of_work(parley.database, parley.parley.house.workspace, at=parley.watch(), door=Door.CLOCK)  # type: ignore[return-value]


@pytest.fixture
def busy(with_helix: Running) -> Running:
    """Bob has two action items and a session, and stands in for nobody."""
    with_helix.say(f"action add <@{BOB}|bob> friday read the protocol for Helix Clinical")
    with_helix.say(f"action add <@{BOB}|bob> friday sign the plan for Helix Clinical")
    with_helix.say(f"session schedule Helix 15 Dec 15:00 <@{VERA}|vera>", by=BOB)
    with_helix.say("action list", by=VERA, via="direct")
    return with_helix


def leaves(parley: Running, who: str, *, back: bool = False) -> None:
    parley.sandbox.deactivate(who, back=back)
    parley.settle()


HANDED = (
    "Bob Tran leaves on 12 December 2026. From now on these are yours:\n"
    "• 2 action items: A-1, A-2\n• 1 session: S-1\n[What waits on me]"
)

UNNAMED = "Bob Tran leaves on 12 December 2026, and nobody is named yet to take over 2 action items and 1 session.\n[Name successors]"

# --- gone from Slack -----------------------------------------------------------------------------------------------------


def test_the_lead_hears_once_what_is_theirs(busy: Running) -> None:
    for _ in range(2):
        leaves(busy, BOB)
    told = [words for words in direct(busy, ALICE) if "has left Slack" in words]
    assert told == ["Bob Tran has left Slack. 2 action items and 1 session are theirs.\n[Name successors]"]


def test_whoever_has_left_can_do_nothing_with_an_old_session(busy: Running) -> None:
    busy.say("action show A-1", by=BOB, via="direct")
    leaves(busy, BOB)
    assert "You cannot" in busy.say("action done A-1", by=BOB, via="mention", at=HELIX)
    assert "You cannot" in busy.click("Done", by=BOB, at=DIRECT[BOB])
    assert "A-1" in busy.say("action list")


def test_whoever_has_left_is_written_to_no_more(busy: Running) -> None:
    leaves(busy, BOB)
    before, mails = len(direct(busy, BOB)), len(busy.sandbox.mails)
    busy.say("action due A-1 11 Dec we wait for the sites")
    busy.clock_moves(days=1)
    busy.tick("reminders")
    assert (len(direct(busy, BOB)), len(busy.sandbox.mails)) == (before, mails)


def test_whoever_has_left_is_given_nothing_new(busy: Running) -> None:
    leaves(busy, BOB)
    said = busy.say(f"action add <@{BOB}|bob> friday file the report for Helix Clinical")
    assert said == "Bob Tran has left Slack. Please name somebody else."


def test_whoever_comes_back_can_act_again_and_has_what_nobody_took(busy: Running) -> None:
    leaves(busy, BOB)
    busy.click("Name successors", at=DIRECT[ALICE])
    busy.submit(actions=ALICE, sessions=None)
    leaves(busy, BOB, back=True)
    assert "A-1" not in busy.say("action list mine", by=BOB)
    assert "You cannot" not in busy.say("action show A-1", by=BOB)


def test_late_news_of_a_leaving_is_not_believed(busy: Running) -> None:
    """Slack says that Bob has left after he is back: it is asked, and says that he is there."""
    busy.sandbox.event({"type": "user_change", "user": {"id": BOB, "name": "bob", "deleted": True}})
    busy.settle()
    assert not [words for words in direct(busy, ALICE) if "has left" in words]
    assert "A-1" in busy.say("action list mine", by=BOB)


def test_somebody_in_another_companys_slack_can_act_no_more(with_helix: Running) -> None:
    with_helix.sandbox.event({"type": "user_change", "user": {"id": VERA, "team_id": "T0NORTH", "deleted": False}})
    with_helix.settle()
    with_helix.sandbox.fault("users.info", error="user_not_found")
    assert "You cannot" in with_helix.say("vendor status", by=VERA, via="direct")
    with_helix.sandbox.event({"type": "user_change", "user": {"id": VERA, "team_id": "T0HELIX", "deleted": False}})
    with_helix.settle()
    assert "You cannot" not in with_helix.say("vendor status", by=VERA, via="direct")


def test_whoever_has_left_is_asked_about_each_time_they_act(busy: Running) -> None:
    leaves(busy, BOB)
    assert "You cannot" in busy.say("action list mine", by=BOB)
    busy.sandbox.subscriptions = set()
    leaves(busy, BOB, back=True)
    assert "A-1" in busy.say("action list mine", by=BOB)


def test_somebody_in_another_vendors_slack_waits_for_that_one(with_helix: Running) -> None:
    with work(with_helix) as uow:
        vendor = uow.vendors.add(name="Orion", service="Labs", tier=2, status=Status.ACTIVE, sponsor_lead=None)
        assert vendor
        ori = uow.people.meet("U0ORI", ORION_TEAM, "Ori", Role.VENDOR_LEAD, vendor.id)
        uow.people.confirm(ori.id, vendor.id, uow.at, None)
    with_helix.sandbox.event({"type": "user_change", "user": {"id": VERA, "team_id": ORION_TEAM, "deleted": False}})
    with_helix.settle()
    with work(with_helix) as uow:
        vera = uow.people.by_slack(VERA)
        assert vera
        assert (vera.left_at, vera.confirmed_at) == (None, None)
        assert (vera.role, vera.vendor_id, vera.slack_team) == (Role.VENDOR_MEMBER, 2, ORION_TEAM)
    assert "1 person waits for Orion" in with_helix.say("vendor confirm")
    assert "Vera" not in with_helix.say("vendor show Helix")


def test_a_refused_message_leads_to_the_same(busy: Running) -> None:
    busy.watch.set(AFTERNOON)
    busy.sandbox.subscriptions = set()
    busy.sandbox.deactivate(BOB)
    busy.sandbox.fault("chat.postMessage", error="user_disabled")
    busy.say("action due A-1 11 Dec we wait for the sites")
    assert "Bob Tran has left Slack." in direct(busy, ALICE)[-1]


# --- leaving, said beforehand ----------------------------------------------------------------------------------------------


def test_one_form_names_successors_and_at_the_end_of_the_day_everything_is_theirs(busy: Running) -> None:
    said = busy.say("me leaving on 12 Dec", by=BOB)
    assert said == (
        "You leave on 12 December 2026. 2 action items and 1 session are yours:\n"
        "• 2 action items: A-1, A-2\n• 1 session: S-1\n[Name successors]"
    )
    form = busy.click("Name successors", by=BOB)
    assert "Alice" in form
    said = busy.submit(by=BOB, actions=ALICE, sessions=ALICE)
    assert "2 action items: A-1, A-2, to @Alice" in said
    assert "It is handed over at the end of that day." in said
    busy.watch.set(busy.watch().replace(month=12, day=12, hour=20))
    busy.tick("leaving")
    assert "A-1" in busy.say("action list mine", by=BOB)
    before = len(direct(busy, ALICE))
    busy.watch.set(busy.watch() + timedelta(hours=10))
    busy.tick("leaving")
    busy.tick("leaving")
    told = direct(busy, ALICE)[before:]
    assert told == [HANDED]
    history = busy.say("action show A-1")
    assert "Given from @Bob Tran to @Alice Moreau" in history
    assert "to @Alice Moreau, today: who had it leaves on 12 December 2026" in history


def test_where_nobody_is_named_all_stays_and_the_lead_is_reminded_on_the_day(busy: Running) -> None:
    busy.say(f"vendor leaving <@{BOB}|bob> 12 Dec")
    busy.watch.set(busy.watch().replace(month=12, day=12, hour=10))
    for _ in range(2):
        busy.tick("leaving")
    told = [words for words in direct(busy, ALICE) if "nobody is named" in words]
    assert told == [UNNAMED]
    busy.watch.set(busy.watch() + timedelta(days=1))
    busy.tick("leaving")
    assert "A-1" in busy.say("action list mine", by=BOB)


def test_a_vendors_lead_says_it_for_a_colleague_and_not_for_the_sponsor(busy: Running) -> None:
    said = busy.say(f"vendor leaving <@{BOB}|bob> 12 Dec", by=VERA, via="mention", at=HELIX)
    assert said == "Bob Tran is not of your company. Their account lead can say that they leave."
    assert "You leave on 12 December 2026." in busy.say("me leaving 12 Dec", by=VERA, via="direct")


def test_nobody_of_another_company_can_take_over(busy: Running) -> None:
    busy.say("me leaving on 12 Dec", by=BOB)
    busy.click("Name successors", by=BOB)
    assert "This person cannot take this over." in busy.submit(by=BOB, actions=VERA)


def test_whoever_stays_after_all_keeps_everything(busy: Running) -> None:
    busy.say("me leaving on 12 Dec", by=BOB)
    busy.click("Name successors", by=BOB)
    busy.submit(by=BOB, actions=ALICE, sessions=ALICE)
    assert busy.say("me leaving cancel", by=BOB) == "You stay: nothing is handed over."
    busy.watch.set(busy.watch().replace(month=12, day=13, hour=20))
    busy.tick("leaving")
    assert "A-1" in busy.say("action list mine", by=BOB)


def test_a_day_that_is_over_is_refused(busy: Running) -> None:
    assert "is over. Give the last day" in busy.say("me leaving on 1 Nov 2026", by=BOB)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(["item", "asked", "session", "series", "lead", "deputy", "poll"]), max_size=6))
def test_whatever_was_theirs_nothing_is_after_the_hand_over(busy: Running, acts: list[str]) -> None:
    lines = {
        "item": f"action add <@{BOB}|bob> friday look again for Helix Clinical",
        "asked": f"action add <@{VERA}|vera> friday repair it #audit for Helix Clinical",
        "session": "session schedule Helix 11 Dec 15:00",
        "series": "session schedule Helix second Tuesday 15:00 from 12 Jan",
        "lead": f"vendor lead Helix Clinical <@{BOB}|bob> because of a handover",
        "deputy": f"me away until 30 Nov <@{BOB}|bob>",
        "poll": "session poll Helix 60m",
    }
    for act in acts:
        busy.say(lines[act], by=ALICE if act in ("lead", "deputy") else BOB)
    with work(busy) as uow:
        bob, alice = uow.people.by_slack(BOB), uow.people.by_slack(ALICE)
        assert bob
        assert alice
        assert uow.leaving.holdings(bob.id) or acts
        for kind in Kind:
            uow.leaving.name(bob.id, kind, alice.id)
        assert hand_over(bob, uow) == {}
        assert uow.leaving.holdings(bob.id) == {}


# --- who can take over ---------------------------------------------------------------------------------------------------


@pytest.fixture
def quinn(busy: Running) -> Person:
    """A colleague of Alice's and Bob's."""
    its = Person(
        id="U0QUINN",
        name="quinn",
        real_name="Quinn Abel",
        team=NORTHWIND,
        tz="Europe/London",
        email="quinn@northwind.example",
        dm="D0QUINN",
    )
    hire(busy, its, GOVERNANCE)
    busy.say("me leaving on 24 Nov", by=BOB)
    busy.click("Name successors", by=BOB)
    return its


def test_who_only_reads_takes_nothing_over(busy: Running, quinn: Person) -> None:
    busy.say(f"vendor people <@{quinn.id}> quality")
    assert "Quinn Abel cannot take this over." in busy.submit(by=BOB, actions=quinn.id)


def test_who_only_reads_by_then_takes_nothing_over_and_the_lead_is_reminded(busy: Running, quinn: Person) -> None:
    assert "to @Quinn Abel" in busy.submit(by=BOB, actions=quinn.id, sessions=ALICE)
    busy.say(f"vendor people <@{quinn.id}> quality")
    busy.clock_moves(days=2)
    busy.tick("leaving")
    assert "A-1" in busy.say("action list mine", by=BOB)
    assert "nobody is named yet to take over 2 action items" in direct(busy, ALICE)[-1]


# --- said by somebody else -------------------------------------------------------------------------------------------------

TOLD = (
    "@Alice Moreau has told me that you leave on 24 November 2026. At the end of that day 2 action items and 1 session go over to "
    "whoever is named for them.\n[That is wrong] [Name successors]"
)


def test_whoever_is_said_to_leave_hears_it_at_once(busy: Running) -> None:
    busy.say(f"vendor leaving <@{BOB}|bob> 24 Nov")
    assert direct(busy, BOB)[-1] == TOLD
    busy.click("Name successors")
    busy.submit(actions=ALICE, sessions=ALICE)
    assert direct(busy, BOB)[-1] == (
        "@Alice Moreau has said who takes over what is yours at the end of 24 November 2026:\n"
        "• 2 action items: A-1, A-2, to @Alice Moreau\n• 1 session: S-1, to @Alice Moreau\n[That is wrong] [Name successors]"
    )


def test_whoever_does_not_leave_says_so_and_nothing_is_handed_over(busy: Running) -> None:
    busy.say(f"vendor leaving <@{BOB}|bob> 24 Nov")
    busy.click("Name successors")
    busy.submit(actions=ALICE, sessions=ALICE)
    assert "You stay: nothing is handed over." in busy.click("That is wrong", by=BOB, at=DIRECT[BOB])
    assert direct(busy, ALICE)[-1] == "@Bob Tran says that they do not leave, so nothing is handed over."
    busy.clock_moves(days=2)
    busy.tick("leaving")
    assert "A-1" in busy.say("action list mine", by=BOB)


def test_whoever_was_followed_hears_what_went_over(busy: Running) -> None:
    busy.say(f"vendor leaving <@{BOB}|bob> 24 Nov")
    busy.click("Name successors")
    busy.submit(actions=ALICE, sessions=ALICE)
    busy.clock_moves(days=2)
    busy.tick("leaving")
    assert direct(busy, BOB)[-1] == (
        "Your last day was 24 November 2026, as I was told, so this has gone over:\n"
        "• 2 action items: A-1, A-2, to @Alice Moreau\n• 1 session: S-1, to @Alice Moreau"
    )


def test_nobody_but_a_manager_says_that_an_administrator_or_a_lead_leaves(busy: Running) -> None:
    refused = (
        "Alice Moreau keeps Parley or leads a vendor, so somebody who keeps it says that they leave. Please ask an administrator "
        "or a vendor manager."
    )
    assert busy.say(f"vendor leaving <@{ALICE}> 24 Nov", by=BOB) == refused
    assert "keeps Parley or leads a vendor" in busy.say(f"vendor leaving <@{VERA}> 24 Nov", by=BOB)
    busy.say(f"vendor lead Helix <@{BOB}> because it is his turn")
    assert "leaves on 24 November 2026" in busy.say(f"vendor leaving <@{VERA}> 24 Nov", by=BOB)
    busy.say(f"vendor people <@{BOB}> vendor manager")
    assert "leaves on 24 November 2026" in busy.say(f"vendor leaving <@{ALICE}> 24 Nov", by=BOB)
    assert "has told me that you leave" in direct(busy, ALICE)[-1]
