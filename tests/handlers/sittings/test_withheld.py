"""What the channel is yet to hear of stands neither in the message of a session, nor in its forms, nor in its minutes."""

from datetime import UTC, date, datetime

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.sittings.room import Room
from tests.reports import Reports
from tests.running import Running


@pytest.fixture
def room(with_helix: Running) -> Room:
    """S-1 is on, hours after a breach; its first two points are about the result and the KPI, the third is not."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.say("session schedule Helix today 15:00", by=ALICE, at=HELIX)
    Reports(with_helix).submit(date(2026, 10, 1), 79.5)
    its = Room(with_helix)
    with its.working() as uow:
        [breach] = uow.breaches.some([1])
        for title, stems in (
            ("October of K14", f"result:{breach.result_id}"),
            ("K14 itself", f"definition:{breach.definition_id}"),
            ("Site list", ""),
        ):
            uow.agenda.add(1, title, uow.at, session=1, stems_from=stems)
        uow.agenda.order([its.id for its in uow.agenda.of_session(1)])
    with_helix.clock_moves(to=datetime(2026, 11, 23, 13, 50, tzinfo=UTC))
    with_helix.say("session start S-1", by=ALICE, at=HELIX)
    return its


def test_it_is_in_no_message_form_or_minutes_and_the_numbers_agree(room: Room) -> None:
    said = [room.panel]
    room.click("Another point", by=ALICE)
    room.parley.say("session decide S-1", by=BOB, at=HELIX)
    said += [str(room.parley.sandbox.views(person)[-1]) for person in (ALICE, BOB)]
    room.click("Discussed", by=ALICE)
    room.click("End", by=ALICE)
    said.append(room.parley.say("session minutes S-1", by=ALICE, at=HELIX))
    assert all("3. Site list" in words for words in said), said
    assert not any("K14" in words for words in said), said
    assert "K14" not in room.parley.heard(HELIX)


def test_what_was_settled_before_is_not_counted_among_what_was_talked_about(room: Room) -> None:
    with room.working() as uow:
        uow.agenda.add(1, "A-7 is late", uow.at, session=1, stems_from="action:7")
        uow.agenda.settle_all(1, ["action:7"], uow.at)
    room.click("Discussed", by=ALICE)
    room.click("End", by=ALICE)
    assert "A-7" not in room.parley.say("session minutes S-1", by=ALICE, at=HELIX)
    assert "A-7" not in room.panel
