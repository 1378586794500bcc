"""While an item is escalated only those who are asked there move it, or whoever is there for them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.actions import ActionItem, State
from governance.escalations import Escalation, Level
from governance.people import Person
from governance.refusals import NotYoursToDecide
from handlers.kit.deciding import check_decides
from tests.acquainted import Acquainted, asked
from tests.cast import MONDAY

STEP = Escalation(id=1, action_id=1, level=Level.LEADS, reason=None, raised_by=None, raised_at=MONDAY)
EXECUTIVES = replace(STEP, level=Level.EXECUTIVES)


def item(owner: Person, vendor: int | None, concern: str | None = None) -> ActionItem:
    facts = {"study_id": None, "title": "send it", "opened_by": 1, "due_on": date(2026, 12, 1), "opened_at": MONDAY}
    return ActionItem(
        id=1, number=7, vendor_id=vendor, owner_id=owner.id, concern=concern, state=State.ACCEPTED, **facts
    )  # type: ignore[arg-type]


def decides(its: Acquainted, person: Person, item: ActionItem, step: Escalation = STEP) -> bool:
    try:
        check_decides(item, step, asked(person), its.uow)
    except NotYoursToDecide:
        return False
    return True


@pytest.fixture
def led(acquainted: Acquainted) -> Acquainted:
    """Vera leads for Helix on its side, as Bob does on ours."""
    acquainted.uow.vendors.set_leads(acquainted.helix.id, vendor_side=acquainted.vera.id)
    return acquainted


def test_where_nothing_is_escalated_there_is_nothing_to_check(led: Acquainted) -> None:
    check_decides(item(led.bob, led.helix.id), None, asked(led.charlie), led.uow)


def test_the_leads_of_both_sides_decide_and_nobody_else(led: Acquainted) -> None:
    its = item(led.nina, led.helix.id)
    who = (led.bob, led.vera, led.alice, led.nina, led.omar)
    assert [decides(led, person, its) for person in who] == [True, True, False, False, False]


def test_whoever_may_not_reads_who_may(led: Acquainted) -> None:
    with pytest.raises(NotYoursToDecide) as found:
        check_decides(item(led.nina, led.helix.id), STEP, asked(led.nina), led.uow)
    assert "A-7" in str(found.value)
    assert "Bob Tran and Vera Novak" in str(found.value)


def test_where_nobody_is_known_to_be_asked_the_leads_are_named(led: Acquainted) -> None:
    led.uow.workspace = replace(led.uow.workspace, administrator=None)
    with pytest.raises(NotYoursToDecide) as found:
        check_decides(item(led.nina, None), STEP, asked(led.nina), led.uow)
    assert " the account leads" in str(found.value)


def test_what_the_executives_are_asked_is_theirs_to_decide(led: Acquainted) -> None:
    led.uow.vendors.set_executive(led.helix.id, led.alice.id, ours=True)
    its = item(led.nina, led.helix.id)
    assert [decides(led, person, its, EXECUTIVES) for person in (led.alice, led.bob, led.vera)] == [True, False, True]


def test_what_cannot_wait_is_not_for_whoever_is_late_with_it(led: Acquainted) -> None:
    assert decides(led, led.vera, item(led.vera, led.helix.id))
    assert not decides(led, led.vera, item(led.vera, led.helix.id, concern="safety"))


def test_what_is_of_no_vendor_is_the_administrators(led: Acquainted) -> None:
    assert decides(led, led.alice, item(led.bob, None))
    assert not decides(led, led.vera, item(led.bob, None))


def test_whoever_is_there_for_a_lead_who_is_away_decides_too(led: Acquainted) -> None:
    until = MONDAY.date() + timedelta(days=3)
    led.uow.people.confirm(led.nina.id, led.helix.id, MONDAY, None)
    led.uow.people.keep_settings(led.vera.id, away_from=MONDAY.date(), away_until=until, deputy_id=led.nina.id)
    its = item(led.bob, led.helix.id)
    assert [decides(led, person, its) for person in (led.nina, led.vera, led.omar)] == [True, True, False]
