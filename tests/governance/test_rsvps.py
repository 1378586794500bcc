"""What a calendar's answer may change, and what is asked back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rsvps import Answer, Invitation, Says, Verdict, judge

FIRST = datetime(2026, 4, 14, 13, tzinfo=UTC)
SECOND = datetime(2026, 5, 12, 13, tzinfo=UTC)
SENT = datetime(2026, 4, 1, 9, tzinfo=UTC)
OURS = "parley@northwind.example"
VERA = "vera@helix.example"


def series(**sequences: int) -> Invitation:
    its: dict[datetime | None, int] = {None: sequences.get("all", 0), FIRST: sequences.get("first", 0)}
    its[SECOND] = sequences.get("second", 0)
    return Invitation(uid="u", organizer=OURS, guests=frozenset({VERA}), sequences=its, is_series=True)


SINGLE = Invitation(uid="u", organizer=OURS, guests=frozenset({VERA}), sequences={None: 1})


def answer(**facts: object) -> Answer:
    usual = {"uid": "u", "mail": VERA, "says": Says.YES, "sequence": 1, "stamp": SENT}
    return Answer(**(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("its", "verdict"),
    [
        (answer(), Verdict.COUNTS),
        (answer(organizer=OURS), Verdict.COUNTS),
        (answer(organizer="somebody@else.example"), Verdict.OTHER_MEETING),
        (answer(uid="another"), Verdict.OTHER_MEETING),
        (answer(mail="mallory@helix.example"), Verdict.UNINVITED),
        (answer(sequence=0), Verdict.OLD_TIME),
        (answer(proposes=SECOND), Verdict.PROPOSES),
        (answer(instance=SECOND), Verdict.OTHER_MEETING),
    ],
)
def test_an_answer_to_a_single_meeting(its: Answer, verdict: Verdict) -> None:
    assert judge(its, SINGLE, {}, verified=True).verdict is verdict


def test_what_is_not_shown_to_come_from_the_guest_is_never_believed() -> None:
    assert judge(answer(), SINGLE, {}, verified=False).verdict is Verdict.UNVERIFIED


def test_an_answer_to_one_of_a_series_is_about_that_one() -> None:
    judged = judge(answer(instance=SECOND.astimezone()), series(), {}, verified=True)
    assert (judged.verdict, judged.about) == (Verdict.COUNTS, SECOND)
    assert judge(answer(instance=date(2026, 5, 12)), series(), {}, verified=True).about == SECOND


def test_an_answer_that_forgot_to_say_which_is_asked_back() -> None:
    assert judge(answer(), series(), {}, verified=True).verdict is Verdict.ONE_OR_ALL


def test_one_that_was_moved_makes_only_its_own_answers_old() -> None:
    moved = series(second=2)
    assert judge(answer(instance=SECOND), moved, {}, verified=True).verdict is Verdict.OLD_TIME
    assert judge(answer(instance=FIRST), moved, {}, verified=True).verdict is Verdict.COUNTS


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5)), min_size=1, max_size=8))
def test_in_whatever_order_they_come_the_newest_stands(sent: list[tuple[int, int]]) -> None:
    newest: dict[datetime | None, tuple[int, datetime]] = {}
    for sequence, minutes in sent:
        its = answer(sequence=sequence, stamp=SENT + timedelta(minutes=minutes))
        if judge(its, SINGLE, newest, verified=True).verdict is Verdict.COUNTS:
            newest[None] = (its.sequence, its.stamp)
    assert newest[None] == max((sequence, SENT + timedelta(minutes=minutes)) for sequence, minutes in sent)
