"""`POST /ingest/measurements`: what a program sends is kept as a whole or not at all, once, and every wrong row says why."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from governance.events import ResultSubmitted
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, ORION_TEAM, VERA
from tests.everything import kept
from tests.measured import QUERIES, REPORTS, START_UP, agreed
from tests.newcomers import changes_profile
from tests.running import Running

OCTOBER = {"kpi": "K14", "period": "2026-10", "numerator": 38, "denominator": 40}
START = {"kpi": "K03", "period": "2026-Q3", "value": 27.5}


class Sender:
    """A program of the vendor's, with its token."""

    def __init__(self, parley: Running, token: str) -> None:
        self.parley = parley
        self.token = token
        self.url = f"{parley.front.url}/ingest/measurements"

    def send(self, *rows: Any, key: str = "", body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body or {"measurements": list(rows)}).encode()
        usual = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        usual |= {"Idempotency-Key": key} if key else {}
        answer = httpx.post(self.url, content=content, headers=usual | headers)
        self.parley.settle()
        return answer


def token(parley: Running, by: str = BOB, at: str = HELIX) -> str:
    found = re.search("parley_[0-9a-f]{64}", parley.say("sla token new nightly export", by=by, at=at))
    assert found
    return found[0]


@pytest.fixture
def sender(with_helix: Running) -> Sender:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    agreed(with_helix, **REPORTS)
    agreed(with_helix, **START_UP)
    return Sender(with_helix, token(with_helix))


def results(sender: Sender) -> int:
    with sender.parley.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM kpi_results").scalar() or 0)


def test_what_is_sent_is_kept_and_told_to_the_sponsors_lead(sender: Sender) -> None:
    answer = sender.send({**OCTOBER, "evidence": "https://helix.example/r"}, START)
    assert (answer.status_code, answer.json()) == (200, {"received": 2, "new": 2, "restated": 0, "unchanged": 0})
    told = sender.parley.heard(DIRECT[ALICE])
    assert "2 results of Helix Clinical: Q3 2026 and October 2026" in told
    assert "Green Visit reports on time, October 2026: 95 % (38 of 40)" in told
    assert "Green Study start-up, Q3 2026: 27.5 weeks" in told
    with sender.parley.database.read() as connection:
        (entry,) = history(connection, 1, "result:1")
    assert isinstance(entry.event, ResultSubmitted)
    assert entry.door == "measurements over HTTP"


def test_the_other_side_accepts_and_disputes_it_like_any_other_number(sender: Sender) -> None:
    sender.send(OCTOBER)
    assert "by the other side only" in sender.parley.say("sla accept K14", by=VERA, at=HELIX, via="mention")
    assert sender.parley.say("sla accept K14", by=BOB, at=HELIX).startswith("Accepted.")


def test_sent_again_it_restates_or_changes_nothing(sender: Sender) -> None:
    sender.send(OCTOBER)
    assert sender.send(OCTOBER).json() == {"received": 1, "new": 0, "restated": 0, "unchanged": 1}
    changed = {**OCTOBER, "numerator": 37, "note": "One was late"}
    assert sender.send(changed).json() == {"received": 1, "new": 0, "restated": 1, "unchanged": 0}
    shown = sender.parley.say("sla result K14", by=BOB, at=HELIX)
    assert "92.5 % (37 of 40), target 95 % or more (restated)" in shown
    assert "Note: One was late" in shown


def test_another_number_without_a_reason_is_refused_with_what_is_reported(sender: Sender) -> None:
    sender.send(OCTOBER, START)
    answer = sender.send(START, {**OCTOBER, "numerator": 37})
    why = "K14 is reported already as 95 %; say in note why it changes, the first number is kept"
    assert (answer.status_code, answer.json()) == (422, {"errors": [{"row": 2, "why": why}]})
    assert results(sender) == 2


# --- once ----------------------------------------------------------------------------------------------------------------


def test_the_same_key_and_body_get_the_same_answer_and_nothing_twice(sender: Sender) -> None:
    first = sender.send(OCTOBER, key="night 1")
    told = sender.parley.heard(DIRECT[ALICE])
    again = sender.send(OCTOBER, key="night 1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.json()["new"] == 1
    assert sender.parley.heard(DIRECT[ALICE]) == told


def test_the_same_key_and_another_body_are_refused(sender: Sender) -> None:
    sender.send(OCTOBER, key="night 1")
    answer = sender.send(START, key="night 1")
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "This Idempotency-Key was used for another batch. Use a new key for new measurements."},
    )
    assert results(sender) == 1


def test_what_was_refused_may_come_again_corrected_under_the_same_key(sender: Sender) -> None:
    assert sender.send({**OCTOBER, "kpi": "K99"}, key="night 1").status_code == 422
    assert sender.send(OCTOBER, key="night 1").status_code == 200


def test_two_at_the_same_time_are_one(sender: Sender) -> None:
    body = json.dumps({"measurements": [OCTOBER]}).encode()
    headers = {"Authorization": f"Bearer {sender.token}", "Content-Type": "application/json", "Idempotency-Key": "x"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: httpx.post(sender.url, content=body, headers=headers), range(4)))
    assert [its.status_code for its in answers] == [200] * 4
    assert {its.text for its in answers} == {answers[0].text}
    assert results(sender) == 1


def test_two_at_the_same_time_without_a_key_are_one_number(sender: Sender) -> None:
    body = json.dumps({"measurements": [OCTOBER]}).encode()
    headers = {"Authorization": f"Bearer {sender.token}", "Content-Type": "application/json"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: httpx.post(sender.url, content=body, headers=headers), range(4)))
    assert [its.status_code for its in answers] == [200] * 4
    assert sum(its.json()["new"] for its in answers) == 1


# --- rows that cannot be used ------------------------------------------------------------------------------------------------


def test_one_wrong_row_and_none_is_kept_and_each_says_why(sender: Sender) -> None:
    agreed(sender.parley, **{**QUERIES, "reported_by": "sponsor"})
    answer = sender.send(
        OCTOBER,
        {**OCTOBER, "kpi": "K15"},
        {**OCTOBER, "kpi": "visit reports on time"},
        {**OCTOBER, "period": "October"},
        {**OCTOBER, "period": "2026-Q3"},
        {**OCTOBER, "period": "2026-11"},
        {**OCTOBER, "period": "2025-01"},
        {**OCTOBER, "numerator": "38"},
        {**OCTOBER, "numerator": True},
        {**OCTOBER, "numerator": None},
        {**OCTOBER, "value": 90},
        {**OCTOBER, "denominator": 10**400},
        {**OCTOBER, "study": "NW-301"},
        {**OCTOBER, "colour": "green"},
        {**OCTOBER, "evidence": "x" * 1001},
        {"kpi": "Q2H", "period": "2026-10", "numerator": 1, "denominator": 1},
        {"period": "2026-10"},
        "K14",
        {**OCTOBER, "kpi": "\ud800"},
        {"kpi": "K14", "period": "2026-09", "value": 95},
    )
    assert answer.status_code == 422
    assert [(its["row"], its["why"]) for its in answer.json()["errors"]] == [
        (2, "there is no KPI K15; K14, perhaps"),
        (3, "the same KPI and period as row 1"),
        (4, "the period October is none like 2026-06 or 2026-Q2"),
        (5, "K14 is measured monthly"),
        (6, "November 2026 is not over yet. Its results can be reported from 1 December 2026 on."),
        (
            7,
            (
                "Visit reports on time was not agreed for January 2025. "
                "A KPI is measured from the period on for which both companies agreed to it."
            ),
        ),
        (8, "numerator is no number"),
        (9, "numerator is no number"),
        (10, "There is no number. Give a value, or both a numerator and a denominator."),
        (11, "Numerator and denominator make 95 %, not 90 %. Leave out the value, or correct one of them."),
        (12, "That is not a number I can keep. Please check it."),
        (13, "there is no KPI K14 in study NW-301; K14, perhaps"),
        (14, "unknown field colour"),
        (15, "evidence is longer than 1000 characters"),
        (16, "Q2H is reported by the sponsor"),
        (17, "no kpi"),
        (18, "not an object"),
        (19, "no kpi"),
        (20, "Please give it as so many of so many, because at least 1 must be counted."),
    ]
    assert results(sender) == 0
    assert "result" not in sender.parley.heard(DIRECT[ALICE])


# --- at the door -----------------------------------------------------------------------------------------------------------


def test_without_a_token_that_works_nobody_is_let_in_and_all_of_them_hear_the_same(sender: Sender) -> None:
    good = sender.token
    sender.parley.say("sla token revoke 1", by=ALICE, at=HELIX)
    answers = [sender.send(OCTOBER, Authorization=f"Bearer {its}") for its in (good, "parley_" + "0" * 64, "x")]
    answers += [sender.send(OCTOBER, Authorization=its) for its in ("", "Bearer", "Basic eDp5", "Bearer " + "x" * 500)]
    assert {(its.status_code, its.text) for its in answers} == {
        (401, '{"error":"The token is missing, wrong or revoked."}')
    }
    assert {its.headers["www-authenticate"] for its in answers} == {"Bearer"}
    assert results(sender) == 0


def test_a_token_opens_one_vendor_only(sender: Sender) -> None:
    sender.parley.say("vendor add Orion Labs, tier 2, Central laboratory")
    agreed(sender.parley, vendor="Orion Labs", **{**REPORTS, "code": "OL1", "name": "Samples"})
    answer = sender.send({**OCTOBER, "kpi": "OL1"})
    assert answer.json() == {"errors": [{"row": 1, "why": "there is no KPI OL1"}]}


def test_the_token_of_somebody_who_may_no_longer_make_one_is_worth_nothing(sender: Sender) -> None:
    with sender.parley.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE people SET role = 'stranger' WHERE slack_user = '{BOB}'")
    assert sender.send(OCTOBER).status_code == 401


@pytest.mark.parametrize(
    ("body", "headers", "status", "why"),
    [
        (b"{", {}, 400, "the body is not JSON"),
        (b"[" * 100_000, {}, 400, "the body is not JSON"),
        (b'{"measurements": [{"value": NaN}]}', {}, 400, "the body is not JSON"),
        (b"\xff\xfe\xfd", {}, 400, "the body is not JSON"),
        (b"[]", {}, 400, 'the body is to be {"measurements": [...]} with at least one'),
        (b'{"measurements": []}', {}, 400, 'the body is to be {"measurements": [...]} with at least one'),
        (b'{"measurements": {}}', {}, 400, 'the body is to be {"measurements": [...]} with at least one'),
        (b"{}", {"Content-Type": "text/csv"}, 415, "the body is to be application/json"),
        (b"{}", {"Idempotency-Key": "x" * 201}, 400, "the Idempotency-Key is longer than 200 characters"),
        (b" " * (1024 * 1024 + 1), {}, 413, "more than 1,048,576 bytes; send it in parts"),
    ],
)
def test_what_is_no_batch_is_turned_away(
    sender: Sender, body: bytes, headers: dict[str, str], status: int, why: str
) -> None:
    answer = sender.send(body=body, **headers)
    assert (answer.status_code, answer.json()) == (status, {"error": why})


def test_too_many_rows_are_turned_away(sender: Sender) -> None:
    answer = sender.send(*[OCTOBER] * 501)
    assert (answer.status_code, answer.json()) == (413, {"error": "more than 500 measurements; send them in parts"})


def test_it_is_only_sent_to(sender: Sender) -> None:
    assert httpx.get(sender.url).status_code == 405


def test_the_token_knows_when_it_was_used(sender: Sender) -> None:
    sender.send(OCTOBER)
    assert "last used Nov 23, 2026 at 09:00" in sender.parley.say("sla token list", by=BOB, at=HELIX)


def test_a_token_opens_nothing_once_who_made_it_has_left(sender: Sender) -> None:
    sender.parley.sandbox.deactivate(BOB)
    sender.parley.settle()
    assert sender.send(OCTOBER).status_code == 401
    assert results(sender) == 0


def test_a_token_opens_nothing_while_who_made_it_is_to_be_confirmed_again(sender: Sender) -> None:
    parley = sender.parley
    found = re.search("parley_[0-9a-f]{64}", parley.say("sla token new nightly export", by=VERA, via="direct"))
    assert found
    its = Sender(parley, found[0])
    vera = parley.sandbox.workspace.cast.people[VERA]
    changes_profile(parley, replace(vera, team=ORION_TEAM))
    assert its.send(OCTOBER).status_code == 401
    changes_profile(parley, vera)
    parley.say("vendor confirm")
    parley.click("Yes, confirm")
    assert its.send(OCTOBER).status_code == 200


@pytest.mark.parametrize(
    "note",
    [
        "late pages\nMRN\t00123456\nborn\t12.03.1961",
        "late pages\x00MRN\u00a000123456",
        "pages\u2028subject 1001-004\u2029Maria Keller",
        "late\x0bMR\u200bN 00123456",
    ],
)
def test_no_participant_is_named_between_the_lines_of_a_note(sender: Sender, note: str) -> None:
    answer = sender.send({**OCTOBER, "note": note})
    assert answer.status_code == 422
    assert "note: it could name a trial participant" in answer.json()["errors"][0]["why"]
    assert results(sender) == 0


def test_lines_of_a_note_stay_apart(sender: Sender) -> None:
    assert sender.send({**OCTOBER, "note": "two were late\n\tone was lost"}).status_code == 200
    assert "two were late one was lost" in kept(sender.parley.database)


def test_a_note_may_name_a_colleague(sender: Sender) -> None:
    row = {**OCTOBER, "note": "Vera Novak, subject 1001-004, closed the query"}
    assert sender.send(row).status_code == 200
