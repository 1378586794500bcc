"""An agenda as both companies see it: drawn up as it stands, with all that is to be talked about and nothing that is yet to be heard."""

from datetime import UTC, date, datetime

from governance.agreements import AgreementKind
from governance.decisions import State as Decided
from governance.events import AgendaItemAdded, Door
from governance.kpis.results import ResultState
from governance.sessions import Kind
from storage.journal import history
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, BOB, CHARLIE, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.agendas.conftest import OCTOBER, owe
from tests.reports import Reports
from tests.running import Running

HEAD = "Agenda of S-1 Joint operations meeting with Helix Clinical: Dec 10, 2026 at 14:00, 60 minutes\n"
BUTTONS = "[Add a point] [Change a point] [Take one off] [Reorder] [Pre-read]"


def writing(parley: Running) -> UnitOfWork:
    return unit_of_work(parley.database, 1, at=parley.watch(), door=Door.CLOCK)  # type: ignore[return-value]


def test_with_nothing_to_talk_about_it_asks_for_points(planned: Running) -> None:
    assert planned.say("session agenda", by=ALICE, at=HELIX) == (
        f"{HEAD}Nothing is on it yet. Please add what you want to talk about.\n[Add a point] [Pre-read]"
    )


def test_it_has_what_is_red_and_the_worst_of_what_is_overdue_for_both_companies(
    planned: Running, reports: Reports
) -> None:
    reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    owe(planned, 5)
    planned.clock_moves(days=3)
    page = (
        f"{HEAD}30 of 60 minutes are planned.\n"
        "1. B-1 Visit reports on time (October 2026)\nDiscussion, 10 minutes, @Vera Novak\n[Open]\n"
        "2. A-1 send list 1, due 24 Nov 2026\nDiscussion, 5 minutes, @Vera Novak\n[Open]\n"
        "3. A-2 send list 2, due 24 Nov 2026\nDiscussion, 5 minutes, @Vera Novak\n[Open]\n"
        "4. A-3 send list 3, due 24 Nov 2026\nDiscussion, 5 minutes, @Vera Novak\n[Open]\n"
        f"5. 2 more overdue action items\nInformation, 5 minutes\n[Open]\n{BUTTONS}"
    )
    assert planned.say("session agenda", by=VERA, via="mention", at=HELIX) == page
    assert planned.say("session agenda S-1", by=ALICE, via="direct") == page
    assert planned.say("session agenda Helix", by=BOB, at=GOVERNANCE) == page


def test_a_point_leads_to_what_it_stems_from(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    said = planned.click("Open what point 1 is about", by=VERA)
    assert "B-1 Visit reports on time" in said
    assert "Story" in said


def test_what_the_channel_is_yet_to_hear_is_not_on_it_and_comes_on_once_it_may(
    planned: Running, reports: Reports
) -> None:
    result = reports.submit(OCTOBER, 79.5)
    for person in (ALICE, VERA):
        assert "Visit reports" not in planned.say("session agenda S-1", by=person, via="direct")
    reports.mark(result, state=ResultState.DISPUTED, disputed_at=planned.watch())
    assert "Visit reports" not in planned.say("session agenda", by=ALICE, at=HELIX)
    planned.clock_moves(to=datetime(2026, 11, 25, 8, 5, tzinfo=UTC))
    planned.tick("breaches")
    assert "1. B-1 Visit reports on time (October 2026)" in planned.say("session agenda", by=ALICE, at=HELIX)


def test_a_disputed_result_and_its_breach_are_one_point(planned: Running, reports: Reports) -> None:
    result = reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    reports.mark(result, state=ResultState.DISPUTED, disputed_at=planned.watch())
    said = planned.say("session agenda", by=ALICE, at=HELIX)
    assert said.count("Visit reports on time") == 1


def test_decisions_that_wait_and_agreements_that_expire_come_first(planned: Running) -> None:
    with writing(planned) as uow:
        uow.decisions.add(
            vendor_id=1, state=Decided.REFERRED, outcome="We pay EUR 60,000 for the couriers", raised_by=1,
            raised_at=uow.at, goes_to=Kind.JOINT_OPERATIONS,
        )  # fmt: skip
        uow.decisions.add(
            vendor_id=1, state=Decided.REFERRED, outcome="For another kind of session, whose body is not there", raised_by=1,
            raised_at=uow.at, goes_to=Kind.JOINT_STRATEGY,
        )  # fmt: skip
        uow.agreements.add(
            vendor_id=1, kind=AgreementKind.WORK_ORDER, title="Work order 3", effective_on=date(2025, 1, 1),
            expires_on=date(2026, 12, 31), notice_days=30, kept_by=1, kept_at=uow.at,
        )  # fmt: skip
    planned.say("session agenda add the new sites", by=VERA, via="mention", at=HELIX)
    said = planned.say("session agenda", by=VERA, via="direct")
    assert [line for line in said.splitlines() if line[:1].isdigit() and "." in line[:3]] == [
        "1. Decide D-1: We pay EUR 60,000 for the couriers",
        "2. G-1 Work order 3 expires on 31 Dec 2026: does it go on?",
        "3. the new sites",
    ]


def test_what_was_settled_since_is_off_and_what_people_put_there_stays(planned: Running, reports: Reports) -> None:
    owe(planned, 1)
    planned.clock_moves(days=3)
    planned.say("session agenda add the new sites", by=VERA, via="mention", at=HELIX)
    assert "A-1 send list 1" in planned.say("session agenda", by=ALICE, at=HELIX)
    planned.say("action done A-1 https://x.example/list", by=VERA, via="mention", at=HELIX)
    said = planned.say("session agenda", by=ALICE, at=HELIX)
    assert "A-1 send list 1" not in said
    assert "1. the new sites" in said


def test_more_than_a_page_is_cut_and_goes_on(planned: Running) -> None:
    with writing(planned) as uow:
        for number in range(1, 33):
            uow.agenda.add(1, f"matter {number}", uow.at, session=1, minutes=1, by=1)
    said = planned.say("session agenda", by=VERA, via="mention", at=HELIX)
    assert "20. matter 20" in said
    assert "21." not in said
    assert "and 12 more" in said
    assert "32. matter 32" in planned.click("Next page", by=VERA)


def test_what_parley_drew_was_nobodys_deed(planned: Running) -> None:
    owe(planned, 1)
    planned.clock_moves(days=3)
    planned.say("session agenda", by=ALICE, at=HELIX)
    with planned.database.read() as connection:
        [entry] = history(connection, 1, "agenda_item:1")
    assert isinstance(entry.event, AgendaItemAdded)
    assert entry.person is None


# --- who sees it ----------------------------------------------------------------------------------------------------------------


def test_who_only_reads_sees_it_and_puts_nothing_on_it(planned: Running) -> None:
    planned.say(f"vendor people <@{BOB}> quality")
    assert planned.say("session agenda", by=BOB, at=HELIX).startswith("Agenda of S-1")
    said = planned.say("session agenda add the new sites", by=BOB, at=HELIX)
    assert said.startswith("You cannot put something on the agenda here.")


def test_another_vendors_people_cannot_see_it(planned: Running) -> None:
    planned.say("vendor add Orion Labs, tier 2, Central laboratory")
    planned.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    planned.say("vendor link Orion Labs", at=ORION)
    planned.say("vendor introduce Orion Labs")
    unseen = "There is no session S-1 that you can see. session list shows those to come."
    assert planned.say("session agenda S-1", by=CHARLIE, via="direct") == unseen
    assert planned.say("session preread S-1", by=CHARLIE, via="direct") == unseen
    assert planned.say("session agenda S-1", by=ALICE, at=ORION).startswith("There is no session S-1 that you can see.")
    said = planned.say("session agenda", by=CHARLIE, via="direct")
    assert said == "No session with Orion Labs is planned, so there is no agenda yet. session schedule plans one."


def test_what_cannot_be_understood_is_said_kindly(planned: Running) -> None:
    assert planned.say("session agenda S-1 please", by=ALICE, at=HELIX) == (
        'I do not know what to do with "please". Write session agenda, or session agenda add and what you want to talk about.'
    )
    assert "Which session?" in planned.say("session agenda", by=ALICE, at=GOVERNANCE)


def test_the_line_beside_the_next_session_shows_its_points_in_order(planned: Running) -> None:
    planned.say("session agenda add the new sites", by=VERA, via="mention", at=HELIX)
    planned.say("session agenda add decision: who pays", by=VERA, via="mention", at=HELIX)
    assert "On the agenda: who pays and the new sites" in planned.say("session show S-1", by=ALICE, at=HELIX)
