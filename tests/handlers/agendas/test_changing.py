"""Both companies change an agenda: add, edit, take off with a reason, reorder."""

from governance.events import AgendaItemChanged, AgendaItemWithdrawn, AgendaReordered
from storage.journal import history
from tests.bot.test_strangers import deliver
from tests.cast import ALICE, BOB, HELIX, HELIX_TEAM, NORTHWIND, VERA
from tests.handlers.agendas.conftest import OCTOBER
from tests.handlers.agendas.test_showing import writing
from tests.reports import Reports
from tests.running import Running

GONE = "That point is not on the agenda (any more). session agenda shows what is."


def recorded(parley: Running, subject: str) -> list:
    with parley.database.read() as connection:
        return [entry.event for entry in history(connection, 1, subject)]


def add(parley: Running, *titles: str, by: str = VERA) -> None:
    for title in titles:
        parley.say(f"session agenda add {title}", by=by, via="mention", at=HELIX)


def points(parley: Running) -> list[str]:
    said = parley.say("session agenda S-1", by=ALICE, via="direct")
    return [line for line in said.splitlines() if line[:1].isdigit() and ". " in line[:4]]


def test_one_line_adds_a_point_with_the_kind_in_front(planned: Running) -> None:
    said = planned.say("session agenda S-1 add decision: who pays for <couriers>", by=VERA, via="mention", at=HELIX)
    assert said == "who pays for <couriers> is on the agenda of S-1.\n10 of 60 minutes are planned.\n[Open]"
    page = planned.click("Open", by=VERA)
    assert "1. who pays for <couriers>\nDecision, 10 minutes, @Vera Novak" in page


def test_the_form_asks_for_the_rest(planned: Running) -> None:
    form = planned.say("session agenda add", by=ALICE, at=HELIX)
    assert form == (
        "-- Add a point --\nWhat is to be talked about?: [...]\nWhat is asked of the room?: [Discussion]\n"
        "Who speaks to it? (optional): [Choose a person]\nHow many minutes?: [10]\n[Add] [Cancel]"
    )
    planned.submit(by=ALICE, title="Budget", kind="information", minutes="70", owner=VERA)
    said = planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    assert (
        "70 minutes are planned and the session has 60. Please take something off, or give some points fewer minutes.\n"
        "1. Budget\nInformation, 70 minutes, @Vera Novak"
    ) in said


def test_the_button_opens_the_form_for_the_vendors_people(planned: Running) -> None:
    planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    assert planned.click("Add a point", by=VERA).startswith("-- Add a point --")
    planned.submit(by=VERA, title="Sites", kind="discussion", minutes="5")
    assert points(planned) == ["1. Sites"]


def test_what_a_form_has_wrong_stands_under_its_field(planned: Running) -> None:
    planned.say("session agenda add", by=ALICE, at=HELIX)
    said = planned.submit(by=ALICE, title="Budget", kind="discussion", minutes="ten")
    assert "A point takes 1 to 240 minutes. Give a whole number, such as 10." in said
    assert points(planned) == []


def test_a_point_is_said_in_a_few_words(planned: Running) -> None:
    said = planned.say(f"session agenda add {'x' * 151}", by=VERA, via="mention", at=HELIX)
    assert said == "The point is 151 characters long. Keep it under 150."


def test_somebody_of_another_company_does_not_speak_to_it(planned: Running) -> None:
    planned.say("session agenda", by=VERA, at=HELIX, via="mention")
    planned.click("Add a point", by=VERA)
    said = planned.submit(by=VERA, title="Budget", kind="discussion", minutes="5", owner="U0CHARLIE")
    assert "This person" in said


def test_a_point_is_changed_by_either_side(planned: Running) -> None:
    add(planned, "sites")
    planned.say("session agenda", by=ALICE, at=HELIX)
    form = planned.click("Change a point", by=ALICE, choose="1")
    assert "What is to be talked about?: [sites]" in form
    said = planned.submit(by=ALICE, title="Sites in Poland", kind="decision", minutes="20", owner=BOB)
    assert "Sites in Poland is changed." in said
    [_, its] = recorded(planned, "agenda_item:1")
    assert isinstance(its, AgendaItemChanged)
    assert (its.title, its.kind, its.minutes) == ("Sites in Poland", "decision", 20)
    assert "Decision, 20 minutes, @Bob Tran" in planned.say("session agenda", by=VERA, via="mention", at=HELIX)


def test_a_form_that_changes_nothing_records_nothing(planned: Running) -> None:
    add(planned, "sites")
    planned.say("session agenda", by=ALICE, at=HELIX)
    planned.click("Change a point", by=ALICE, choose="1")
    said = planned.submit(by=ALICE, title="sites", kind="discussion", minutes="10", owner=VERA)
    assert "sites stays as it is: nothing was changed." in said
    assert len(recorded(planned, "agenda_item:1")) == 1


# --- taking one off -------------------------------------------------------------------------------------------------------------


def test_whoever_added_it_takes_it_off_with_a_reason(planned: Running) -> None:
    planned.say("help", by=BOB, at=HELIX, via="mention")
    add(planned, "sites", by=BOB)
    add(planned, "budget")
    planned.say("session agenda", by=BOB, at=HELIX)
    assert "sites comes off the agenda of S-1." in planned.click("Take one off", by=BOB, choose="1")
    said = planned.submit(by=BOB, reason="we talk about it by mail")
    assert said.startswith("sites is off the agenda of S-1.\n10 of 60 minutes are planned.")
    assert points(planned) == ["1. budget"]
    assert isinstance(recorded(planned, "agenda_item:1")[-1], AgendaItemWithdrawn)


def test_somebody_else_does_not_and_an_account_lead_does(planned: Running) -> None:
    add(planned, "sites")
    planned.say("session agenda", by=BOB, at=HELIX)
    assert planned.click("Take one off", by=BOB, choose="1") == (
        'Only whoever put "sites" there, a chair or an account lead takes it off; please ask one of them.'
    )
    planned.say("session agenda", by=ALICE, at=HELIX)
    planned.click("Take one off", by=ALICE, choose="1")
    planned.submit(by=ALICE, reason="it is settled")
    assert points(planned) == []


def test_what_a_lead_took_off_does_not_come_again(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    assert points(planned) == ["1. B-1 Visit reports on time (October 2026)"]
    planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    planned.click("Take one off", by=VERA, choose="1")
    planned.submit(by=VERA, reason="we spoke yesterday")
    assert points(planned) == []


def test_a_point_that_is_gone_is_said_to_be(planned: Running) -> None:
    add(planned, "sites")
    planned.say("session agenda", by=ALICE, at=HELIX)
    planned.click("Take one off", by=ALICE, choose="1")
    planned.submit(by=ALICE, reason="it is settled")
    gone = "That point is not on the agenda (any more). session agenda shows what is."
    assert planned.click("Change a point", by=ALICE, choose="1") == gone


# --- the order ------------------------------------------------------------------------------------------------------------------


def test_the_form_gives_places_and_the_others_close_up(planned: Running) -> None:
    add(planned, "one", "two", "three")
    planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    assert planned.click("Reorder", by=VERA) == (
        "-- Reorder the agenda --\none: [1]\ntwo: [2]\nthree: [3]\n[Save] [Cancel]"
    )
    said = planned.submit(by=VERA, **{"place 1": "1", "place 2": "2", "place 3": "1"})
    assert "The agenda of S-1 has its new order." in said
    assert points(planned) == ["1. three", "2. one", "3. two"]
    assert recorded(planned, "session:1")[-1] == AgendaReordered(session=1, vendor=1, items=(3, 1, 2))


def test_new_points_leave_the_order_people_chose(planned: Running) -> None:
    add(planned, "one", "decision: two")
    planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    planned.click("Reorder", by=VERA)
    planned.submit(by=VERA, **{"place 1": "1", "place 2": "2"})
    planned.click("Reorder", by=VERA)
    planned.submit(by=VERA, **{"place 1": "1"})
    add(planned, "information: three")
    assert points(planned) == ["1. one", "2. two", "3. three"]


def test_the_agenda_of_a_cancelled_session_stays_and_its_points_go_on_to_the_next(planned: Running) -> None:
    planned.say("session schedule Helix 17 Dec 15:00 60m joint operations meeting", by=ALICE, at=HELIX)
    add(planned, "sites")
    planned.say("session cancel S-1 the auditors come", by=ALICE, at=HELIX)
    assert planned.say("session agenda S-1 add budget", by=VERA, via="direct") == (
        "S-1 is over, so its agenda stays as it is. session agenda shows that of the next session."
    )
    assert "1. sites" in planned.say("session agenda S-2", by=VERA, via="direct")


def press(parley: Running, name: str, ref: str) -> str:
    """Vera presses a button nobody has shown her."""
    user, before = {"id": VERA, "team_id": HELIX_TEAM}, len(parley.sandbox.ephemerals(VERA))
    act = {"type": "button", "block_id": "b", "action_id": name, "value": ref, "action_ts": f"9.{ref[:6]}"}
    payload = {"type": "block_actions", "user": user, "team": {"id": NORTHWIND, "domain": "northwind"}}
    place = {"type": "message", "message_ts": "1.1", "channel_id": HELIX}
    more = {"container": place, "channel": {"id": HELIX}, "trigger_id": f"7.{ref[:6]}", "actions": [act]}
    deliver(parley, payload | more)
    return "\n".join(parley.read(its) for its in parley.sandbox.ephemerals(VERA)[before:])


def test_a_point_the_channel_is_yet_to_hear_of_is_nobodys_to_change(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    planned.say("session agenda S-1", by=ALICE, at=HELIX)
    with writing(planned) as uow:
        uow.agenda.take_up_as(1, uow.agenda.open_of(1))
        [hidden] = [its for its in uow.agenda.of_session(1) if its.stems_from == "breach:1"]
    for name in ("agenda.edit", "agenda.off"):
        for ref in (str(hidden.id), "9" * 30):
            assert press(planned, name, ref) == GONE
