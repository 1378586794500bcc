"""Values in, values out: what the repositories promise beyond plain keeping."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from governance.actions import ActionItem, Draft, State
from governance.people import Person, Role
from governance.sessions import Kind
from governance.vendors import Status, Vendor
from storage import schedules, workspaces
from storage.actions import Sought
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.cast import ALICE, BOB, HELIX_TEAM, MONDAY, NORTHWIND, VERA
from tests.storage.conftest import Opens

TODAY = MONDAY.date()


def meet(uow: UnitOfWork, user: str = ALICE, name: str = "Alice Moreau") -> Person:
    return uow.people.meet(user, NORTHWIND, name, Role.MEMBER)


def add_vendor(uow: UnitOfWork, name: str = "Helix Clinical", tier: int = 1) -> Vendor:
    vendor = uow.vendors.add(name=name, service="CRO", tier=tier, status=Status.ACTIVE, sponsor_lead=None)
    assert vendor is not None
    return vendor


# --- workspaces and people -----------------------------------------------------------------------------------------------


def test_a_team_that_several_processes_meet_at_once_gets_one_workspace(database: Database) -> None:
    together = Barrier(4)

    def welcome(_number: int) -> int:
        together.wait()
        with database.write() as connection:
            return workspaces.welcome(connection, NORTHWIND, "Northwind Bio", None).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(welcome, range(4)))) == 1


def test_the_first_team_to_connect_claims_what_was_imported_before(database: Database) -> None:
    with database.write() as connection:
        imported = workspaces.create(connection, "This workspace")
        assert workspaces.welcome(connection, NORTHWIND, "Northwind Bio", "U0PARLEY").id == imported
        assert workspaces.welcome(connection, "T0OTHER", "Other", None).id != imported
        assert workspaces.welcome(connection, NORTHWIND, "Northwind Bio AG", "U0PARLEY").name == "Northwind Bio AG"
        assert len(workspaces.all_of_them(connection)) == 2


def test_someone_two_doors_meet_at_once_is_one_person(work: Opens) -> None:
    together = Barrier(3)

    def see(_number: int) -> int:
        together.wait()
        with work() as uow:
            return meet(uow).id

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(see, range(3)))) == 1


def test_people_are_found_by_handle_first_name_or_whole_name(work: Opens) -> None:
    with work() as uow:
        alice, bob = meet(uow), meet(uow, BOB, "Bob Tran")
        uow.people.learn(BOB, MONDAY, {"handle": "bobby_t"})
        for name in ("alice", "ALICE MOREAU", "Alice"):
            assert [person.id for person in uow.people.named(name)] == [alice.id]
        assert [person.id for person in uow.people.named("Bobby_T")] == [bob.id]
        for name in ("moreau", "%", "A%", "bobby%t", "_ob", "a\\"):
            assert uow.people.named(name) == []


def test_a_team_means_a_vendor_only_while_it_means_one(work: Opens) -> None:
    with work() as uow:
        helix, orion = add_vendor(uow), add_vendor(uow, "Orion Labs")
        vera = uow.people.meet(VERA, HELIX_TEAM, "Vera Novak", Role.VENDOR_LEAD, helix.id)
        assert uow.people.vendor_of_team(HELIX_TEAM) is None  # nobody has confirmed her
        uow.people.confirm(vera.id, helix.id, MONDAY, None)
        assert uow.people.vendor_of_team(HELIX_TEAM) == helix.id
        assert uow.people.vendor_of_team(NORTHWIND) is None
        max_ = uow.people.meet("U0MAX", HELIX_TEAM, "Max", Role.VENDOR_MEMBER, orion.id)
        uow.people.confirm(max_.id, orion.id, MONDAY, None)
        assert uow.people.vendor_of_team(HELIX_TEAM) == helix.id  # a team is that of the account lead it has
        uow.people.recognise(max_.id, Role.VENDOR_LEAD, orion.id)
        assert uow.people.vendor_of_team(HELIX_TEAM) is None


def test_strangers_are_not_everyone(work: Opens) -> None:
    with work() as uow:
        uow.people.meet("U0X", "T0X", "Somebody", Role.STRANGER)
        alice = meet(uow)
        assert uow.people.everyone() == [alice]


# --- vendors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["Helix Clinical", "helix clinical", "HELIX-CLINICAL", " Helix  Clinical. "])
def test_a_vendor_is_the_same_however_it_is_spelled(work: Opens, spelling: str) -> None:
    with work() as uow:
        helix = add_vendor(uow)
        taken = uow.vendors.add(name=spelling, service="x", tier=2, status=Status.ACTIVE, sponsor_lead=None)
        assert taken is None
        assert uow.vendors.named(spelling) == helix
        assert uow.vendors.count() == 1  # the transaction goes on after the refusal


def test_a_short_name_finds_the_vendors_that_begin_so(work: Opens) -> None:
    with work() as uow:
        helix, other = add_vendor(uow), add_vendor(uow, "Helix Imaging")
        add_vendor(uow, "Orion Labs")
        assert uow.vendors.starting("helix") == [helix, other]
        assert uow.vendors.starting("...") == []


def test_vendors_come_in_pages_by_tier_and_name(work: Opens) -> None:
    with work() as uow:
        for number in range(5):
            add_vendor(uow, f"Vendor {number}", tier=3 - number // 2)
        everyone = [vendor.name for vendor in uow.vendors.page(0, 10)]
        assert everyone == ["Vendor 4", "Vendor 2", "Vendor 3", "Vendor 0", "Vendor 1"]
        assert [vendor.name for vendor in uow.vendors.page(2, 2)] == everyone[2:4]


def test_the_database_refuses_a_tier_that_does_not_exist(work: Opens) -> None:
    with pytest.raises(IntegrityError), work() as uow:
        add_vendor(uow, tier=4)


def test_a_channel_belongs_to_one_vendor(work: Opens) -> None:
    with work() as uow:
        helix, orion = add_vendor(uow), add_vendor(uow, "Orion Labs")
        uow.vendors.link("C0HELIX", helix.id, study=None, zone=None, shared=True)
    with pytest.raises(IntegrityError), work() as uow:
        uow.vendors.link("C0HELIX", orion.id, study=None, zone=None, shared=True)


# --- actions and sessions ----------------------------------------------------------------------------------------------


def test_actions_are_numbered_without_gaps_or_twins_however_many_are_added_at_once(work: Opens) -> None:
    with work() as uow:
        alice = meet(uow)
    together = Barrier(4)

    def add(number: int) -> list[int]:
        together.wait()
        numbers = []
        for part in range(5):
            with work() as uow:
                # A row that refers to the workspace, written first, as the house does when it meets somebody.
                meet(uow, f"U{number}{part}", "Somebody")
                numbers.append(promise(uow, alice).number)
        return numbers

    with ThreadPoolExecutor(4) as pool:
        found = [number for numbers in pool.map(add, range(4)) for number in numbers]
    assert sorted(found) == list(range(1, 21))


def promise(uow: UnitOfWork, owner: Person, title: str = "x", due: date = TODAY, side: str = "sponsor") -> ActionItem:
    draft = Draft(title=title, owner_id=owner.id, due_on=due)
    return uow.actions.add(draft, owner.id, MONDAY, state=State.PROPOSED, waits_on=side)


def test_open_actions_come_soonest_due_first_and_in_pages(work: Opens) -> None:
    with work() as uow:
        alice = meet(uow)
        items = [promise(uow, alice, due=TODAY + timedelta(days=days)) for days in (3, 1, 2, 1)]
        uow.actions.change(items[2], state=State.DONE, closed_at=MONDAY, waits_on=None)
        mine = Sought(owner=alice.id)
        assert [item.number for item in uow.actions.page(Sought())] == [2, 4, 1]
        assert [item.number for item in uow.actions.page(mine, first=1, most=1)] == [4]
        assert uow.actions.count(mine) == 3
        assert uow.actions.count(Sought(due_before=TODAY + timedelta(days=2))) == 2
        assert uow.actions.count_by_side() == {"sponsor": 3}
        closed = uow.actions.numbered(3)
        assert closed is not None
        assert (closed.state, closed.closed_at, closed.reference) == (State.DONE, MONDAY, "A-3")


def test_the_coming_sessions_are_those_after_now_with_their_guests(work: Opens) -> None:
    with work() as uow:
        alice, bob, helix = meet(uow), meet(uow, BOB, "Bob Tran"), add_vendor(uow)
        facts: dict[str, Any] = {"vendor_id": helix.id, "study_id": None, "kind": Kind.OPERATIONAL, "title": "Weekly"}
        facts |= {"minutes": 30, "zone": "UTC", "guests": [bob.id, alice.id]}
        for hours in (2, -1, 1):
            uow.sessions.add(starts_at=MONDAY + timedelta(hours=hours), uid=f"s{hours}", **facts)
        coming = uow.sessions.coming(helix.id, MONDAY)
        assert [session.uid for session in coming] == ["s1", "s2"]
        assert coming[0].guests == (alice.id, bob.id)
        assert coming[0].ends_at == MONDAY + timedelta(hours=1, minutes=30)
        assert [session.uid for session in uow.sessions.coming_anywhere(MONDAY, most=1)] == ["s1"]


# --- digests and schedules ---------------------------------------------------------------------------------------------


def test_the_last_digest_remembers_what_it_showed(work: Opens) -> None:
    with work() as uow:
        helix = add_vendor(uow)
        assert uow.digests.last("C0HELIX", helix.id) is None
        for colour in ("green", "red"):
            uow.digests.keep(channel="C0HELIX", vendor=helix.id, at=MONDAY, colour=colour, standing={7: colour})
        last = uow.digests.last("C0HELIX", helix.id)
        assert last
        assert (last.queued_at, last.standing) == (MONDAY, {7: "red"})
        first = uow.digests.last("C0HELIX", helix.id, before=last.id)
        assert first
        assert first.standing == {7: "green"}


def schedule(uow: UnitOfWork, channel: str, due: Any) -> schedules.Schedule:
    helix = uow.vendors.named("Helix Clinical") or add_vendor(uow)
    facts = {"cron": "0 9 * * mon", "words": "every Monday", "zone": "UTC", "by": meet(uow).id}
    return uow.schedules.set(what="digest", channel=channel, vendor_id=helix.id, next_fire_at=due, **facts)  # type: ignore[arg-type]


def test_setting_a_schedule_again_changes_it(work: Opens) -> None:
    with work() as uow:
        first = schedule(uow, "C0HELIX", MONDAY)
        again = schedule(uow, "C0HELIX", MONDAY + timedelta(days=1))
        assert again.id == first.id
        assert uow.schedules.all("digest") == [again]
        uow.schedules.stop(again.id)
        assert uow.schedules.of_channel("digest", "C0HELIX") is None


def test_what_is_due_is_found_the_longest_due_first(database: Database, work: Opens) -> None:
    with work() as uow:
        for number, days in enumerate((0, -2, 1, -1)):
            schedule(uow, f"C{number}", MONDAY + timedelta(days=days))
    with database.read() as connection:
        assert [its.channel for its in schedules.due(connection, MONDAY)] == ["C1", "C3", "C0"]


def test_a_schedule_moves_on_once(work: Opens) -> None:
    with work() as uow:
        its = schedule(uow, "C0HELIX", MONDAY)
        assert uow.schedules.move_on(its, MONDAY + timedelta(days=7))
        assert not uow.schedules.move_on(its, MONDAY + timedelta(days=7))


def test_dates_stay_dates(work: Opens) -> None:
    with work() as uow:
        alice = meet(uow)
        item = promise(uow, alice, due=date(2026, 2, 28))
        assert item.due_on == date(2026, 2, 28)
        assert uow.actions.by_id(item.id) == item


def test_two_changes_at_once_are_one(work: Opens) -> None:
    """What was read before somebody else changed it is not written over."""
    with work() as uow:
        alice = meet(uow)
        item = promise(uow, alice)
        assert uow.actions.change(item, state=State.ACCEPTED) is not None
        assert uow.actions.change(item, state=State.BLOCKED) is None


@pytest.mark.parametrize(
    ("title", "asked", "found"),
    [
        ("Send the revised site list", "site list", True),
        ("Send the revised site list", "LIST revis", True),
        ("Send the revised site list", "site lost", False),
        ("Żółć naïve café", "zolc cafe", False),
        ("Résumé naïve café", "resume cafe", True),
        ("R&D: <5 % of sites", "r&d 5", True),
        ("Review A-17's follow-up", "follow up", True),
        ("安全性報告を送る", "報告", True),
        ("Отправить список", "спис", True),
        ("x OR y", '"x" OR nothing*', False),
        ("anything", "' ; -- ()", False),
    ],
)
def test_titles_are_found_by_the_beginnings_of_their_words_on_both_databases(
    work: Opens, title: str, asked: str, found: bool
) -> None:
    with work() as uow:
        alice = meet(uow)
        promise(uow, alice, title)
        assert bool(uow.actions.page(Sought(words=asked))) is found


def test_closed_items_are_found_after_open_ones(work: Opens) -> None:
    with work() as uow:
        alice = meet(uow)
        first, _ = promise(uow, alice, "send it", TODAY), promise(uow, alice, "send that", TODAY + timedelta(days=1))
        uow.actions.change(first, state=State.DONE, waits_on=None)
        assert [item.number for item in uow.actions.page(Sought(words="send"))] == [2, 1]
