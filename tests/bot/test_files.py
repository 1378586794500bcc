"""Files people send: the token goes to Slack alone, nothing is half-imported, and the sender always hears."""

from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from sandbox.server import Sandbox
from tests.bot.gate import Host, Said, listening
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.running import Running

TABLE = "Action,Owner,Due\nSend the list,Vera Novak,2026-12-12\n"
FILE = Said(content=TABLE.encode(), headers={"Content-Type": "text/csv"})
READING = "I am reading a.csv. I show you what I understood before I import anything."
UNDERSTOOD = "a.csv: 1 action item\n"


@pytest.fixture
def gate(slack: Sandbox) -> Iterator[Host]:
    """Slack's own host, as Parley sees it."""
    with listening(behind=slack.url) as host:
        yield host


@pytest.fixture
def elsewhere() -> Iterator[Host]:
    """Somebody else's host."""
    with listening() as host:
        host.answers.extend([FILE] * 3)
        yield host


@pytest.fixture
def known(gate: Host, start: Callable[..., Running]) -> Running:
    parley = start(SLACK_API_URL=f"{gate.url}/api/")
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    return with_everybody_known(parley)


@pytest.fixture
def reading(with_helix: Running) -> Running:
    return with_everybody_known(with_helix)


def with_everybody_known(parley: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        parley.say("help", by=person, at=HELIX, via="mention")
    return parley


def sent(parley: Running, url: str, name: str = "a.csv") -> str:
    """Bob sends a file that Slack says lies at `url`; what he then reads."""
    with parley.sandbox.workspace.hold():
        ts = parley.sandbox.workspace.new_ts()
    file = {"id": "F0MADEUP", "name": name, "size": 50, "url_private": url}
    event = {"type": "message", "subtype": "file_share", "channel_type": "im", "channel": DIRECT[BOB], "user": BOB}
    return parley.told(BOB, lambda: parley.sandbox.event(event | {"ts": ts, "text": "", "files": [file]}))


def nothing_came_of_it(parley: Running) -> bool:
    """No item, no file kept, nothing left to do."""
    with parley.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM uploads WHERE content IS NOT NULL").scalar()
        items = connection.exec_driver_sql("SELECT count(*) FROM actions").scalar()
        waiting = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state IN ('todo', 'sending')").scalar()
    return (kept, items, waiting) == (0, 0, 0)


# --- whom the token goes to ----------------------------------------------------------------------------------------------


def test_a_file_in_slack_is_fetched_with_the_token(known: Running, gate: Host) -> None:
    gate.answers.append(FILE)
    assert UNDERSTOOD in sent(known, f"{gate.url}/files-pri/F1/a.csv")
    assert gate.tokens() == [f"Bearer {known.sandbox.bot_token}"]


LEADING_OUT = (
    "https://files.slack.com.example.org/a.csv",
    "https://evil.slack.com.example.org/a.csv",
    "https://notslack.com/a.csv",
    "https://files.slack.com@example.org/a.csv",
    "https://example.org/https://files.slack.com/a.csv",
    "https://example.org#@files.slack.com/a.csv",
    "https://example.org\\@files.slack.com/a.csv",
    "http://files.slack.com/a.csv",
    "https://files.slack.com:8443/a.csv",
    "ftp://files.slack.com/a.csv",
    "file:///etc/passwd",
    "//files.slack.com/a.csv",
    "https://[files.slack.com/a.csv",
    "a.csv",
)


def test_a_link_that_leads_out_of_slack_is_not_followed(known: Running) -> None:
    for link in LEADING_OUT:
        said = sent(known, link)
        assert said == f"{READING}\n\nI could not fetch a.csv: it does not lie in Slack. Please send it again.", link
    assert nothing_came_of_it(known)


def test_another_hosts_link_gets_neither_the_token_nor_a_visit(known: Running, elsewhere: Host) -> None:
    assert "it does not lie in Slack" in sent(known, f"{elsewhere.url}/a.csv")
    assert elsewhere.asked == []


def test_a_redirect_out_of_slack_takes_neither_the_token_nor_parley_along(
    known: Running, gate: Host, elsewhere: Host
) -> None:
    for status in (301, 302, 303, 307, 308):
        gate.answers.append(Said(status, headers={"Location": f"{elsewhere.url}/a.csv"}))
        said = sent(known, f"{gate.url}/files-pri/F1/a.csv")
        assert "I could not fetch a.csv: it does not lie in Slack." in said, status
    assert elsewhere.asked == []
    assert nothing_came_of_it(known)


def test_a_redirect_inside_slack_is_followed(known: Running, gate: Host) -> None:
    gate.answers.append(Said(302, headers={"Location": "/files-pri/F2/a.csv"}))
    gate.answers.append(FILE)
    assert UNDERSTOOD in sent(known, f"{gate.url}/files-pri/F1/a.csv")
    assert [path for path, _ in gate.asked] == ["/files-pri/F1/a.csv", "/files-pri/F2/a.csv"]


def test_redirects_without_end_are_given_up(known: Running, gate: Host) -> None:
    gate.answers.extend([Said(302, headers={"Location": "/files-pri/F1/a.csv"})] * 20)
    assert "I could not fetch a.csv: Slack would not give it to me." in sent(known, f"{gate.url}/files-pri/F1/a.csv")
    assert len(gate.asked) < 10


# --- what Slack answers instead of the file ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Said(200, b"<!DOCTYPE html>Sign in", {"Content-Type": "text/html; charset=utf-8"}), "Slack would not give it"),
        (Said(403, b"no"), "Slack would not give it to me"),
        (Said(404, b"gone"), "Slack would not give it to me"),
        (Said(302, headers={"Location": "https://[nowhere"}), "Slack would not give it to me"),
        (Said(302), "Slack would not give it to me"),
        (Said(200, b"x" * ((5 << 20) + 1), {"Content-Type": "text/csv"}), "it is larger than 5 MB"),
    ],
    ids=["a page to sign in", "403", "404", "a broken redirect", "a redirect to nowhere", "too large"],
)
def test_when_there_is_no_file_the_sender_hears_why(known: Running, gate: Host, answer: Said, why: str) -> None:
    gate.answers.extend([answer] * 8)
    said = sent(known, f"{gate.url}/files-pri/F1/a.csv")
    assert f"I could not fetch a.csv: {why}" in said
    assert nothing_came_of_it(known)


@pytest.mark.parametrize(
    "answer", [Said(429, headers={"Retry-After": "7"}), Said(500), Said(503)], ids=["429", "500", "503"]
)
def test_what_slack_cannot_give_just_now_is_fetched_later_and_shown_once(
    known: Running, gate: Host, answer: Said
) -> None:
    gate.answers.extend([answer, FILE])
    assert sent(known, f"{gate.url}/files-pri/F1/a.csv") == READING
    known.rest()
    known.rest()
    assert known.heard(DIRECT[BOB]).count(UNDERSTOOD) == 1


def test_a_wait_slack_asks_for_is_kept(known: Running, gate: Host) -> None:
    gate.answers.append(Said(429, headers={"Retry-After": "70"}))
    sent(known, f"{gate.url}/files-pri/F1/a.csv")
    with known.database.read() as connection:
        clock = "strftime('%s', 'now')" if known.database.is_sqlite else "extract(epoch FROM clock_timestamp())"
        until = "strftime('%s', not_before)" if known.database.is_sqlite else "extract(epoch FROM not_before)"
        query = f"SELECT {until} - {clock} FROM lanes WHERE lane = 'upload:1'"
        assert 60 < float(connection.exec_driver_sql(query).scalar_one()) <= 71


# --- files of the other company, of which the message tells an id only --------------------------------------------------


def test_a_file_of_the_other_companys_person_is_asked_for_by_its_id(reading: Running) -> None:
    said = reading.send_file(VERA, "theirs.csv", TABLE)
    assert said.startswith("I am reading your file.")
    assert "theirs.csv: 1 action item\n" in said
    assert len(reading.sandbox.calls("files.info")) == 1


def test_a_file_slack_says_nothing_about_is_a_kind_sentence(reading: Running) -> None:
    reading.sandbox.fault("files.info", error="file_not_found")
    said = reading.send_file(VERA, "theirs.csv", TABLE)
    assert said.endswith("I could not fetch your file: Slack would not give it to me. Please send it again.")
    assert nothing_came_of_it(reading)


@pytest.mark.parametrize("trouble", [{"status": 500}, {"error": "ratelimited"}, {"drop": "before"}], ids=str)
def test_slack_silent_about_a_file_is_asked_again(reading: Running, trouble: dict) -> None:
    reading.sandbox.fault("files.info", **trouble)
    reading.send_file(VERA, "theirs.csv", TABLE)
    reading.rest()
    reading.rest()
    assert reading.heard(DIRECT[VERA]).count("theirs.csv: 1 action item\n") == 1


def test_a_picture_of_the_other_companys_person_is_told_apart_once_slack_says_its_name(reading: Running) -> None:
    said = reading.send_file(VERA, "scan.png", b"\x89PNG\r\n")
    assert said.endswith(
        "I cannot read scan.png. Send me a table of action items, vendors, people or KPI results as .xlsx or .csv, a meeting as .ics, or a schedule of KPIs as .toml or .yaml."
    )


# --- what people send ------------------------------------------------------------------------------------------------------


def test_a_file_of_another_kind_gets_a_kind_sentence(reading: Running) -> None:
    for name in ("scan.pdf", "photo.png", "old.xls", "notes", "table.csv.exe", "page.html"):
        assert reading.send_file(BOB, name, b"%PDF-1.4 and so on") == (
            f"I cannot read {name}. Send me a table of action items, vendors, people or KPI results as .xlsx or .csv, a meeting as .ics, or a schedule of KPIs as .toml or .yaml."
        )
    assert nothing_came_of_it(reading)


def test_an_empty_file_is_said_to_be_empty(reading: Running) -> None:
    for content in (b" ", b"\n\n\n", b"\t \r\n"):
        assert "a.csv is empty. Its first row names the columns" in reading.send_file(BOB, "a.csv", content)
    assert nothing_came_of_it(reading)


def test_two_files_in_one_message_are_two_tables(reading: Running) -> None:
    vendors = "Vendor,Tier\nOrion Labs,2\n"
    files = [("a.csv", TABLE.encode()), ("v.csv", vendors.encode())]
    said = reading.told(ALICE, lambda: reading.sandbox.message(ALICE, DIRECT[ALICE], "", files=files))
    assert said.startswith("I am reading a.csv and v.csv.")
    assert UNDERSTOOD in said
    assert "v.csv: 1 vendor\n" in said
    assert reading.heard(DIRECT[ALICE]).count("[Confirm]") == 2


def test_of_a_table_and_a_picture_the_table_is_read_and_the_picture_is_not(reading: Running) -> None:
    files = [("photo.png", b"\x89PNG"), ("a.csv", TABLE.encode())]
    said = reading.told(BOB, lambda: reading.sandbox.message(BOB, DIRECT[BOB], "", files=files))
    assert said.startswith(f"{READING}\nI cannot read photo.png. Send me a table")
    assert UNDERSTOOD in said


def test_a_file_sent_with_a_few_words_is_read_all_the_same(reading: Running) -> None:
    assert UNDERSTOOD in reading.send_file(BOB, "a.csv", TABLE, words="here is our list, thanks!")


def test_a_file_sent_with_a_command_belongs_to_the_command(reading: Running) -> None:
    reading.say(f"action add <@{BOB}> 12 Dec send it", by=BOB, via="direct")
    said = reading.send_file(BOB, "proof.pdf", b"%PDF-1.4", words="action done A-1")
    assert "I cannot read" not in said
    assert ":white_check_mark: Done by @Bob Tran" in reading.say("action show A-1", by=BOB)


# --- workbooks that are not what they seem ---------------------------------------------------------------------------------


def workbook(rows: int = 1) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Action", "Owner", "Due"])
    for number in range(rows):
        sheet.append([f"Item {number}", "Vera Novak", "2026-12-12"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose first sheet has been changed."""
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, change(old.read(name)) if is_sheet else old.read(name))
    return packed.getvalue()


def damaged(content: bytes) -> bytes:
    """Some bytes in the middle of the first sheet are others now."""
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    return content[:at] + bytes(255 - byte for byte in content[at : at + 40]) + content[at + 40 :]


BILLION_LAUGHS = b"".join(
    [
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a0 "lol">',
        *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 10)),
        b"]><worksheet><sheetData><row><c t='inlineStr'><is><t>&a9;</t></is></c></row></sheetData></worksheet>",
    ]
)
WORKBOOKS = {
    "locked with a password": (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 2000, "it is locked with a password"),
    "not a workbook": (b"PK\x03\x04 and nothing more", "it is damaged, or not a workbook"),
    "cut off": (workbook(500)[:-900], "it is damaged, or not a workbook"),
    "a damaged sheet": (damaged(workbook(500)), "it is damaged, or not a workbook"),
    "broken in the middle": (repacked(workbook(50), lambda sheet: sheet[:-300]), "it is damaged, or not a workbook"),
    "laughing a billion times": (repacked(workbook(), lambda _: BILLION_LAUGHS), "it is damaged, or not a workbook"),
    "unpacking to 60 MB": (
        repacked(workbook(), lambda sheet: sheet.replace(b"Item 0", b"I" * (60 << 20))),
        "it is too large when unpacked",
    ),
}


@pytest.mark.parametrize("which", WORKBOOKS)
def test_a_workbook_that_cannot_be_read_says_why(reading: Running, which: str) -> None:
    content, why = WORKBOOKS[which]
    said = reading.send_file(BOB, "a.xlsx", content)
    assert f"a.xlsx cannot be read: {why}" in said
    assert said.endswith("Send a table as .xlsx or .csv.")
    assert nothing_came_of_it(reading)


def test_a_title_that_unpacks_to_twenty_megabytes_is_an_unusable_line(reading: Running) -> None:
    content = repacked(workbook(2), lambda sheet: sheet.replace(b"Item 0", b"I" * (20 << 20)))
    said = reading.send_file(BOB, "a.xlsx", content)
    assert "a.xlsx: 1 action item, 1 line unusable\n" in said
    assert "[Confirm]" in said
