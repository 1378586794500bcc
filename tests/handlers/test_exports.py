"""Exports: every item one may see and no other, in a file that no spreadsheet runs anything from."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from tests.bot.test_strangers import deliver
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, NORTHWIND, ORION, VERA
from tests.running import Running

CANARY = "canaryword"
FORMS = ("csv", "xlsx")
DANGEROUS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＠SUM(A1)", " =1+1")


@pytest.fixture
def two(with_helix: Running) -> Running:
    """Two vendors with items of each, and one of nobody's: Helix's people must not hear of `canaryword`."""
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    for person in (BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.say(f"action add <@{VERA}> 4 Dec send the list", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{BOB}> 5 Dec sign it", by=VERA, at=HELIX, via="mention")
    with_helix.say(f"action add <@{CHARLIE}> 4 Dec {CANARY} of Orion", by=ALICE, at=ORION)
    with_helix.say(f"action add <@{BOB}> 4 Dec {CANARY} of ours", by=ALICE, at=GOVERNANCE)
    return with_helix


def exported(parley: Running, by: str, words: str = "csv", at: str | None = None) -> list[list]:
    """The rows of the file somebody gets, the header first."""
    parley.clock_moves(seconds=1)
    parley.say(f"action export {words}", by=by, at=at, via="slash" if by in (ALICE, BOB) else "direct")
    name, content = list(parley.files_of(by).items())[-1]
    return rows_of(name, content)


def rows_of(name: str, content: bytes) -> list[list]:
    if name.endswith(".csv"):
        return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    return [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]


def titles(rows: list[list]) -> list[str]:
    return [row[1] for row in rows[1:]]


def imported(parley: Running, *names: str) -> None:
    """Items with titles that no line of the grammar would keep as they are."""
    rows = "".join('"{}",Vera Novak,2026-12-04\n'.format(name.replace('"', '""')) for name in names)
    parley.send_file(BOB, "items.csv", f"Action,Owner,Due\n{rows}")
    parley.click("Confirm", by=BOB, at=DIRECT[BOB])


# --- who sees what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_sponsors_people_export_every_vendors_items(two: Running, form: str) -> None:
    rows = exported(two, BOB, form, at=GOVERNANCE)
    assert titles(rows) == ["send the list", "sign it", f"{CANARY} of Orion", f"{CANARY} of ours"]
    assert [row[2:4] for row in rows[1:3]] == [["Vera Novak", "Helix Clinical"], ["Bob Tran", "Northwind Bio"]]


@pytest.mark.parametrize("form", FORMS)
def test_a_vendors_people_export_their_own_and_nothing_of_another_vendor(two: Running, form: str) -> None:
    for words in (form, f"{form} all", f"{form} mine", f"{form} mine all"):
        two.clock_moves(seconds=1)
        two.say(f"action export {words}", by=VERA, via="direct")
    files = two.files_of(VERA)
    assert len(files) == 4
    for name, content in files.items():
        cells = str(rows_of(name, content))
        assert not any(word in cells for word in (CANARY, "Orion", "Charlie"))
    assert titles(rows_of(*next(iter(files.items())))) == ["send the list", "sign it"]


def test_in_a_shared_channel_the_sponsors_people_export_that_channels_items(two: Running) -> None:
    assert titles(exported(two, ALICE, at=HELIX)) == ["send the list", "sign it"]


@pytest.mark.parametrize("person", [BOB, VERA])
def test_mine_is_what_one_owns(two: Running, person: str) -> None:
    owners = {row[2] for row in exported(two, person, "csv mine", at=GOVERNANCE)[1:]}
    assert owners == {"Bob Tran" if person == BOB else "Vera Novak"}


def test_closed_items_are_in_it_when_all_is_asked_for(two: Running) -> None:
    two.say("action done A-2", by=BOB)
    assert titles(exported(two, VERA, "csv")) == ["send the list"]
    (_, first, second) = exported(two, VERA, "csv all")
    assert (first[5], second[5], second[10]) == ("proposed", "done", "2026-11-23")


def test_the_file_goes_to_whoever_asked_and_to_nobody_else(two: Running) -> None:
    before = two.heard(HELIX)
    two.say("action export", by=BOB, at=HELIX)
    assert len(two.files_of(BOB)) == 1
    assert two.files_of(ALICE) == two.files_of(VERA) == {}
    assert two.heard(HELIX) == before


def test_a_stranger_exports_nothing(with_helix: Running) -> None:
    assert with_helix.say("action export", by=CHARLIE, via="direct").startswith("You cannot export action items here.")
    assert with_helix.files_of(CHARLIE) == {}


def test_a_made_up_click_exports_nothing_that_is_not_theirs(two: Running) -> None:
    payload = {
        "type": "block_actions",
        "user": {"id": VERA, "team_id": "T0HELIX"},
        "team": {"id": NORTHWIND, "domain": "northwind"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": ORION, "is_ephemeral": True},
        "trigger_id": "7.7.made-up",
        "actions": [
            {
                "type": "button",
                "block_id": "b",
                "action_id": "again",
                "value": "action export csv all",
                "action_ts": "9",
            }
        ],
    }
    assert deliver(two, payload).status_code == 200
    assert CANARY not in str(list(two.files_of(VERA).values()))


def test_in_another_vendors_channel_a_vendors_person_finds_and_exports_nothing(two: Running) -> None:
    with two.sandbox.workspace.hold():
        two.sandbox.workspace.channels[ORION].members.append(VERA)
    for line in ("action list", "action list overdue", f"action find {CANARY}", "action show A-3", "action export csv"):
        assert CANARY not in two.say(line, by=VERA, at=ORION, via="mention").replace(f'"{CANARY}"', ""), line
    assert CANARY not in str(list(two.files_of(VERA).values()))


# --- what is in it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_no_cell_is_a_formula(two: Running, form: str) -> None:
    imported(two, *DANGEROUS)
    rows = exported(two, BOB, form, at=GOVERNANCE)
    cells = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert sum("1+1" in cell or "SUM" in cell for cell in cells) >= 5  # some of them are the same when trimmed
    assert [cell for cell in cells if cell.strip()[:1] in "=+-@＝＋－＠" and cell.strip()] == []
    assert [cell for cell in cells if cell[:1] in "\t\r\n" and cell] == []


def test_a_workbook_holds_texts_as_texts_and_dates_as_dates(two: Running) -> None:
    imported(two, "=1+1", "00123", "1e5", "TRUE", "3/4")
    two.say("action export xlsx", by=BOB, at=GOVERNANCE)
    (content,) = two.files_of(BOB).values()
    sheet = load_workbook(BytesIO(content)).active
    assert {cell.data_type for cell in sheet["B"]} <= {"s", "inlineStr"}
    assert {cell.value.date() for cell in sheet["E"][1:]} >= {date(2026, 12, 4)}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "d", "n"}  # and no "f"


@pytest.mark.parametrize("form", FORMS)
def test_any_text_comes_out_as_it_went_in(two: Running, form: str) -> None:
    names = [
        'say "yes", twice',
        "שלום, world",
        "📌 emoji 👩‍🔬",
        "<!channel> & <b>bold</b>",
        "a;b|c",
        "\ufffe\uffff end",
        "x" * 3000,
    ]
    for name in names:
        with two.database.write() as connection:
            parameter = "?" if two.database.is_sqlite else "%s"
            connection.exec_driver_sql(f"UPDATE actions SET title = {parameter} WHERE number = 1", (name,))
        rows = exported(two, VERA, form)
        expected = name if form == "csv" else name.replace("\ufffe\uffff", "")
        assert rows[1][1] == expected


@pytest.mark.parametrize("form", FORMS)
def test_more_items_than_a_page_are_each_there_once_and_in_order(two: Running, form: str) -> None:
    imported(two, *(f"Item {number:04}" for number in range(2100)))
    rows = exported(two, BOB, form, at=GOVERNANCE)
    assert titles(rows)[4:] == [f"Item {number:04}" for number in range(2100)]
    assert [row[0] for row in rows[1:]] == [f"A-{number}" for number in range(1, 2105)]


@pytest.mark.parametrize("form", FORMS)
def test_with_nothing_to_export_the_file_has_its_header(with_helix: Running, form: str) -> None:
    rows = exported(with_helix, BOB, form, at=GOVERNANCE)
    assert [row[:6] for row in rows] == [["Reference", "Title", "Owner", "Company", "Due", "State"]]


def test_how_late_an_item_is_counts_on_the_readers_own_calendar(two: Running) -> None:
    two.clock_moves(days=14)
    rows = exported(two, BOB, "csv", at=GOVERNANCE)
    assert [(row[4], row[6]) for row in rows[1:3]] == [("2026-12-04", "3"), ("2026-12-05", "2")]


def test_a_word_it_does_not_know_is_asked_back(two: Running) -> None:
    assert two.say("action export pdf please", by=BOB) == (
        'I do not know what to do with "pdf please". Type action export, and after it csv or xlsx, mine or all.'
    )
    assert two.files_of(BOB) == {}
