"""What somebody does while somebody else is still about it."""

from governance.sessions import State
from storage import outbox
from tests.cast import ALICE, HELIX, VERA
from tests.handlers.sittings.room import Room
from tests.handlers.sittings.test_attending import _id, present


def test_who_comes_while_a_chair_fills_the_list_in_stays_on_it(on: Room) -> None:
    on.click("Who is here", by=ALICE)
    on.click("Present", by=VERA)
    on.parley.submit(by=ALICE, **{"there:sponsor": [str(_id(on, ALICE))]})
    assert present(on)[1] == "Present: @Vera Novak and @Alice Moreau"


def test_what_is_noted_before_the_opening_message_stands_there_is_read_below_it(due: Room) -> None:
    with due.parley.database.write() as connection:
        outbox.pause(connection, f"channel:{HELIX}", 60.0)
    due.parley.say("session start", by=ALICE, at=HELIX)
    assert due.panels == []
    due.parley.say("session decide S-1 use the new form", by=VERA, at=HELIX, via="mention")
    due.parley.rest()
    assert due.replies()[-1].startswith("Not decided yet: Use the new form")


def test_what_was_read_before_it_was_started_cancels_no_session_that_is_on(due: Room) -> None:
    with due.working() as uow:
        before = uow.sessions.numbered(1)
    assert before
    due.parley.say("session start", by=ALICE, at=HELIX)
    with due.working() as uow:
        assert uow.sessions.revise(before, state=State.CANCELLED) is None
    assert due.session().is_on
