"""A word of nearly every title: the newest are found, people are told so, and nobody's own is hidden behind others'."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select

from governance.actions import State
from storage.search import MOST
from storage.tables import actions, people
from tests.cast import ALICE, HELIX, MONDAY, VERA
from tests.running import Running

pytestmark = pytest.mark.usefixtures("with_helix")


def many_others(parley: Running, count: int) -> None:
    """So many newer items of the sponsor's own, all of them about a report."""
    with parley.database.write() as connection:
        alice = select(people.c.id).where(people.c.slack_user == ALICE).scalar_subquery()
        workspace, owner = connection.execute(select(people.c.workspace, alice)).first() or (0, 0)
        first = 1 + (connection.execute(select(func.max(actions.c.number))).scalar() or 0)
        facts = {"workspace": workspace, "owner_id": owner, "opened_by": owner, "state": State.DONE}
        facts |= {"title": "Write the report", "words": "write the report"}
        days = {"due_on": date(2026, 11, 20), "opened_at": MONDAY, "closed_at": MONDAY, "closed_by": owner}
        connection.execute(insert(actions), [facts | days | {"number": first + n} for n in range(count)])


def test_of_very_many_the_newest_are_found_and_it_says_so(parley: Running) -> None:
    many_others(parley, MOST + 1)
    page = parley.say("action find report", by=ALICE)
    assert f'Actions with "report": {MOST} items or more' in page
    assert f"These are the newest {MOST}; one more word finds fewer." in page


def test_as_many_as_are_found_at_most_may_be_all_and_fewer_are(parley: Running) -> None:
    many_others(parley, MOST - 1)
    page = parley.say("action find report", by=ALICE)
    assert f"{MOST - 1} items" in page
    assert "or more" not in page
    assert "newest" not in page


def test_pages_of_what_was_found_follow_on_from_each_other(parley: Running) -> None:
    many_others(parley, 12)
    first, second, third = (parley.say(f"action find report page {page}", by=ALICE) for page in (1, 2, 3))
    assert [sum(f"*A-{n}*" in page or f"A-{n} " in page for n in range(1, 13)) for page in (first, second)] == [8, 4]
    assert third == second  # past the last page is the last


def test_a_vendors_own_is_found_behind_any_number_of_others(parley: Running) -> None:
    parley.say(f"action add <@{VERA}|vera> 4 Dec read the report", by=ALICE, at=HELIX)
    many_others(parley, MOST + 1)
    page = parley.say("action find report", by=VERA, at=HELIX, via="mention")
    assert '"report": 1 item' in page
    assert "read the report" in page
    assert "Write" not in page


def test_what_comes_to_another_vendor_is_found_there_and_no_longer_here(parley: Running) -> None:
    parley.say(f"action add <@{VERA}|vera> 4 Dec read the report", by=ALICE, at=HELIX)
    with parley.database.write() as connection:
        connection.execute(actions.update().values(vendor_id=None))
    assert "Nothing was found." in parley.say("action find report", by=VERA, at=HELIX, via="mention")
    assert "read the report" in parley.say("action find report", by=ALICE)
