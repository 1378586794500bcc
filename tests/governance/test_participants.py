"""What could name a trial participant is found in what people write, and ordinary work is let through."""

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.participants import BIRTH, BIRTH_OF, NHS, RECORD, SSN, NamesAParticipant, check, find, find_in

NAMED = {
    # initials and dates of birth, in the forms people write them
    "Subject 1023-004, JS, DOB 12/03/1961, needs a new visit window": BIRTH_OF,
    "J.S. born 12 March 1961 withdrew consent": BIRTH_OF,
    "J.S., born on March 12, 1961": BIRTH_OF,
    "JS DOB: 1961-03-12": BIRTH_OF,
    "J.S. (12.03.1961) missed visit 4": BIRTH_OF,
    "J. S. 12-Mar-1961": BIRTH_OF,
    "J-S, D.O.B. 12MAR1961": BIRTH_OF,
    "subject 1023-004, JS 12/03/1961, screen failed": BIRTH_OF,
    "12/03/1961, J.S., reconsented": BIRTH_OF,
    "Initials ABC, 3 Apr 1958, were on the lab report": BIRTH_OF,
    "initials: JS (12 March 2015)": BIRTH_OF,
    "M.L. geb. 12.03.1961 fehlt im Register": BIRTH_OF,
    "M.L., geboren am 12. März 1961": BIRTH_OF,
    "A.B. née le 12 mars 1961": BIRTH_OF,
    "A.B., nato il 12 marzo 1961": BIRTH_OF,
    "A.B. nacida el 12 de marzo de 1961": BIRTH_OF,
    "K.W. ur. 12.03.1961": BIRTH_OF,
    "JS, born 1961, lives near site 101": BIRTH_OF,
    "please correct the DOB to read DOB 12/03/61": BIRTH,
    "The date of birth is 12 March 1961 on the consent form": BIRTH,
    "date of birth: 03/12/61": BIRTH,
    "Geburtsdatum: 12.03.1961": BIRTH,
    "date de naissance 12/03/1961": BIRTH,
    "data di nascita: 12/03/1961": BIRTH,
    "fecha de nacimiento: 12/03/1961": BIRTH,
    "data urodzenia 12.03.1961": BIRTH,
    "DOB of subject 1023-004: 12 Mar 1961": BIRTH,
    "DOB for JS: 19610312": BIRTH,
    "DOB Mar 1961 for 1023-004": BIRTH,
    "12 Mar 1961 (DOB) was on the courier label": BIRTH,
    "12 Mar 1961 is her date of birth": BIRTH,
    "ＤＯＢ １２／０３／１９６１": BIRTH,
    "the infant was born on 3 May 2023 at site 101": BIRTH,
    "生年月日: 1961年3月12日": BIRTH,
    # record numbers
    "MRN 00482913 was on the fax": RECORD,
    "MRN: A1234567": RECORD,
    "mrn#482913": RECORD,
    "medical record number 482-913-77": RECORD,
    "Medical Record No. 482913": RECORD,
    "med rec no 482913": RECORD,
    "hospital no. 482913 instead of the subject number": RECORD,
    "the hospital number is H482913": RECORD,
    "chart number 4829137": RECORD,
    "MRN for subject 1023-004 is 482913": RECORD,
    "dossier médical n° 482913": RECORD,
    "Patientenakte Nr. 482913": RECORD,
    "historia clínica n.º 482913": RECORD,
    "NHS number 943 476 5919": NHS,
    "NHS no: 9434765919 on the referral": NHS,
    "patient 1023, 943 476 5919 on the referral letter": NHS,
    "patient on the referral is 943 476 5919": NHS,
    "SSN 078-05-1121 on the payment form": SSN,
    "social security number is 078051121": SSN,
    "his number 219-09-9991 was in the scan": SSN,
    # names
    "Subject 1023-004 John Smith withdrew": "John Smith",
    "subject 1023-004 (Maria Lopez) withdrew": "Maria Lopez",
    "Subject 1023-004: Lopez, Maria": "Lopez Maria",
    "Subject 1023-004 - J. Smith": "J Smith",
    "SUBJECT 1023-004 SMITH JOHN": "SMITH JOHN",
    "patient Maria Lopez called the site": "Maria Lopez",
    "the patient, Maria Lopez, called the site": "Maria Lopez",
    "Patient: Maria Lopez": "Maria Lopez",
    "patient maria lopez called": "maria",
    "patient Mrs Lopez called": "Lopez",
    "patient named Okonkwo": "Okonkwo",
    "the patient's name is Ngozi Okonkwo": "Ngozi Okonkwo",
    "patient Ngozi Okonkwo has moved": "Ngozi Okonkwo",
    "participant 101-0007 Piotr Kowalski asked for his travel money": "Piotr Kowalski",
    "pt Maria L. called": "Maria L",
    "volunteer 12 Jean-Luc Moreau": "Jean-Luc Moreau",
    "Maria Lopez (subject 1023-004) has withdrawn": "Maria Lopez",
    "John Smith, subject 1023-004, has withdrawn": "John Smith",
    "we lost patients John Smith and 1023-005": "John Smith",
    "patient *Maria Lopez* called": "Maria Lopez",
    "subject no. 1023-004 Maria Lopez": "Maria Lopez",
    "patient ID 1023-004, name Maria Lopez": "Maria Lopez",
    "Patient Hans Müller hat abgesagt": "Hans Müller",
    "pacjentka Anna Nowak prosi o kontakt": "Anna Nowak",
}

WORK = """
Subject 1023-004 has an open query on visit 3
subjects 1023-004, 1023-005 and 1023-011 need a new visit window
Subject 1023-004 withdrew consent on 12 Mar 2026
Subject 1023-004 SAE narrative due Friday
Subject 1023-004 Screen Failure on 3 Nov 2026
Subject 1023-004 Week 12 visit missed
Subject 1023-004: Adverse Event form is missing
Subject 1023-004 Informed Consent version 3.0 not signed
Subject 101-02-0034 was unblinded by mistake
Patient 101-02-0034: dosing error
Subjects 101-02-0034 and 101-02-0035 need reconsent
patient ID 1023-004 is in the wrong cohort
patient number 1023-004 was entered twice
participant 1023-004 asked for travel reimbursement
Participant 1023-004 Early Termination visit
pt 1023-004 lost to follow up
Randomisation number 4829137 was assigned twice
Screening number 104-22-1987 was skipped
Site 101 has 14 subjects in screening
site 101 enrolled 3 patients in October
Dr Smith at site 101 has not signed the delegation log
Dr. Maria Lopez is the PI at site 104
Maria Lopez is the new CRA for Spain
John Smith joins as project manager on 1 December
Vera Novak to send the revised site list by Friday
ACTION: Vera to send the list by 12 Dec
@Vera friday send the revised site list
<@U0VERA|vera> friday check the subject visit tracker
action add @vera 12 Dec reconcile the SAE listing with safety
@Vera please update subject 1023-004 in the tracker
Query for subject 1023-004 assigned to <@U0VERA>
Bob Tran: subject 1023-004 needs a protocol deviation form
query raised by Vera Novak (subject 1023-004)
Subject 1023-004: Maria to send the CRF pages
Subject 1023-004 Dr Smith to review the ECG
Participants: Vera Novak, Bob Tran, Alice Meyer
Participants: Helix - Vera Novak; Northwind - Bob Tran
Meeting participants Vera Novak and Bob Tran agreed the plan
Subject: Orion Labs invoice for October
Subject: Vera Novak joins the core team
Patient Reported Outcomes are collected on the tablet
Patient-Reported Outcome licence renewed until 2027
Patient Safety Board meets on 4 Dec
Patient Recruitment Plan version 2.1 approved
Patient Information Sheet translated into Polish
Patient Advocacy Group feedback
Patient Concierge Services contract with Greenphire
Patient Travel vendor change order
Participant Information Leaflet v4.0 dated 12 Mar 2026
Subject Matter Expert review of the SAP
Subject Visit Tracker reconciled against EDC
Subject Identification Log is missing at site 104
Subject Enrolment Log QA finding
patient recruitment in Warsaw is behind by 12 patients
The patient population is adults with HbA1c over 7.5 %
patients in Warsaw, Krakow and Gdansk
Please collect year of birth only, no date of birth
DOB must not be entered in the CRF comments
The DOB query for subject 1023-004 was closed on 12 Mar 2026
Query on the DOB, 12 March 2026, still open
DOB field removed from the eCRF in version 3.0 on 4 May 2026
date of birth is masked in the extract
MRN must not be on the courier label
MRN field removed from the form in version 2.0
MRN 2 queries open
hospital no. 3 of 12 is activated
NHS Trust contract signed 12 Mar 2026
NHS site 101 call 020 7946 0958
The NHS R&D approval 2026/1187 is in the TMF
medical records of 12 subjects were verified
Medical record review is planned for week 48
SSN is not collected outside the US
NCT04829137 results are due on 12 Dec
EudraCT 2021-004829-13 is transferred to CTIS
EU CT 2023-504829-13-00 part II accepted
Protocol NW-301 amendment 4 approved on 12 March 2026
Protocol NW-301 v5.0, 12 Mar 2026
Version 3.2.1 of the monitoring plan
Release 2026.10.1 goes live on 4 Dec
ICH E6(R3) applies from 23 July 2025
GCP 1 May 1996 was the first version
U.S. 12/03/2001 guidance is superseded
21 CFR Part 11 audit on 12/03/2026
PO 450-12-3456 is for the October invoice
Invoice no. 078-05-1120 is overdue
invoice 4829137 of 12/03/2026 for 100,000.00 EUR
Phone 555-12-3456 ext 4
Zoom meeting ID 943 476 5919, passcode 4829
Dial in +1 555 123 4567
Kit numbers 4829137 to 4829150 shipped to site 101
Batch 19610312 released
Temperature excursion on shipment 4829137, 12 Mar 2026
K14 October 2026: 38 of 40, 95 %
sla restate K14 2026-10 numerator 37 denominator 40
Green Visit reports on time, October 2026: 95 % (38 of 40)
B-4: the CRA left on 3 Nov 2026 and 12 visit reports were late
sla comment B-4 two CRAs left; Maria Lopez starts on 1 Dec at site 104
excuse K03 subject 1023-004 from 1 Nov to 4 Nov because the lab was closed
sla excuse K03 101-0007 from 2026-11-01 10:00 to 2026-11-02 because site holiday
QA 12/03/2024 report has two open CAPAs
CAPA-17 due 12 Dec 2026
JS and BT to agree the agenda by 12 Dec 2026
VN 12/12/2026: list sent
RACI: R = Helix, A = Northwind
session schedule Helix second Tuesday 15:00 from 12 Jan
session move S-3 1 Dec 15:00 the PI is away
the programme was born on 1 March 2019 out of a pilot
the idea was born in March 2019
IMP was re-supplied to subjects at site 101 on 12 Mar 2026
Unblinding request for subject 1023-004 approved by Alice Meyer
SUSAR 2026-004829 submitted to EMA within 7 days
ECG of subject 1023-004 re-read by core lab
Subject 1023-004 Veeva Vault upload failed
subjects per site: Warsaw 12, Krakow 7
One patient in Spain was dosed outside the window
Two patients withdrew in October; one screen failure
Maria Lopez asked why patients drop out at week 12
Escalated by John Smith: enrolment at risk
Helix Clinical to hire 2 CRAs in Spain
Vendor oversight plan 2026 signed by Alice Meyer and Vera Novak
Patients enrolled by country: Poland 40, Spain 22
The participant stipend is paid by Greenphire
Subject retention is 94 % against a target of 95 %
Please send the subject list without names
Patient Engagement Lead: Maria Lopez
Patient facing materials reviewed by the ethics committee on 4 May 2026
Volunteer screening call centre opens Monday
pt visits in week 48: 12
https://edc.example.com/subject/1023-004?visit=3&date=1961-03-12
<https://helix.example/sae/19610312|SAE form>
central lab sample 1023-004-V3 is haemolysed
Age range 18 to 75; median 54 years
TMF section 05.02.07 is incomplete
A-17 done, evidence in TMF 12.03.01
S-3 is moved to Tue 1 Dec 2026 at 15:00 Warsaw
participants' data protection notice was updated
data subject request from an investigator, due 12 Dec 2026
Data Subject Access procedure approved
The patient diary vendor is Clario
""".strip().splitlines()


_PARTS = Path(__file__).with_name("participant_lines.txt").read_text("utf-8").split("== ")[1:]
REFUSED, ORDINARY, OF_COLLEAGUES, SLIPPING, ALARMING = (part.strip().splitlines()[1:] for part in _PARTS)
KNOWN = {"vera novak", "bob jones", "anna schmidt"}


@pytest.mark.parametrize(("text", "found"), NAMED.items())
def test_what_could_name_a_participant_is_found(text: str, found: object) -> None:
    its = find(text)
    assert its is not None
    assert found in (its, its.name)


@pytest.mark.parametrize("text", WORK)
def test_ordinary_work_is_let_through(text: str) -> None:
    assert find(text) is None


@pytest.mark.parametrize("line", REFUSED)
def test_lines_that_slipped_once_are_found(line: str) -> None:
    assert find(line) is not None


def test_few_of_many_ordinary_lines_are_taken_for_more() -> None:
    lines = [*ORDINARY, *OF_COLLEAGUES]
    assert len(lines) >= 121
    assert [line for line in lines if find(line, KNOWN)] == []
    assert [line for line in lines if find(line)] == OF_COLLEAGUES


def test_what_is_known_to_slip_or_to_alarm_is_written_down() -> None:
    assert [line for line in SLIPPING if find(line)] == []
    assert [line for line in ALARMING if not find(line)] == []


def test_there_are_enough_of_both() -> None:
    assert len(NAMED) >= 60
    assert len(set(WORK)) >= 120


def test_the_sentence_says_what_was_found_and_what_to_write_instead() -> None:
    with pytest.raises(NamesAParticipant) as refusal:
        check("Subject 1023-004, JS, DOB 12/03/1961")
    assert str(refusal.value) == (
        "That looks like it could name a trial participant (initials with a date of birth). I have kept none of it. "
        "Please write it without the initials and the date of birth; a subject number alone is fine."
    )
    with pytest.raises(NamesAParticipant, match=r"If you mean a colleague, write @ and pick them from Slack's list\."):
        check("patient Maria Lopez called")


def test_the_sentence_never_says_what_was_written() -> None:
    for text, found in NAMED.items():
        its = find(text)
        assert its is not None
        words = str(its.refusal())
        assert not any(sign.isdigit() for sign in words)
        assert not isinstance(found, str) or found not in words


def test_colleagues_are_no_participants() -> None:
    text = "Subject 1023-004 Vera Novak closes the query"
    assert find(text) is not None
    assert find(text, {"vera novak"}) is None
    assert find("Subject 1023-004 Vera Novak; subject 1023-005 Maria Lopez", {"vera novak"}) is not None


@pytest.mark.parametrize(
    ("title", "cell", "is_named"),
    [
        ("DOB", "12/03/1961", True),
        ("Date of birth", "1961-03-12", True),
        ("MRN", "482913", True),
        ("Hospital no.", "482913", True),
        ("Patient name", "Maria Lopez", True),
        ("Subject", "John Smith", True),
        ("Subject", "1023-004", False),
        ("Subject", "Send the site list", False),
        ("Subject", "101-02-0034", False),
        ("Owner", "Vera Novak", False),
        ("Due", "1961-03-12", False),
        ("Comment", "", False),
        ("Patient visits", "12", False),
        ("", "1961-03-12", False),
        ("Ticket", "078-05-1120", False),
        ("", "078-05-1120", True),
    ],
)
def test_a_cell_is_read_under_its_title(title: str, cell: str, is_named: bool) -> None:
    assert (find_in([(title, cell)]) is not None) is is_named


# --- whatever is written ---------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["Maria Lopez", "John Smith", "Anna Nowak", "Piotr Kowalski", "Hans Weber"])
NUMBERS = st.from_regex(r"\A[1-9]\d{2,3}-\d{3,4}\Z")
QUIET = st.text(st.sampled_from("abcdefgh .,;\n"), max_size=60)
DAYS = st.dates(min_value=date(1930, 1, 1), max_value=date(2005, 12, 31))
FORMS = st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%d%b%Y", "%Y%m%d"])


@given(NAMES, NUMBERS, QUIET, QUIET)
def test_a_name_next_to_a_subject_number_is_found_wherever_it_stands(
    name: str, number: str, before: str, after: str
) -> None:
    assert find(f"{before} subject {number} {name} {after}") is not None


@given(DAYS, FORMS, QUIET, QUIET)
def test_a_date_of_birth_is_found_in_every_form(day: date, form: str, before: str, after: str) -> None:
    assert find(f"{before} DOB: {day.strftime(form)} {after}") is not None


@given(NUMBERS, QUIET, QUIET)
def test_a_subject_number_alone_is_fine_wherever_it_stands(number: str, before: str, after: str) -> None:
    assert find(f"{before} subject {number} {after}") is None


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    found = find(text)
    assert found is None or str(found.refusal())


MEGABYTE = 1_000_000
HOSTILE = [
    "a", "1", " ", "patient ", "subject 1-", "patient Maria ", "Subject 1023-004: ", "dob ", "dob:is was of on ", "J.S. ", "JS ",
    "12/", "12/03/1961 ", "nhs ", "nhs 943 476 591", "mrn ", "mrn no number ", "123-45-", "078-05-1120 ", "po 078-05-1120 ",
    "initials JS ", "\u0300\u0316", "(dob ", "1(dob ", "99/99/2026 J.S. ", "99/99/2026 (dob ", "patient 943 476 5919 x", "jan ", "A-A-", "<@", "<https://", "Aaaa Bbbb, ", "née le ", "born ", "patient\u00a0", "ﷺ", "İ", "社", "Aa (subject 1", "patient name ", "19610312",
    "1001-004 ", "1001-004 Maria ", "AB 12-03-1961 and ", "signed AB 01-02-2010 ", "hospital no 1234 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_takes_less_than_a_second(piece: str) -> None:
    text = piece * (MEGABYTE // len(piece.encode()))
    assert any(_seconds(text) < 1 for _ in range(4))


def _seconds(text: str) -> float:
    began = process_time()
    find(text)
    return process_time() - began
