"""A person's words are erased for good, down to the bytes of the file; the chain holds, and what must be kept is kept."""

import re

import pytest
from sqlalchemy import select

from bot.build import AlreadyRunning
from bot.erasing import erase_person
from governance.erasing import NobodyToErase, StillNeeded
from governance.events import PersonErased, ThingTransferred, Words
from governance.leaving import Kind
from governance.participants import NamesAParticipant
from handlers.leaving.handing import hand_over
from storage import journal, tables
from storage.database import Database
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.everything import holds, kept, raw
from tests.mailed import SITE, Begin, begun, given, morning
from tests.measured import REPORTS, agreed
from tests.results import working
from tests.running import Running

GOES = (
    "c4n4ry-title", "c4n4ry-reason", "c4n4ry-evidence", "c4n4ry-blocked", "c4n4ry-session", "c4n4ry-file", "c4n4ry-calendar",
    "c4n4ry-declined", "c4n4ry-poll", "c4n4ry-minutes", "c4n4ry-token", "c4n4ry-draft", "c4n4ry-join",
    "Bob Tran", "bob@northwind", "c4n4ry",
)  # fmt: skip
STAYS = ("r3c0rd-note", "r3c0rd-dispute", "0thers-words")


@pytest.fixture
def written(with_helix: Running) -> Running:
    """A Parley in which Bob has written through every door, and others have, too."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    say = with_helix.say
    say(f"action add <@{VERA}|vera> friday c4n4ry-title one", by=BOB, at=HELIX)
    say("action due A-1 4 Dec c4n4ry-reason", by=BOB, at=HELIX, via="mention")
    say(f"action add <@{BOB}|bob> friday c4n4ry-title two", by=BOB, at=HELIX)
    say("action done A-2 c4n4ry-evidence", by=BOB, at=HELIX)
    say(f"action add <@{BOB}|bob> friday 0thers-words three", by=ALICE, at=HELIX)
    say("action decline A-3 c4n4ry-declined", by=BOB, at=HELIX)
    say(f"action add <@{BOB}|bob> friday c4n4ry-title four", by=BOB, at=HELIX)
    say("action block A-4 c4n4ry-blocked", by=BOB, at=HELIX)
    say("action minutes", by=BOB, at=HELIX)
    with_helix.submit(by=BOB, minutes="ACTION: Vera to send c4n4ry-minutes by 12 Dec")
    say(f"session schedule Helix 1 Dec 15:00 c4n4ry-session <@{VERA}|vera>", by=BOB, at=HELIX)
    say("session move S-1 2 Dec 15:00 c4n4ry-reason", by=BOB, at=HELIX)
    say("me calendar https://calendar.example/c4n4ry-calendar.ics", by=BOB, via="direct")
    say("sla token new c4n4ry-token", by=BOB, at=HELIX)
    with_helix.send_file(BOB, "a.csv", "Action,Owner,Due\nc4n4ry-file,Vera Novak,2026-12-12\n")
    agreed(with_helix, **REPORTS)
    with_helix.import_results()
    say("sla submit Helix 2026-10", by=VERA, at=HELIX, via="mention")
    with_helix.settle()
    return with_helix


def the_database(parley: Running) -> Database:
    """Once Parley has stopped."""
    settings = parley.parley.settings
    parley.stop()
    return Database(settings.database_url)


def erase(parley: Running, *, who: str = BOB, confirmed: bool = True) -> int:
    return erase_person(parley.parley.settings, who, "he asked for it", None, confirmed=confirmed)


def test_what_they_wrote_is_gone_to_the_last_byte_and_the_chain_holds(
    written: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(written.database)
    assert set(holds(before, GOES)) >= {"c4n4ry-title", "c4n4ry-blocked", "c4n4ry-session", "c4n4ry-file", "Bob Tran"}
    database = the_database(written)
    assert erase(written) == 0
    assert re.match(r"Erased: erased person \d+\. \d+ texts of the record went\.", capsys.readouterr().out)
    assert holds(kept(database), GOES) == []
    assert holds(raw(database), GOES) == []
    with database.read() as connection:
        assert journal.verify(connection).broken is None
        assert connection.execute(select(tables.people.c.name).where(tables.people.c.slack_user == BOB)).all() == []


def test_what_others_wrote_stays(written: Running) -> None:
    database = the_database(written)
    erase(written)
    assert "0thers-words three" in kept(database)


def test_what_waits_for_others_and_their_links_say_nothing_of_them_any_more(start: Begin) -> None:
    parley = begun(start, PUBLIC_URL=SITE)
    morning(parley, 23)
    given(parley, "c4n4ry-title one")
    parley.say(f"action add <@{VERA}|vera> 27 Nov c4n4ry-title two", by=BOB, at=HELIX)
    morning(parley, 24)
    parley.watch.set(parley.watch().replace(hour=22))
    parley.say("action due A-2 1 Dec because c4n4ry-reason", by=BOB, at=HELIX)
    before = kept(parley.database)
    assert holds(before, ("c4n4ry-title", f"<@{BOB}> moved")) == ["c4n4ry-title", f"<@{BOB}> moved"]
    database = the_database(parley)
    erase(parley)
    assert holds(kept(database), ("c4n4ry", "Bob Tran", BOB)) == []
    assert holds(raw(database), ("c4n4ry", "Bob Tran")) == []


def test_nor_does_what_was_handed_over_when_they_left(written: Running) -> None:
    written.sandbox.deactivate(BOB)
    written.settle()
    with working(written) as uow:
        reason = Words("Bob Tran has left")  # as it was recorded once
        bob, alice = uow.people.by_slack(BOB), uow.people.by_slack(ALICE)
        assert bob
        assert alice
        for kind in Kind:
            uow.leaving.name(bob.id, kind, alice.id)
        hand_over(bob, uow)
        uow.record(ThingTransferred(thing="action:9", part="owner_id", old=bob.id, new=alice.id, reason=reason))
    database = the_database(written)
    erase(written)
    assert holds(kept(database), ("Bob Tran",)) == []
    with database.read() as connection:
        assert journal.verify(connection).broken is None


def test_the_act_is_on_the_record_without_a_word_of_what_went(written: Running) -> None:
    with written.database.read() as connection:
        bob, alice = (
            connection.execute(select(tables.people.c.id).where(tables.people.c.slack_user == who)).scalar_one()
            for who in (BOB, ALICE)
        )
    database = the_database(written)
    erase(written)
    with database.read() as connection:
        entry = journal.history(connection, 1, f"person:{bob}")[-1]
    assert isinstance(entry.event, PersonErased)
    assert (entry.person, entry.door, entry.event.why) == (alice, "command line", "he asked for it")
    assert entry.event.texts > 5


def test_without_confirm_it_only_looks(written: Running, capsys: pytest.CaptureFixture[str]) -> None:
    database = the_database(written)
    before = kept(database)
    erase(written, confirmed=False)
    assert kept(database) == before
    said = capsys.readouterr().out
    assert said.startswith("Bob Tran: ")
    assert "These would read (erased), though they are not over: A-1, A-4 and S-1." in said
    assert said.endswith("Nothing is erased yet. Run it again with --confirm.\n")


def test_twice_is_refused_since_nobody_is_there_any_more(written: Running) -> None:
    the_database(written)
    erase(written)
    with pytest.raises(NobodyToErase):
        erase(written)


def test_by_mail_address(written: Running) -> None:
    with written.database.read() as connection:
        mail = connection.execute(select(tables.people.c.mail).where(tables.people.c.slack_user == BOB)).scalar_one()
    database = the_database(written)
    erase(written, who=mail.upper())
    assert holds(kept(database), GOES) == []


def test_nobody_is_erased_who_is_needed(written: Running) -> None:
    the_database(written)
    with pytest.raises(StillNeeded, match="Vera Novak is account lead of Helix Clinical"):
        erase(written, who=VERA)
    with pytest.raises(StillNeeded, match="is Parley's administrator"):
        erase(written, who=ALICE)


def test_the_reason_must_name_no_participant(written: Running) -> None:
    with pytest.raises(NamesAParticipant):
        erase_person(written.parley.settings, BOB, "wrote of patient Maria Lopez", None, confirmed=True)


def test_a_file_that_is_served_is_not_written_anew(written: Running) -> None:
    if written.database.is_sqlite:
        with pytest.raises(AlreadyRunning):
            erase(written)
    else:
        erase(written)
        assert "erased person" in written.say("action show A-1", by=ALICE, at=HELIX)


def test_what_was_erased_reads_so_and_is_not_found(written: Running, start) -> None:
    the_database(written)
    erase(written)
    parley = start()
    assert "A-1 (erased)" in parley.say("action list", by=ALICE, at=HELIX)
    page = parley.say("action show A-1", by=ALICE, at=HELIX)
    assert "erased person" in page
    assert "c4n4ry" not in page
    assert "A-1" not in parley.say("action find c4n4ry", by=ALICE, at=HELIX)
    assert "(erased)" in parley.say("session list", by=ALICE, at=HELIX)
    assert "Bob Tran" not in parley.home(ALICE)


def test_an_essential_record_stays_word_for_word(with_helix: Running) -> None:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    agreed(with_helix, **REPORTS)
    with_helix.import_results("Helix Clinical,,K14,2026-10,20,40,")
    with_helix.say("sla comment B-1 r3c0rd-note: two CRAs left", by=BOB, at=HELIX)
    with_helix.say(f"sla fix B-1 <@{VERA}|vera> 12 Dec r3c0rd-fix: hire two", by=BOB, at=HELIX)
    before = holds(kept(with_helix.database), ("r3c0rd-note", "r3c0rd-fix"))
    assert before == ["r3c0rd-note", "r3c0rd-fix"]
    database = the_database(with_helix)
    erase(with_helix)
    assert holds(kept(database), before) == before
    assert holds(kept(database), ("Bob Tran",)) == []
    with database.read() as connection:
        assert journal.verify(connection).broken is None


def test_messages_to_others_keep_their_place_but_not_the_words(written: Running) -> None:
    database = the_database(written)
    erase(written)
    with database.read() as connection:
        left = connection.execute(select(tables.outbox.c.payload).where(tables.outbox.c.lane == f"channel:{HELIX}"))
        payloads = left.scalars().all()
    assert {"channel": HELIX} in payloads
    assert DIRECT[BOB] not in str(payloads)
