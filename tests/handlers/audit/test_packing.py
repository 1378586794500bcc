"""The audit pack: whole, readable, safe to open, of one vendor alone, and made from a record of any length."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from time import process_time
from zipfile import ZipFile

import pypdf
import pytest

from governance.events import DueDateMoved, ResultPostponed, VendorLinked, Words
from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, MONDAY, ORION, VERA
from tests.handlers.audit.conftest import CANARY
from tests.results import working
from tests.running import Running
from tests.signing import mailed

PACK = "audit pack Helix 2026-10-01 2026-12-31"
FILES = [
    "audit.pdf", "index.txt", "actions.csv", "sessions.csv", "kpi_definitions.csv", "results.csv", "breaches.csv",
    "approvals.csv", "credit_terms.csv", "credits.csv", "risks.csv", "journal.csv",
]  # fmt: skip


def packed(parley: Running, line: str = PACK, by: str = ALICE) -> dict[str, bytes]:
    """The files of the newest pack somebody gets."""
    parley.say(line, by=by, at=GOVERNANCE)
    content = list(parley.files_of(by).values())[-1]
    with ZipFile(BytesIO(content)) as its:
        return {name: its.read(name) for name in its.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def pages(files: dict[str, bytes]) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(files["audit.pdf"])).pages]


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_it_comes_to_the_asker_in_a_direct_message(busy: Running) -> None:
    busy.say(f"vendor people <@{BOB}> quality")
    name = "audit Helix Clinical 2026-10-01 2026-12-31.zip"
    assert busy.say(PACK, by=BOB, at=GOVERNANCE) == f"{name} is on its way to you as a direct message."
    heard = busy.heard(DIRECT[BOB])
    assert "Here is the audit pack of Helix Clinical, 1 Oct 2026 to 31 Dec 2026. Begin with audit.pdf." in heard
    assert list(busy.files_of(BOB)) == [name]


def test_page_one_says_scope_what_there_is_and_whether_the_record_holds(busy: Running) -> None:
    files = packed(busy)
    assert list(files) == FILES
    page = one_line(pages(files)[0])
    assert "Sponsor Northwind Bio Vendor Helix Clinical, CRO, tier 1 Study all Days 1 Oct 2026 to 31 Dec 2026" in page
    assert "Made for Alice Moreau (administrator), 23 Nov 2026 10:00 Europe/Warsaw" in page
    assert "The record has 15 entries of these days; none of them is late" in page
    assert (
        "1 session planned, 0 of them over by now; none cancelled. 1 breach, 0 closed. 1 action item, 0 closed." in page
    )
    assert re.search(r"The record is whole: all \d+ entries follow from one another\.", page)
    assert busy.parley.house.workspace == 1
    digest = re.search(r"number \d+\. Its hash: ([0-9a-f]{64})", page)
    with busy.database.read() as connection:
        (head,) = connection.exec_driver_sql("SELECT hash FROM journal_heads").one()
    assert digest is not None
    assert bytes.fromhex(digest[1]) == bytes(head)


def test_the_pdf_tells_roles_sessions_and_breaches_to_their_closure(busy: Running) -> None:
    busy.say(f"vendor lead Helix <@{BOB}> because of a handover")
    text = one_line(" ".join(pages(packed(busy))))
    assert "Person recognised Name: Vera Novak; Role: vendor lead; Person: Vera Novak" not in text
    assert "Vendor lead named" in text
    assert "S-1 1 Dec 2026 14:00 90 Joint strategy session with Helix Clinical" in text
    assert "B-1 K14 Visit reports on time, October 2026 79.5 %, limit 85 %" in text
    assert "two monitors left none open" in text


def test_a_lead_handed_over_is_told_among_the_roles_and_by_name(busy: Running) -> None:
    busy.say(f"vendor lead Helix <@{BOB}> because Alice has too much")
    busy.say(f"vendor leaving <@{BOB}> 23 Nov")
    busy.click("Name successors")
    busy.submit(roles=ALICE)
    busy.clock_moves(days=1)
    busy.tick("leaving")
    files = packed(busy)
    text = one_line(" ".join(pages(files)))
    roles = text[text.index("Roles over time") : text.index("Sessions planned")]
    assert "Handed over Bob Tran → Alice Moreau; Part: sponsor lead Parley itself" in roles
    (handed,) = (its for its in rows(files["journal.csv"]) if its["What"] == "Handed over")
    assert (handed["About"], handed["Facts"]) == ("vendor:1", "Bob Tran → Alice Moreau; Part: sponsor lead")


def test_the_tables_have_every_thing_and_every_entry_with_its_hash(busy: Running) -> None:
    files = packed(busy)
    (action,) = rows(files["actions.csv"])
    assert (action["Reference"], action["Owner"], action["Due"]) == ("A-1", "Vera Novak", "2026-12-11")
    (session,) = rows(files["sessions.csv"])
    assert session["Guests and answers"] == "Alice Moreau: no answer; Vera Novak: no answer"
    (breach,) = rows(files["breaches.csv"])
    assert (breach["Comment"], breach["Commented by"], breach["Closed"]) == ("two monitors left", "Vera Novak", "")
    entries = rows(files["journal.csv"])
    moved = next(its for its in entries if its["What"] == "Due date moved")
    assert (moved["By"], moved["For"], moved["Through"]) == ("Bob Tran", "Northwind Bio", "slash command")
    assert (moved["Facts"], moved["Reason"]) == ("4 Dec 2026 → 11 Dec 2026", "because the site was closed")
    with busy.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT number, hash FROM journal").all()
    hashes = {str(number): bytes(digest).hex() for number, digest in kept}
    assert all(hashes[its["Entry"]] == its["Hash"] for its in entries)


def test_restated_and_disputed_numbers_are_both_there(busy: Running) -> None:
    busy.say("sla dispute K14 October because we count 171 of 200", by=VERA, via="mention", at=HELIX)
    (result,) = rows(packed(busy)["results.csv"])
    assert result["Value"] == "79.5"
    assert result["Disputed by"] == "Vera Novak"


def test_approvals_are_told_with_their_words_and_which_of_them_are_signed(busy: Running) -> None:
    busy.say("sla catalogue enrol K15, K16", at=HELIX)
    busy.say("sla agree K15", by=VERA, at=HELIX, via="mention")
    busy.say("sla sign K16", by=VERA, at=HELIX, via="mention")
    busy.click("Open the form", by=VERA)
    busy.submit(by=VERA, code=mailed(busy))
    files = packed(busy)
    told = [its for its in rows(files["approvals.csv"]) if its["What"] == "agreed"]
    assert [its["Signed, proven by"] for its in told] == ["", "a code mailed to v***@helix.example"]
    assert told[0]["Meaning"].startswith("I agree to K15 ")
    assert (told[0]["By"], told[0]["Role then"], told[0]["For"]) == ("Vera Novak", "vendor lead", "Helix Clinical")
    assert "I agree to K16" in one_line("".join(pages(files)))


def test_late_entries_are_marked(busy: Running) -> None:
    busy.import_results("Helix Clinical,,K21,2026-10,12,12,")
    files = packed(busy)
    late = [its for its in rows(files["journal.csv"]) if its["Late"]]
    assert late
    assert all(re.fullmatch(r"late entry: recorded \d+ business days after it happened", its["Late"]) for its in late)
    assert f"{len(late)} of them are late" in one_line(pages(files)[0])


def test_there_is_nothing_of_another_vendor_in_it(busy: Running) -> None:
    busy.say(f"session schedule Orion 2 Dec 15:00 for 60m {CANARY}", at=ORION)
    busy.import_results(f"Orion Labs,{CANARY.upper()}-1,K14,2026-10,1,100,")
    files = packed(busy)
    everything = " ".join(
        [*pages(files), *(its.decode("utf-8-sig") for name, its in files.items() if name != "audit.pdf")]
    )
    for word in (CANARY, CANARY.upper(), "Orion", "Charlie", "Central laboratory"):
        assert word not in everything, word
    assert CANARY in str(packed(busy, "audit pack Orion 2026-10-01 2026-12-31"))


def test_what_was_erased_is_in_it_whenever_that_was_and_of_another_vendor_nothing(busy: Running) -> None:
    busy.clock_moves(days=2)
    with working(busy) as uow:
        for entry in (15, 23):
            uow.actor = uow.people.by_slack(BOB)
            uow.erase(entry, f"because of {entry}")
    files = packed(busy, "audit pack Helix 2026-11-23 2026-11-23")
    (erased,) = (its for its in rows(files["journal.csv"]) if its["What"] == "Free texts of an entry erased")
    assert (erased["By"], erased["Recorded"], erased["Reason"]) == ("Bob Tran", "2026-11-25T09:00:00Z", "because of 15")
    assert erased["Facts"] == "Entry: 15; Fields: title"
    text = one_line(" ".join(pages(files)))
    told = text[text.index("Texts erased") :]
    assert re.search(r"25 Nov 2026 10:00 Entry: 15; Fields: title Bob Tran because of 15", told)
    assert "because of 23" not in text
    later = rows(packed(busy, "audit pack Helix 2026-11-25 2026-11-25")["journal.csv"])
    assert "because of 15" in [its["Reason"] for its in later]


def test_of_one_study_there_is_nothing_of_another(busy: Running) -> None:
    busy.import_results("Helix Clinical,NW-301,K14,2026-10,38,40,", "Helix Clinical,NW-302,K14,2026-10,37,40,")
    results = rows(packed(busy, "audit pack Helix study NW-301 2026-10-01 2026-12-31")["results.csv"])
    assert sorted(its["Numerator"] for its in results) == ["159.0", "38.0"]


MOVED = ["UPDATE actions SET vendor_id = 2 WHERE number = 1", "UPDATE sessions SET vendor_id = 2"]


@pytest.mark.parametrize("moved", MOVED)
def test_no_table_makes_an_entry_another_vendors(busy: Running, moved: str) -> None:
    before = rows(packed(busy)["journal.csv"])
    with busy.database.write() as connection:
        connection.exec_driver_sql(moved)
    assert rows(packed(busy)["journal.csv"]) == before
    others = rows(packed(busy, "audit pack Orion 2026-10-01 2026-12-31")["journal.csv"])
    assert not {its["Entry"] for its in others} & {its["Entry"] for its in before}


def test_what_names_the_vendor_itself_is_in_it_whatever_it_is_about(busy: Running) -> None:
    busy.say("sla token new the helpdesk", at=HELIX)
    busy.import_results("Helix Clinical,NW-301,K14,2026-10,38,40,")
    told = {(its["What"], its["About"].partition(":")[0]) for its in rows(packed(busy)["journal.csv"])}
    assert {("Ingest token opened", "token"), ("Digest subscribed", "schedule"), ("Person confirmed", "person")} <= told
    assert ("Study added", "study") in told


def test_what_stems_from_another_study_is_not_in_a_studys_pack(busy: Running) -> None:
    busy.import_results("Helix Clinical,NW-301,K14,2026-10,38,40,", "Helix Clinical,NW-302,K14,2026-10,20,40,")
    with working(busy) as uow:
        kpis = {its.study_id: its for its in uow.kpis.versions([1]) if its.study_id}
        studies = {its.protocol: its.id for its in uow.vendors.all_studies()}
        for protocol, study in studies.items():
            its, reason = kpis[study], Words(f"late in {protocol}")
            uow.record(
                ResultPostponed(
                    vendor=1, period=its.effective_from, definitions=(its.id,), until=MONDAY.date(), reason=reason
                )
            )
            uow.record(VendorLinked(vendor=1, channel="C0X", study=study))
    files = packed(busy, "audit pack Helix study NW-301 2026-10-01 2026-12-31")
    told = [f"{its['What']} {its['Facts']} {its['Reason']}" for its in rows(files["journal.csv"])]
    assert [its for its in told if "NW-302" in its or "B-2" in its or "Stems from: B-2" in its] == []
    assert "Stems from: B-1" in str(told)
    assert "late in NW-301" in str(told)
    both = str(rows(packed(busy)["journal.csv"]))
    assert "Stems from: B-2" in both
    assert "late in NW-302" in both


EVIL = '=HYPERLINK("http://x") #panic() $x$ *bold* <b> \\ #read("/etc/passwd")'


def test_what_people_wrote_is_text_everywhere(busy: Running) -> None:
    busy.say(f"action due A-1 12 Dec because {EVIL}", at=HELIX)
    busy.say(f"sla comment B-1 {EVIL}", by=VERA, via="mention", at=HELIX)
    files = packed(busy)
    assert '#panic() $x$ bold b \\ #read("/etc/passwd")' in one_line(" ".join(pages(files)))
    (breach,) = rows(files["breaches.csv"])
    assert breach["Comment"].startswith("'=HYPERLINK")


def test_only_the_sponsors_people_take_a_record_along(busy: Running) -> None:
    assert (
        busy.say(PACK, by=VERA, via="direct")
        == "You cannot take a vendor's record along here. The sponsor's people can; please ask them."
    )
    assert busy.files_of(VERA) == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("audit pack", "Which vendor? Write /parley audit pack <vendor> <from> <to>"),
        ("audit pack Helix 2026-12-31 2026-10-01", "The last day comes before the first."),
        ("audit pack Helix 2026-10-01 2026-12-31 please", 'I do not know what to do with "please".'),
        ("audit pack Nobody 2026-10-01 2026-12-31", "There is no vendor called"),
    ],
)
def test_what_is_missing_or_wrong_is_said(busy: Running, line: str, words: str) -> None:
    assert busy.say(line, at=GOVERNANCE).startswith(words)


def test_a_broken_record_is_named_on_page_one(busy: Running) -> None:
    from tests.storage.test_journal import behind_parleys_back

    with behind_parleys_back(busy.database) as connection:
        connection.exec_driver_sql("UPDATE journal SET party = 'x' WHERE number = 14")
    assert "The record is BROKEN at entry 14: the entry was changed, or the one before it." in one_line(
        pages(packed(busy))[0]
    )


def test_ten_thousand_entries_are_packed_in_a_few_seconds(busy: Running) -> None:
    with working(busy) as uow:
        helix, vera, bob = uow.vendors.named("Helix Clinical"), uow.people.by_slack(VERA), uow.people.by_slack(BOB)
        assert helix
        assert vera
        assert bob
        uow.actor = bob
        item = uow.actions.numbered(1)
        assert item
        for day in range(10_000):
            due = item.due_on + timedelta(days=day % 900)
            uow.record(
                DueDateMoved(action=item.id, old=due, new=due + timedelta(days=1), reason=Words(f"reason {day}"))
            )
    began = process_time()
    files = packed(busy)
    assert process_time() - began < 15
    assert len(rows(files["journal.csv"])) == 10_015
