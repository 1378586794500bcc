"""A table sent to Parley is read, shown, and imported when its sender confirms; every line that cannot be used says why."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from governance.events import ActionItemOpened, FileImported
from storage.journal import history
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running

ACTIONS = """Action,Assigned to,Deadline,Status,Comment
Send the list,Vera Novak,2026-12-12,open,x
Sign the contract,bob@northwind.example,12 Dec 2026,Closed,
Call them,Nobody Known,2026-12-12,open,
,Vera Novak,2026-12-12,open,
Review it,Vera Novak,someday,open,
"""


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def workbook(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_table_of_actions_is_shown_before_anything_is_imported(known: Running) -> None:
    said = known.send_file(BOB, "actions.csv", ACTIONS)
    assert said == (
        "I am reading actions.csv. I show you what I understood before I import anything.\n\n"
        "actions.csv: 2 action items, 3 lines unusable\n"
        "Title ← Action, Owner ← Assigned to, Due ← Deadline, State ← Status; not used: Comment\n"
        'Line 4: nobody is called "Nobody Known"\n'
        "Line 5: no title\n"
        'Line 6: I found no date in "someday"\n'
        "[Confirm] [Cancel]"
    )
    assert "0 open items" in known.say("action list", by=BOB, at=HELIX)


def test_confirm_imports_it_silently_and_says_when_it_is_done(known: Running) -> None:
    known.send_file(BOB, "actions.csv", ACTIONS)
    channel = known.heard(HELIX)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "Imported 2 action items from actions.csv. 3 lines could not be used." in known.heard(DIRECT[BOB])
    assert known.heard(HELIX) == channel
    assert "A-1 Send the list (@Vera Novak, due Sat 12 Dec)" in known.say("action list", by=BOB, at=HELIX)
    assert ":white_check_mark: Done by @Bob Tran." in known.say("action show A-2", by=BOB)


def test_what_was_imported_is_on_the_record(known: Running) -> None:
    known.send_file(BOB, "actions.csv", ACTIONS)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    with known.database.read() as connection:
        (opened, *_) = history(connection, 1, "action:1")
        (whole,) = history(connection, 1, "upload:1")
    assert isinstance(opened.event, ActionItemOpened)
    assert (opened.door, whole.door) == ("import", "import")
    assert isinstance(whole.event, FileImported)
    assert (whole.event.lines, whole.event.used, whole.event.unusable) == (5, 2, 3)


def test_the_same_file_sent_twice_adds_nothing(known: Running) -> None:
    known.send_file(BOB, "actions.csv", ACTIONS)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    said = known.send_file(BOB, "actions.csv", ACTIONS)
    assert "actions.csv: 0 action items, 2 here already, 3 lines unusable" in said
    assert said.endswith("There is nothing to import.")


def test_cancel_forgets_the_file(known: Running) -> None:
    known.send_file(BOB, "actions.csv", ACTIONS)
    known.click("Cancel", by=BOB, at=DIRECT[BOB])
    assert known.heard(DIRECT[BOB]).endswith("Nothing of actions.csv was imported, and I have forgotten the file.")
    with known.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM uploads WHERE content IS NOT NULL").scalar() == 0


def test_a_workbook_with_a_title_above_its_header_and_real_dates_is_understood(known: Running) -> None:
    content = workbook(
        ["Open items of the study", None, None],
        [],
        ["Task", "Who", "Due date"],
        ["Send the list", "Vera Novak", date(2026, 12, 12)],
    )
    said = known.send_file(BOB, "items.xlsx", content)
    assert "items.xlsx: 1 action item\n" in said
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "A-1 Send the list (@Vera Novak, due Sat 12 Dec)" in known.say("action list", by=BOB, at=HELIX)


def test_a_column_of_dates_is_read_the_way_its_clear_ones_are(known: Running) -> None:
    table = "Action,Owner,Due\nOne,Vera Novak,03/04/2027\nTwo,Vera Novak,25/12/2026\n"
    known.send_file(BOB, "a.csv", table)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "A-1 One (@Vera Novak, due Sat 3 Apr 2027)" in known.say("action list", by=BOB, at=HELIX)


def test_an_ambiguous_date_is_never_guessed(known: Running) -> None:
    said = known.send_file(BOB, "a.csv", "Action,Owner,Due\nOne,Vera Novak,03/04/2027\n")
    assert "Line 2: 03/04/2027 could be 3 April 2027 or 4 March 2027" in said


def test_vendors_and_people_come_from_files_too(known: Running) -> None:
    known.send_file(ALICE, "v.csv", "Vendor name,Tier,Service\nOrion Labs,2,Central laboratory\nHelix Clinical,1,CRO\n")
    assert "v.csv: 1 vendor, 1 here already" in known.heard(DIRECT[ALICE])
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert "Orion Labs: tier 2, Central laboratory, active" in known.say("vendor list")
    people = "Name,E-mail,Company\nNina Roe,nina@orion.example,Orion Labs\nNo Mail,,Orion Labs\n"
    assert "p.csv: 1 person, 1 line unusable" in known.send_file(ALICE, "p.csv", people)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert "1 here already" in known.send_file(ALICE, "p.csv", people)


def test_kpi_results_come_from_a_file_for_kpis_that_are_defined(known: Running) -> None:
    known.import_results("Helix Clinical,,K14,2026-09,81,100,")
    table = (
        "Vendor,KPI,Period,Numerator,Denominator\n"
        "Helix Clinical,K14,Oct 2026,90,100\n"
        "Helix Clinical,unheard_of,2026-10,1,2\nOrion,K14,2026-10,1,2\n"
    )
    said = known.send_file(BOB, "r.csv", table)
    assert "r.csv: 1 KPI result, 2 lines unusable" in said
    assert 'Line 3: Helix Clinical has no KPI "unheard_of"' in said
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "Oct" in known.say("sla status Helix", by=BOB)


# --- who may -----------------------------------------------------------------------------------------------------------


def test_the_vendors_people_send_action_items_of_their_own(known: Running) -> None:
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    table = "Action,Owner,Due,Vendor\nOne,Vera Novak,2026-12-12,\nTwo,Bob Tran,2026-12-12,Orion Labs\n"
    said = known.send_file(VERA, "a.csv", table)
    assert "a.csv: 1 action item, 1 line unusable" in said
    assert 'Line 3: there is no vendor "Orion Labs" that you can see\n' in said
    known.click("Confirm", by=VERA, at=DIRECT[VERA])
    assert "A-1 One (@Vera Novak, due Sat 12 Dec)" in known.say("action list", by=BOB, at=HELIX)


def test_the_vendors_people_send_no_vendors(known: Running) -> None:
    said = known.send_file(VERA, "v.csv", "Vendor name,Tier\nOrion Labs,2\n")
    assert said.endswith("v.csv holds vendors, which the sponsor keeps. You can send action items and KPI results.")


def test_a_stranger_is_told_whom_to_ask(known: Running) -> None:
    assert known.send_file(CHARLIE, "a.csv", ACTIONS).startswith("You cannot send me files here.")


# --- bad files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", b"%PDF-1.4", "I cannot read scan.pdf. Send me a table"),
        ("a.xlsx", b"not a workbook", "a.xlsx cannot be read: it is damaged, or not a workbook."),
        ("a.csv", b"\x00\x00\x07\x07" * 50, "a.csv is not a text table."),
        ("a.csv", b"", "a.csv is empty."),
        ("a.csv", b"Colour,Size\nred,3\n", "a.csv has the columns Colour and Size, which tell me too little."),
        ("a.csv", b"x" * ((5 << 20) + 1), "I could not fetch a.csv: it is larger than 5 MB."),
    ],
)
def test_what_cannot_be_read_says_why(known: Running, name: str, content: bytes, words: str) -> None:
    assert words in known.send_file(BOB, name, content)


def test_a_small_file_that_unpacks_into_a_huge_one_is_not_opened(known: Running) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
    assert "it is too large when unpacked" in known.send_file(BOB, "a.xlsx", packed.getvalue())


def test_confirm_twice_imports_once(known: Running) -> None:
    known.send_file(BOB, "actions.csv", ACTIONS)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    with known.database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'sending' WHERE kind = 'work'")
    known.rest()
    assert "2 items" in known.say("action find list contract send sign", by=BOB) or "1 open item" in known.say(
        "action list", by=BOB, at=HELIX
    )
    assert known.heard(DIRECT[BOB]).count("Imported 2 action items") == 1


# --- exports -----------------------------------------------------------------------------------------------------------


def test_an_export_is_a_workbook_in_ones_own_direct_messages(known: Running) -> None:
    known.say(f'action add <@{VERA}> 12 Dec =HYPERLINK("x") send it', by=BOB, at=HELIX)
    said = known.say("action export", by=BOB, at=HELIX)
    assert said.endswith("is on its way to you as a direct message.")
    ((name, content),) = known.files_of(BOB).items()
    assert name == "actions 2026-11-23 090000.xlsx"
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("Reference", "Title", "Owner", "Company", "Due")
    assert rows[1][:4] == ("A-1", """'=HYPERLINK("x") send it""", "Vera Novak", "Helix Clinical")
    assert rows[1][4].date() == date(2026, 12, 12)


def test_what_was_exported_comes_back_as_here_already(known: Running) -> None:
    known.say(f"action add <@{VERA}> 12 Dec =1+1 send it", by=BOB, at=HELIX)
    known.say(f"action add <@{BOB}> 13 Dec sign it", by=BOB, at=HELIX)
    for form in ("csv", "xlsx"):
        known.clock_moves(seconds=1)
        known.say(f"action export {form} all", by=BOB)
        name, content = list(known.files_of(BOB).items())[-1]
        assert "0 action items, 2 here already\n" in known.send_file(BOB, name, content)


def test_a_vendors_person_exports_their_own_vendors_items_only(known: Running) -> None:
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    known.say(f"action add <@{BOB}> 12 Dec CANARY", by=BOB)
    known.say(f"action add <@{VERA}> 12 Dec send it", by=BOB, at=HELIX)
    known.say("action export csv", by=VERA, via="direct")
    ((_, content),) = known.files_of(VERA).items()
    assert b"send it" in content
    assert b"CANARY" not in content


def test_people_of_the_sponsor_may_stand_with_its_name_in_the_table(known: Running) -> None:
    said = known.send_file(ALICE, "people.csv", "Name,Email,Company\nSam Lee,sam@northwind.example,Northwind Bio\n")
    assert "people.csv: 1 person\n" in said
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    said = known.say('action add @"Sam Lee" friday sign it', by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 sign it (Sam Lee, ")


def test_what_has_not_happened_yet_is_not_imported_as_done(known: Running) -> None:
    said = known.send_file(
        BOB,
        "actions.csv",
        "Action,Owner,Due,Status,Opened,Closed\nOne,Bob Tran,2026-12-01,done,2026-11-01,2026-12-01\n"
        "Two,Bob Tran,2026-12-01,done,2026-11-02,2026-11-01\n",
    )
    assert "Line 2: it is closed on a day that has not come yet" in said
    assert "Line 3: it is closed before it was opened" in said


def test_an_imported_action_is_closed_after_it_was_opened_and_neither_is_to_come(known: Running) -> None:
    known.send_file(BOB, "actions.csv", "Action,Owner,Due,Closed\nOne,Vera Novak,2026-11-01,2026-11-01\n")
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    known.send_file(BOB, "more.csv", "Action,Owner,Due,Opened\nTwo,Vera Novak,2026-12-01,2026-11-23\n")
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert "Opened by @Bob Tran, Sun 1 Nov." in known.say("action show A-1", by=BOB, at=HELIX)
    with known.database.read() as connection:
        opened = [entry.happened_at for entry in history(connection, 1, "action:2")]
    assert opened == [known.watch()]


def test_work_under_way_is_imported_as_that(known: Running) -> None:
    known.send_file(
        BOB,
        "actions.csv",
        "Action,Owner,Due,Status\nOne,Vera Novak,2026-12-01,In progress\nTwo,Vera Novak,2026-12-01,blocked\n",
    )
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    page = known.say("action list", by=BOB, at=HELIX)
    assert "A-2 Two (@Vera Novak, due Tue 1 Dec, blocked: imported as blocked)" in page
    assert "In progress." in known.say("action show A-1", by=BOB, at=HELIX)


def test_an_unknown_status_and_a_line_said_twice_are_named(known: Running) -> None:
    table = (
        "Action,Owner,Due,Status\nSend it,Vera Novak,12 Dec,awaiting\nCall,Vera Novak,12 Dec,open\n"
        "Call,Vera Novak,12 Dec,open\n"
    )
    said = known.send_file(BOB, "a.csv", table)
    assert 'Line 2: I do not know the status "awaiting"' in said
    assert "Line 4: the same as a line above" in said
    assert "a.csv: 1 action item, 2 lines unusable" in said
