"""The agenda comes to the channel some business days ahead, once, and says what is so from then on."""

from datetime import UTC, datetime
from io import BytesIO

import pypdf

from governance.bodies import Charter
from governance.events import AgendaPosted, Door
from governance.sessions import Kind
from storage.journal import history
from storage.unit_of_work import unit_of_work
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.agendas.conftest import OCTOBER, owe, ticks
from tests.reports import Reports
from tests.running import Json, Running

NAME = "pre-read S-1 2026-12-10.pdf"


def posted(parley: Running) -> list[str]:
    """The agendas in the channel, as they are now."""
    return [said for its in parley.sandbox.messages(HELIX) if (said := parley.read(its)).startswith("Agenda of")]


def updates(parley: Running) -> int:
    """How often a message of the channel was written again to say another agenda."""
    with parley.database.read() as connection:
        return int(
            connection.exec_driver_sql(
                "SELECT count(*) FROM outbox WHERE kind = 'update' AND key LIKE 'agenda:%'"
            ).scalar_one()
        )


def threads(parley: Running) -> list[Json]:
    return [its for its in parley.sandbox.messages(HELIX) if its.get("files")]


def test_it_is_posted_once_five_business_days_ahead_and_follows_whatever_happens(
    planned: Running, reports: Reports
) -> None:
    """The whole life of one: posted, a point added, a breach that the channel hears of, moved, an action done, cancelled."""
    owe(planned, 1, "30 nov")
    ticks(planned, 2, hour=16)
    ticks(planned, 3, hour=7, minute=56)  # 08:56 in Warsaw
    assert posted(planned) == []
    ticks(planned, 3)
    head = "Agenda of S-1 Joint operations meeting with Helix Clinical: Dec 10, 2026 at 14:00, 60 minutes\n"
    buttons = "[Add a point] [Change a point] [Take one off] [Pre-read]"
    point = "1. A-1 send list 1, due 30 Nov 2026\nDiscussion, 5 minutes, @Vera Novak\n[Open]\n"
    assert posted(planned) == [f"{head}5 of 60 minutes are planned.\n{point}{buttons}"]
    with planned.database.read() as connection:
        said = [its.event for its in history(connection, 1, "session:1") if isinstance(its.event, AgendaPosted)]
    assert said == [AgendaPosted(session=1, vendor=1, items=(1,), minutes=5)]
    for hour in (9, 10):
        ticks(planned, 3, hour=hour)
    assert (len(posted(planned)), updates(planned)) == (1, 0)

    planned.say("session agenda S-1 add decision: who pays", by=VERA, via="mention", at=HELIX)
    assert "1. who pays\nDecision, 10 minutes, @Vera Novak\n2. A-1" in posted(planned)[0]

    reports.submit(OCTOBER, 79.5)
    assert "Visit reports" not in posted(planned)[0]
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    assert "2. B-1 Visit reports on time (October 2026)\nDiscussion, 10 minutes, @Vera Novak" in posted(planned)[0]

    planned.say("session move S-1 11 dec 15:00 the auditors come", by=ALICE, at=HELIX)
    assert "Dec 11, 2026 at 14:00" in posted(planned)[0]

    planned.say("action done A-1 https://x.example/list", by=VERA, via="mention", at=HELIX)
    assert "A-1" in posted(planned)[0]
    before = updates(planned)
    ticks(planned, 4)
    assert "A-1" not in posted(planned)[0]
    ticks(planned, 4, hour=12)
    assert updates(planned) == before + 1

    planned.say("session cancel S-1 the auditors come again", by=ALICE, at=HELIX)
    assert posted(planned) == ["Agenda of S-1\nThe session is cancelled. What was on it waits for the next one."]
    assert len(threads(planned)) == 1


def test_one_that_is_moved_before_is_posted_for_its_new_time(planned: Running) -> None:
    planned.say("session move S-1 17 dec 15:00 the auditors come", by=ALICE, at=HELIX)
    ticks(planned, 3)
    ticks(planned, 9)
    assert posted(planned) == []
    ticks(planned, 10)
    assert "Dec 17, 2026 at 14:00" in posted(planned)[0]


def test_a_weekly_call_has_it_the_day_before_and_a_charter_says_otherwise(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 10 Dec 15:00 operational call", by=ALICE, at=HELIX)
    with_helix.say("session schedule Helix 17 Dec 15:00 joint operations meeting", by=ALICE, at=HELIX)
    with unit_of_work(with_helix.database, 1, at=with_helix.watch(), door=Door.SLASH) as uow:
        body = uow.bodies.add(1, Kind.JOINT_OPERATIONS, "Joint operations", uow.at)
        assert body is not None
        charter = uow.bodies.propose(Charter(body_id=body.id, pre_read_days=2, proposed_by=1, proposed_at=uow.at))
        uow.bodies.answer(charter, charter.state.AGREED, 1, uow.at)
    ticks(with_helix, 8)
    assert posted(with_helix) == []
    ticks(with_helix, 9)
    assert [its[:14] for its in posted(with_helix)] == ["Agenda of S-1 "]
    ticks(with_helix, 14)
    assert len(posted(with_helix)) == 1
    ticks(with_helix, 15)
    assert [its[:14] for its in posted(with_helix)] == ["Agenda of S-1 ", "Agenda of S-2 "]


def test_without_a_channel_each_guest_is_told_and_who_has_no_slack_gets_the_pre_read_by_mail(
    with_helix: Running,
) -> None:
    people = "name,email,company\nPat Doe,pat@helix.example,Helix Clinical\n"
    with_helix.send_file(ALICE, "people.csv", people)
    with_helix.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    with_helix.say("help", by=BOB, at=HELIX, via="mention")
    with_helix.say(
        f"session schedule Helix 10 Dec 15:00 60m joint operations meeting pat@helix.example <@{BOB}>", at=HELIX
    )
    with with_helix.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM channels")
    ticks(with_helix, 3)
    for person in (ALICE, VERA, BOB):
        assert "Agenda of S-1 Joint operations meeting" in with_helix.heard(DIRECT[person])
        assert NAME in with_helix.files_of(person)
    [mail] = [its for its in with_helix.sandbox.mails if "pat@" in str(its["To"]) and "Agenda" in str(its["Subject"])]
    assert str(mail["Subject"]) == "Agenda: Joint operations meeting with Helix Clinical, 10 Dec 2026"
    words = mail.get_body(("plain",)).get_content()
    assert "Nothing is on it yet. Please add what you want to talk about." in words
    assert "The pre-read is attached." in words
    [pdf] = list(mail.iter_attachments())
    assert (pdf.get_filename(), pdf.get_content_type()) == (NAME, "application/pdf")
    assert pdf.get_content().startswith(b"%PDF")


def test_the_pre_read_has_all_that_may_be_heard(planned: Running, reports: Reports) -> None:
    """Trends, breaches to closure, actions, decisions, both companies' turnaround; a breach that is withheld is in none of it."""
    for month, value in ((8, 96), (9, 92)):
        reports.submit(OCTOBER.replace(month=month), value)
    reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    owe(planned, 2)
    planned.say("action done A-2 https://x.example/list", by=VERA, via="mention", at=HELIX)
    planned.clock_moves(days=2)
    planned.say("session agenda add <b>#strike[sites]</b> *and* $x$", by=VERA, via="mention", at=HELIX)
    said = planned.say("session preread", by=VERA, via="mention", at=HELIX)
    assert said.startswith("The pre-read of S-1 is on its way to you as a direct message.")
    text = read(planned.files_of(VERA)[NAME])
    for words in (
        "Pre-read: Joint operations meeting with Helix Clinical",
        "S-1, joint operations meeting",
        "10 Dec 2026 14:00 Europe/London, 60 minutes",
        "Northwind Bio Alice Moreau Helix Clinical Vera Novak",
        "25 of 60 minutes are planned.",
        "<b>#strike[sites]</b> *and* $x$ Discussion Vera Novak 10",
        "Visit reports on time Red: 79.5 % in October 2026 target 95 % or more, August 2026 to October 2026",
        "B-1 Visit reports on time red (Oct) → waits for session 10 Dec",
        "1 open action item below, 1 overdue.",
        "A-1 send list 1 Vera Novak 24 Nov 2026, 1 day late",
        "A-2 send list 2 Vera Novak done",
        "Decisions that wait None.",
        "To verify actions that are done not enough data (0) not enough data (0)",
    ):
        assert words in text, f"{words}\n{text}"


def read(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


def test_the_pre_read_says_how_often_a_point_was_carried_over_as_the_agenda_does(planned: Running) -> None:
    with unit_of_work(planned.database, 1, at=planned.watch(), door=Door.BUTTON) as uow:
        for times in (1, 2, 3):
            item = uow.agenda.add(1, f"matter {times}", uow.at, session=1)
            assert item
            uow.agenda.change(item, carried=times)
    said = planned.say("session agenda S-1", by=VERA, via="direct")
    planned.say("session preread", by=VERA, via="mention", at=HELIX)
    text = read(planned.files_of(VERA)[NAME])
    for times, words in ((1, "once"), (2, "twice"), (3, "3 times")):
        assert f"{times}. matter {times}\nDiscussion, 10 minutes, carried over {words}\n" in said
        assert f"matter {times} (carried over {words})" in text


def test_nothing_that_is_withheld_is_in_the_pre_read(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER.replace(month=9), 96)
    reports.submit(OCTOBER, 79.5)
    planned.say("session preread S-1", by=ALICE, at=HELIX)
    text = read(planned.files_of(ALICE)[NAME])
    assert "Green: 96 % in September 2026" in text
    assert "79.5" not in text
    assert "B-1" not in text
    assert "October" not in text


def test_a_breach_the_channel_never_heard_of_is_in_no_pre_read(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    reports.submit(OCTOBER, 97)
    planned.say("session preread S-1", by=ALICE, at=HELIX)
    text = read(planned.files_of(ALICE)[NAME])
    assert "97 %" in text
    assert "B-1" not in text


def test_what_a_session_begins_with_is_drawn_up_at_last(planned: Running) -> None:
    """Nobody looked at the agenda before, and a chair starts the session a little late."""
    planned.say("session agenda add sites", by=VERA, via="mention", at=HELIX)
    owe(planned, 1)
    planned.clock_moves(to=datetime(2026, 12, 10, 14, 5, tzinfo=UTC))
    assert "A-1" not in planned.say("session agenda S-1", by=ALICE, via="direct")
    planned.say("session start S-1", by=ALICE, at=HELIX)
    said = planned.say("session agenda", by=ALICE, at=HELIX)
    assert "1. sites" in said
    assert "2. A-1 send list 1" in said
