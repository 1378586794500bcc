"""The anchor of each day: to those who audit, alone; and what verify finds by it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text, update

from bot.__main__ import main
from storage.tables import people
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY
from tests.results import working
from tests.running import Running
from tests.storage.test_journal import behind_parleys_back


@pytest.fixture
def audited(busy: Running) -> Running:
    """Bob audits; it is the next morning."""
    busy.say(f"vendor people <@{BOB}> quality")
    busy.watch.set(datetime(2026, 11, 24, 3, 30, tzinfo=UTC))
    return busy


def mailed(parley: Running, mail: str = "bob@northwind.example") -> list[tuple[str, str]]:
    """Subject and words of the anchors somebody has had by mail."""
    found = [its for its in parley.sandbox.mails if mail in str(its["To"]) and "anchor" in str(its["Subject"])]
    return [(str(its["Subject"]), its.get_body(("plain",)).get_content()) for its in found]


def anchor_in(words: str) -> str:
    return words.partition("--anchor ")[2].split()[0]


def erased(parley: Running, *entries: int) -> None:
    with working(parley) as uow:
        uow.actor = uow.people.by_slack(BOB)
        for entry in entries:
            uow.erase(entry, "a participant was named")


def verify(parley: Running, *more: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("DATABASE_URL", parley.parley.settings.database_url)
    return main(["audit", "verify", *more])


def test_who_audits_gets_the_newest_hash_by_mail_each_business_day(audited: Running) -> None:
    audited.tick("anchors")
    ((subject, words),) = mailed(audited)
    assert subject == "Today's anchor of the record of Northwind Bio"
    lines = words.splitlines()
    number, digest = anchor_in(words).split(":")
    assert lines[0].startswith(f"On 23 Nov 2026 22:30 America/New_York the record (workspace 1) has {number} entries.")
    assert f"python -m bot audit verify --workspace 1 --anchor {number}:{digest}" in words
    assert "Keep this where nobody who runs Parley can change it." in words
    assert len(bytes.fromhex(digest)) == 32


def test_once_a_day_and_to_nobody_else(audited: Running) -> None:
    heard = {place: audited.heard(place) for place in (HELIX, DIRECT[ALICE])}
    audited.tick("anchors")
    audited.tick("anchors")
    assert len(mailed(audited)) == 1
    assert {place: audited.heard(place) for place in heard} == heard
    assert not mailed(audited, "alice@northwind.example")


@pytest.mark.parametrize("day", [22, 26, 29])
def test_on_days_off_it_rests(audited: Running, day: int) -> None:
    """A Sunday, Thanksgiving in New York, and a Saturday evening there."""
    audited.watch.set(datetime(2026, 11, day, 12, 0, tzinfo=UTC))
    audited.tick("anchors")
    assert mailed(audited) == []


def test_who_has_no_mail_address_gets_a_direct_message(audited: Running) -> None:
    with audited.database.write() as connection:
        connection.execute(update(people).values(mail=None))
    audited.tick("anchors")
    said = [audited.read(its) for its in audited.sandbox.messages(DIRECT[BOB]) if its["user"] == PARLEY][-1]
    assert said.startswith("Today's anchor of the record\nOn 23 Nov 2026 22:30")
    assert "python -m bot audit verify --workspace 1 --anchor" in said


def test_the_anchor_holds_while_the_record_grows(
    audited: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited.tick("anchors")
    anchor = anchor_in(mailed(audited)[0][1])
    audited.say("action due A-1 14 Dec because of the holidays", at=HELIX)
    assert verify(audited, "--anchor", anchor, monkeypatch=monkeypatch) == 0
    assert f"the anchor of entry {anchor.partition(':')[0]} holds." in capsys.readouterr().out


def test_a_tail_that_was_cut_with_its_head_set_back_shows_by_the_anchor_alone(
    audited: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited.tick("anchors")
    anchor = anchor_in(mailed(audited)[0][1])
    last = int(anchor.partition(":")[0])
    with behind_parleys_back(audited.database) as connection:
        connection.execute(text(f"DELETE FROM journal_texts WHERE number = {last}"))
        connection.execute(text(f"DELETE FROM journal WHERE number = {last}"))
        head = f"SELECT hash FROM journal WHERE number = {last - 1}"
        connection.execute(text(f"UPDATE journal_heads SET number = {last - 1}, hash = ({head})"))
    assert verify(audited, monkeypatch=monkeypatch) == 0
    assert verify(audited, "--anchor", anchor, monkeypatch=monkeypatch) == 1
    assert f"BROKEN at entry {last}: the record ends before it: its tail was cut." in capsys.readouterr().out


def test_what_was_erased_is_counted_alone_and_since_the_anchor(
    audited: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    erased(audited, 15)
    audited.tick("anchors")
    anchor = anchor_in(mailed(audited)[0][1])
    number = anchor.partition(":")[0]
    assert verify(audited, "--anchor", anchor, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert "workspace 1: 1 text erased, as 1 entry says." in said
    assert f"workspace 1: the anchor of entry {number} holds. No text was erased since." in said
    erased(audited, 13, 16)
    assert verify(audited, "--anchor", anchor, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert "workspace 1: 3 texts erased, as 3 entries say." in said
    assert f"the anchor of entry {number} holds. 2 texts erased since: entries 27 and 28 say which and why." in said


def test_the_anchor_says_how_many_texts_were_erased_and_names_the_newest(audited: Running) -> None:
    audited.tick("anchors")
    assert "No text of the record was ever erased." in mailed(audited)[0][1]
    erased(audited, 15)
    audited.watch.set(datetime(2026, 11, 25, 3, 30, tzinfo=UTC))
    erased(audited, 16)
    audited.tick("anchors")
    assert (
        mailed(audited)[1][1]
        .replace("\r\n", "\n")
        .rstrip()
        .endswith(
            "2 entries say that texts were erased; compare the anchor before. The newest:\n"
            "entry 27, 24 Nov 2026 22:30: reason of entry 16, by Bob Tran (a participant was named)\n"
            "entry 26, 23 Nov 2026 22:30: title of entry 15, by Bob Tran (a participant was named)"
        )
    )


def test_an_anchor_that_is_none_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "verify", "--anchor", "12:ab"])
    assert "an anchor is a number, a colon and 64 hexadecimal digits" in capsys.readouterr().err


def test_texts_of_an_entry_are_erased_at_the_command_line(
    audited: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(audited, monkeypatch=monkeypatch)
    capsys.readouterr()
    assert main(["audit", "erase", "15", "--reason", "a participant was named"]) == 0
    assert capsys.readouterr().out == (
        "Erased of entry 15: title. The chain holds, and the record says that it was erased and why.\n"
        "The same words may stand on elsewhere: in lists, on cards, in what Parley has said, and in Slack. Change them there, too.\n"
    )
    if audited.database.file:
        assert audited.database.file.with_name(f"{audited.database.file.name}-wal").stat().st_size == 0
    shown = audited.say("audit show A-1", at=HELIX)
    assert "Title: (erased)" in shown
    assert "By Alice Moreau for Northwind Bio, command line\nEntry: 15; Fields: title" in shown
    assert verify(audited, monkeypatch=monkeypatch) == 0


def test_why_it_is_erased_must_name_no_participant(
    audited: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(audited, monkeypatch=monkeypatch)
    capsys.readouterr()
    assert main(["audit", "erase", "15", "--reason", "names patient Maria Lopez, DOB 12.03.1961"]) == 2
    said = capsys.readouterr()
    assert "Maria Lopez" not in said.out + said.err
    assert "Title: send the revised site list" in audited.say("audit show A-1", at=HELIX)
