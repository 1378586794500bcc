"""Two companies agree on versions of a KPI: in force needs both, always, and a past period never changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from governance.kpis.agreeing import (
    agree,
    asked_at,
    check_newest,
    decline,
    end,
    first_open,
    kept_until,
    make_way,
    newest_in_force,
    pending,
    propose,
    take_back,
    waits_for,
)
from governance.kpis.definitions import Definition, Party, Standing, in_force
from governance.kpis.periods import Frequency, following, period_of
from governance.kpis.refusals import EndedAlready, EndsTooEarly, MeasuresYou, NotYourProposal, ReplacedByNewer
from governance.kpis.terms import CreditTerms, terms_in_force
from governance.people import Person, Role
from governance.refusals import AgreedAlready, EffectiveInThePast, NotProposed, Refusal, YoursAlready
from tests.governance.test_kpis import ON_TIME

ALICE = Person(id=1, name="Alice", role=Role.ADMINISTRATOR)
VERA = Person(id=2, name="Vera", role=Role.VENDOR_LEAD, vendor_id=1)
BEGINNING = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DRAFT = replace(ON_TIME, effective_from=date(2026, 12, 1))


def proposed(by: Person = ALICE, *versions: Definition, **facts: object) -> Definition:
    return propose(replace(DRAFT, **facts), by, AT, versions)


def test_whoever_proposes_has_agreed_and_the_other_side_is_asked() -> None:
    first = proposed()
    assert (first.state, first.version, first.sponsor_by, first.vendor_by) == (Standing.PROPOSED, 1, 1, None)
    assert waits_for(first) is Party.VENDOR
    assert waits_for(proposed(VERA)) is Party.SPONSOR
    assert not first.is_in_force(date(2027, 1, 1))


def test_both_have_agreed_so_it_is_in_force() -> None:
    both = agree(proposed(), VERA, AT, date(2026, 11, 1))
    assert (both.state, both.effective_from, both.vendor_by) == (Standing.AGREED, date(2026, 12, 1), 2)
    assert waits_for(both) is None


def test_what_waited_beyond_its_start_begins_with_the_first_open_period() -> None:
    late = agree(proposed(), VERA, AT, date(2027, 3, 1))
    assert late.effective_from == date(2027, 3, 1)


def test_the_side_that_proposed_cannot_answer_itself() -> None:
    for act in (lambda its: agree(its, ALICE, AT, BEGINNING), lambda its: decline(its, ALICE, "no")):
        with pytest.raises(YoursAlready):
            act(proposed())


def test_what_is_agreed_or_over_is_not_answered_again() -> None:
    both = agree(proposed(), VERA, AT, BEGINNING)
    with pytest.raises(AgreedAlready):
        agree(both, VERA, AT, BEGINNING)
    for over in (decline(proposed(), VERA, "no"), take_back(proposed(), ALICE)):
        with pytest.raises(NotProposed):
            agree(over, VERA, AT, BEGINNING)
        with pytest.raises(NotProposed):
            decline(over, VERA, "no")


def test_only_the_side_that_proposed_takes_it_back() -> None:
    with pytest.raises(NotYourProposal):
        take_back(proposed(), VERA)


def test_an_imported_version_needs_both_and_keeps_its_beginning() -> None:
    assert waits_for(ON_TIME) is None
    half = agree(ON_TIME, ALICE, AT, date(2027, 1, 1))
    assert (half.state, waits_for(half), asked_at(half)) == (Standing.IMPORTED, Party.VENDOR, AT)
    with pytest.raises(YoursAlready):
        agree(half, ALICE, AT, BEGINNING)
    assert agree(half, VERA, AT, date(2027, 1, 1)) == replace(
        ON_TIME, state=Standing.AGREED, sponsor_by=1, sponsor_at=AT, vendor_by=2, vendor_at=AT
    )


def test_a_version_cannot_reach_back_behind_the_one_in_force() -> None:
    with pytest.raises(EffectiveInThePast):
        proposed(ALICE, replace(ON_TIME, effective_from=date(2026, 12, 1)))


def test_a_newer_proposal_takes_the_place_of_the_older() -> None:
    first = proposed()
    second = proposed(VERA, first)
    assert second.version == 2
    assert make_way(first, ALICE).state is Standing.WITHDRAWN
    assert make_way(first, VERA).state is Standing.DECLINED
    with pytest.raises(ReplacedByNewer):
        check_newest(make_way(first, VERA), [make_way(first, VERA), second])
    check_newest(second, [make_way(first, VERA), second])


def test_nobody_ends_what_measures_their_own_work() -> None:
    with pytest.raises(MeasuresYou):
        end([ON_TIME], VERA, date(2027, 1, 1), BEGINNING)
    (ended,) = end([ON_TIME], ALICE, date(2027, 1, 1), BEGINNING)
    assert ended.is_in_force(date(2026, 12, 31))
    assert not ended.is_in_force(date(2027, 1, 1))
    own = replace(ON_TIME, measured=Party.SPONSOR)
    with pytest.raises(MeasuresYou):
        end([own], ALICE, date(2027, 1, 1), BEGINNING)


def test_a_kpi_ends_in_the_future_and_once() -> None:
    with pytest.raises(EndsTooEarly):
        end([ON_TIME], ALICE, BEGINNING, BEGINNING)
    with pytest.raises(EndedAlready):
        end(end([ON_TIME], ALICE, date(2027, 1, 1), BEGINNING), ALICE, date(2027, 2, 1), BEGINNING)
    with pytest.raises(EndedAlready):
        end([proposed()], ALICE, date(2027, 1, 1), BEGINNING)


@pytest.mark.parametrize(
    ("before", "new", "reported", "expected"),
    [
        (Frequency.MONTHLY, Frequency.MONTHLY, None, date(2026, 11, 1)),
        (Frequency.MONTHLY, Frequency.MONTHLY, date(2026, 11, 1), date(2026, 12, 1)),
        (Frequency.MONTHLY, Frequency.QUARTERLY, None, date(2027, 1, 1)),
        (Frequency.QUARTERLY, Frequency.MONTHLY, None, date(2027, 1, 1)),
        (Frequency.QUARTERLY, Frequency.MONTHLY, date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_the_first_open_period_is_neither_over_nor_reported(
    before: Frequency, new: Frequency, reported: date | None, expected: date
) -> None:
    was = replace(ON_TIME, frequency=before)
    assert first_open(replace(DRAFT, frequency=new), was, reported, BEGINNING) == expected


months = some.dates(date(2026, 1, 1), date(2028, 12, 31))
either = some.sampled_from(Frequency)


@given(was=either, new=either, asked=months, today=months, reported=some.none() | months)
def test_a_start_is_kept_until_the_day_that_is_told_and_no_longer(
    was: Frequency, new: Frequency, asked: date, today: date, reported: date | None
) -> None:
    before, draft = replace(ON_TIME, frequency=was), replace(DRAFT, frequency=new)

    def opens(day: date) -> date:
        return first_open(draft, before, reported and period_of(reported, was), day)

    start = max(opens(today), asked)
    until = kept_until(start, opens, today)
    assert until >= today
    assert max(opens(until), asked) == start
    assert max(opens(until + timedelta(days=1)), asked) > start


def test_credit_terms_are_agreed_in_the_same_way() -> None:
    terms = CreditTerms(
        id=1,
        vendor_id=1,
        version=1,
        at_risk=10,
        currency="EUR",
        effective_from=date(2027, 1, 1),
        state=Standing.PROPOSED,
    )
    asked = propose(terms, ALICE, AT)
    assert terms_in_force([asked], date(2027, 2, 1)) is None
    both = agree(asked, VERA, AT, date(2027, 3, 1))
    assert terms_in_force([both], date(2027, 2, 1)) is None
    assert terms_in_force([both], date(2027, 3, 1)) == both
    second = propose(replace(terms, effective_from=date(2027, 6, 1)), VERA, AT, [both])
    assert second.version == 2
    assert decline(second, ALICE, "no").state is Standing.DECLINED
    assert terms_in_force([both, second], date(2027, 7, 1)) == both


# --- whatever happens in whatever order --------------------------------------------------------------------------------

people = some.sampled_from([ALICE, VERA])
frequencies = some.sampled_from(Frequency)


class Agreements(RuleBasedStateMachine):
    """Days pass; versions are proposed, answered, replaced, ended; results come in. What a past period had, it keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.today = BEGINNING
        self.versions: dict[int, Definition] = {}
        self.reported: date | None = None
        self.past: dict[date, Definition | None] = {}

    @initialize(imported=some.booleans(), frequency=frequencies)
    def begin(self, imported: bool, frequency: Frequency) -> None:
        if imported:
            self.keep(replace(ON_TIME, frequency=frequency, effective_from=date(2026, 1, 1)))

    def keep(self, *changed: Definition) -> None:
        self.versions |= {its.version: its for its in changed}

    @property
    def all(self) -> list[Definition]:
        return sorted(self.versions.values(), key=lambda its: its.version)

    def holds_on(self, day: date) -> Definition | None:
        return next(iter(in_force(self.all, day).values()), None)

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=UTC)

    @rule(days=some.integers(1, 70))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        month = date(2026, 1, 1)
        while month <= self.today:
            if self.is_over(month):
                self.past.setdefault(month, self.told(month))
            month = following(month, Frequency.MONTHLY)

    def is_over(self, month: date) -> bool:
        """Whether the period that begins with this month is over; where nothing holds, it might be a quarter."""
        its = self.holds_on(month)
        return following(month, its.frequency if its else Frequency.QUARTERLY) <= self.today

    def told(self, month: date) -> Definition | None:
        """The version of the period that begins with this month, where one does."""
        its = self.holds_on(month)
        return its if its and period_of(month, its.frequency) == month else None

    @rule(by=people, ahead=some.integers(-200, 200), frequency=frequencies, aim=some.integers(90, 99))
    def proposes(self, by: Person, ahead: int, frequency: Frequency, aim: int) -> None:
        day = self.today + timedelta(days=ahead)
        draft = replace(DRAFT, effective_from=day, frequency=frequency, target=aim)
        try:
            new = propose(draft, by, self.now, self.all)
        except EffectiveInThePast:
            return
        self.keep(*(make_way(its, by) for its in pending(self.all)), new)

    @rule(by=people, pick=some.integers(0, 20))
    @precondition(lambda self: self.versions)
    def agrees(self, by: Person, pick: int) -> None:
        its = self.all[pick % len(self.all)]
        before = newest_in_force(one for one in self.all if one.version < its.version)
        try:
            check_newest(its, self.all)
            self.keep(agree(its, by, self.now, first_open(its, before, self.reported, self.today)))
        except Refusal:
            return

    @rule(by=people, pick=some.integers(0, 20), back=some.booleans())
    @precondition(lambda self: self.versions)
    def turns_down(self, by: Person, pick: int, back: bool) -> None:
        its = self.all[pick % len(self.all)]
        try:
            self.keep(take_back(its, by) if back else decline(its, by, "no"))
        except Refusal:
            return

    @rule(by=people, ahead=some.integers(-40, 200))
    def ends(self, by: Person, ahead: int) -> None:
        try:
            self.keep(*end(self.all, by, self.today + timedelta(days=ahead), self.today))
        except Refusal:
            return

    @rule()
    def reports(self) -> None:
        """The running period is reported early."""
        its = self.holds_on(self.today)
        if its:
            period = period_of(self.today, its.frequency)
            if self.holds_on(period):
                self.reported = max(period, self.reported or period)

    @invariant()
    def in_force_needs_both(self) -> None:
        for its in self.all:
            if its.state is Standing.AGREED:
                assert its.sponsor_by
                assert its.vendor_by
            assert its.is_in_force(date.max) is False or its.state in (Standing.AGREED, Standing.IMPORTED)

    @invariant()
    def a_past_period_never_changes(self) -> None:
        for month, was in self.past.items():
            now = self.told(month)
            assert (now.version if now else None) == (was.version if was else None), month

    @invariant()
    def one_proposal_waits_at_most(self) -> None:
        assert len(pending(self.all)) <= 1


TestAgreements = Agreements.TestCase
TestAgreements.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@given(days=some.lists(some.dates(date(2026, 1, 1), date(2030, 1, 1)), min_size=1, max_size=6), by=people)
def test_versions_are_numbered_on_whatever_becomes_of_them(days: list[date], by: Person) -> None:
    versions: list[Definition] = []
    for day in days:
        versions = [make_way(its, by) if its.state is Standing.PROPOSED else its for its in versions]
        versions.append(propose(replace(DRAFT, effective_from=day), by, AT, versions))
    assert [its.version for its in versions] == list(range(1, len(days) + 1))
