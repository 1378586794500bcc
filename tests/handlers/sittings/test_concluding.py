"""What comes of each point: one click, one that can be taken back; what goes on goes on to the next session of its kind."""

from governance.agenda import Outcome
from governance.people import Role
from governance.sessions import Kind
from tests.cast import ALICE, BOB, VERA
from tests.handlers.sittings.room import Room

OUTCOMES = [("Discussed", "discussed"), ("Noted", "noted"), ("Parked", "parked"), ("Carried over", "carried over")]


def test_one_click_says_what_came_of_the_point_the_next_is_talked_about_and_it_can_be_taken_back(on: Room) -> None:
    for label, outcome in OUTCOMES:
        said = on.click(label, by=VERA)
        assert said == f"1. Query resolution is red: {outcome}. Next: 2. Site list.\n[Take it back]"
        assert f"1. Query resolution is red (discussion, 10 min): {outcome}\n:arrow_forward: 2. Site list" in on.panel
        assert on.points()[0].outcome == outcome
        assert on.click("Take it back", by=VERA, at=None) == "1. Query resolution is red is open again."
        assert on.points()[0].outcome is None
        assert on.waiting() == []
        assert ":arrow_forward: 1. Query resolution is red" in on.panel
    said = on.press_old("sittings.outcome", ALICE, f"S-1 {on.points()[0].id} open")
    assert said.startswith("Nothing has come of Query resolution is red yet")


def test_what_goes_on_waits_for_the_next_session_of_its_kind(on: Room) -> None:
    for label in ("Parked", "Carried over"):
        on.click(label)
    with on.working() as uow:
        later = [its for its in uow.agenda.open_of(1) if its.session_id is None]
    assert [its.title for its in later] == ["Query resolution is red", "Site list"]
    assert {(its.for_kind, its.carried) for its in later} == {(Kind.JOINT_STRATEGY, 1)}
    assert on.events(f"agenda_item:{later[0].carried_from}")[-1] == "AgendaItemConcluded"


def test_decided_is_a_click_only_where_a_decision_of_this_session_is_about_the_point(on: Room) -> None:
    point = on.points()[0]
    old = f"S-1 {point.id} decided"
    said = on.press_old("sittings.outcome", ALICE, old)
    assert said.startswith("No decision about Query resolution is red is written down yet.")
    assert "[Write the decision down]" in said
    on.decide(point.id)
    assert on.press_old("sittings.outcome", ALICE, old).startswith("1. Query resolution is red: decided.")
    assert on.points()[0].outcome is Outcome.DECIDED


def test_twice_is_once(on: Room) -> None:
    old = f"S-1 {on.points()[0].id}"
    on.click("Discussed")
    said = on.press_old("sittings.outcome", BOB, f"{old} parked")
    assert said == "Query resolution is red is discussed already. Take that back first if it is not so."
    assert on.waiting() == []


def test_any_point_in_any_order_by_the_form(on: Room) -> None:
    on.click("Another point", by=BOB)
    third = str(on.points()[2].id)
    said = on.parley.submit(by=BOB, point=third, outcome="noted")
    assert said.startswith("3. Holidays: noted. Next: 1. Query resolution is red.")
    on.click("Another point", by=BOB)
    assert on.parley.submit(by=BOB, point=third, outcome="open") == "3. Holidays is open again."


def test_when_all_is_talked_about_no_outcome_is_asked_for(on: Room) -> None:
    for _ in range(3):
        on.click("Discussed")
    assert "What came of it?" not in on.panel
    assert "[Write the decision down] [End]" in on.panel
    assert "[Another point]" in on.panel


def test_what_settles_elsewhere_while_the_session_is_on_is_talked_about_no_more(on: Room) -> None:
    with on.working() as uow:
        uow.agenda.add(1, "A-7 is late", uow.at, session=1, stems_from="action:7")
        uow.agenda.settle_all(1, ["action:7"], uow.at)
    on.click("Discussed")
    assert "A-7" not in on.panel
    settled = on.points()[-1]
    said = on.press_old("sittings.outcome", ALICE, f"S-1 {settled.id} open")
    assert said.startswith("There is no open point like that on the agenda of S-1.")


def test_who_only_reads_says_of_no_point_what_came_of_it(on: Room) -> None:
    with on.working() as uow:
        uow.people.recognise(uow.people.by_slack(BOB).id, Role.QUALITY, None)
    assert on.click("Noted", by=BOB).startswith("You cannot note down what a session comes to here.")


def test_a_button_with_nothing_behind_it_says_so(on: Room) -> None:
    for ref in ("S-1 999 noted", "S-1 x noted", "S-1", "S-1 0 noted", "S-9 1 noted", "nonsense"):
        assert on.press_old("sittings.outcome", ALICE, ref).startswith(("There is no", "Which session")), ref
