"""Who is to hear something now, who is away, and what people asked to hear of later."""

from datetime import timedelta

from governance.actions import Draft, State
from governance.people import Role
from storage.unit_of_work import UnitOfWork
from tests.cast import ALICE, BOB, CHARLIE, MONDAY, NORTHWIND, VERA
from tests.storage.conftest import Opens

LATER = MONDAY + timedelta(hours=1)


def meet(uow: UnitOfWork, user: str, role: Role = Role.MEMBER) -> int:
    return uow.people.meet(user, NORTHWIND, user, role).id


def item(uow: UnitOfWork, owner: int, title: str = "send it") -> int:
    draft = Draft(title=title, owner_id=owner, due_on=MONDAY.date())
    return uow.actions.add(draft, owner, MONDAY, state=State.PROPOSED, waits_on="sponsor", vendor=None).id


def test_whoever_has_no_moment_yet_or_whose_moment_has_come_is_due(work: Opens) -> None:
    with work() as uow:
        unknown, come, to_come = (meet(uow, user) for user in (ALICE, BOB, VERA))
        uow.reminders.set_next({come: MONDAY, to_come: LATER})
    with work() as uow:
        assert {its.id for its in uow.reminders.due(MONDAY, 10)} == {unknown, come}
        assert {its.id for its in uow.reminders.due(LATER, 10)} == {unknown, come, to_come}


def test_strangers_are_never_due(work: Opens) -> None:
    with work() as uow:
        meet(uow, CHARLIE, Role.STRANGER)
        assert uow.reminders.due(LATER, 10) == []
        assert not uow.reminders.anyone_due(LATER)


def test_those_without_slack_are_due_like_anybody_else(work: Opens) -> None:
    with work() as uow:
        nina = uow.people.add(name="Nina Roe", mail="nina@orion.example", role=Role.MEMBER, vendor=None, zone=None)
        assert uow.reminders.anyone_due(LATER)
        assert [its.id for its in uow.reminders.due(LATER, 10)] == [nina]


def test_people_come_in_portions_and_each_once(work: Opens) -> None:
    with work() as uow:
        everybody = {meet(uow, f"U0NUMBER{number}") for number in range(5)}
    heard: list[int] = []
    for _ in range(3):
        with work() as uow:
            portion = uow.reminders.due(MONDAY, 2)
            heard += [its.id for its in portion]
            uow.reminders.set_next({its.id: LATER for its in portion})
    assert (len(heard), set(heard)) == (5, everybody)


def test_who_is_away_is_known_until_the_last_day(work: Opens) -> None:
    with work() as uow:
        person = meet(uow, BOB)
        uow.people.keep_settings(person, away_from=None, away_until=MONDAY.date())
        assert [its.id for its in uow.reminders.away(MONDAY.date())] == [person]
        assert uow.reminders.away(MONDAY.date() + timedelta(days=1)) == []


def test_new_settings_mean_a_new_moment(work: Opens) -> None:
    with work() as uow:
        person = meet(uow, BOB)
        uow.reminders.set_next({person: LATER})
        assert uow.reminders.due(MONDAY, 10) == []
        uow.people.keep_settings(person, remind_at=None)
        assert [its.id for its in uow.reminders.due(MONDAY, 10)] == [person]


def test_a_snooze_is_changed_by_the_next_and_ends_once(work: Opens) -> None:
    with work() as uow:
        person = meet(uow, BOB)
        thing = item(uow, person)
        uow.reminders.snooze(person, thing, MONDAY)
        uow.reminders.snooze(person, thing, LATER)
    with work() as uow:
        assert set(uow.reminders.snoozed([person])) == {(person, thing)}
        assert uow.reminders.snoozes_over(MONDAY, 10) == []
        assert uow.reminders.snoozes_over(LATER, 10) == [(person, thing)]
        uow.reminders.end_snoozes([(person, thing)])
        assert uow.reminders.snoozes_over(LATER, 10) == []


def test_snoozes_are_each_persons_own_and_the_longest_quiet_comes_first(work: Opens) -> None:
    with work() as uow:
        bob, vera = meet(uow, BOB), meet(uow, VERA)
        first, second = item(uow, bob), item(uow, bob, "and this")
        uow.reminders.set_next({bob: LATER + timedelta(days=1), vera: LATER + timedelta(days=1)})
        uow.reminders.snooze(bob, second, LATER)
        uow.reminders.snooze(vera, first, MONDAY)
        assert set(uow.reminders.snoozed([bob])) == {(bob, second)}
        assert uow.reminders.snoozes_over(LATER, 10) == [(vera, first), (bob, second)]
        assert uow.reminders.snoozes_over(LATER, 1) == [(vera, first)]
        assert uow.reminders.anyone_due(MONDAY)
        assert not uow.reminders.anyone_due(MONDAY - timedelta(minutes=1))
