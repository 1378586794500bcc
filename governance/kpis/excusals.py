"""Excusals: time that does not count, because the other side held the work. One side proposes, the other agrees."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from governance.kpis.clocks import Case, Excused
from governance.kpis.definitions import Party
from governance.kpis.result_refusals import ExcusalAnswered, ExcusalOutside, ExcusalYours


class ExcusalState(StrEnum):
    """How far an excusal has come."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Excusal:
    """Time that one side asks not to be counted in a case."""

    id: int
    vendor_id: int
    definition_id: int
    period: date
    subject: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    state: ExcusalState
    proposed_by: int
    proposed_at: datetime
    answered_by: int | None = None
    answered_at: datetime | None = None
    answer: str = ""

    @property
    def excused(self) -> Excused:
        return Excused(subject=self.subject, starts_at=self.starts_at, ends_at=self.ends_at)


def check_span(case: Case, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Raises ExcusalOutside unless the time lies in the life of the case, and in the past."""
    stop = case.stopped_at or at
    if not (starts_at < ends_at <= at and starts_at < stop and ends_at > case.started_at):
        read = [_in_words(moment, starts_at) for moment in (starts_at, ends_at)]
        ran = _in_words(case.started_at, starts_at)
        lasted = _in_words(case.stopped_at, starts_at) if case.stopped_at else "today"
        raise ExcusalOutside(subject=case.subject, begin=read[0], end=read[1], started=ran, stopped=lasted)


def _in_words(moment: datetime, like: datetime) -> str:
    """On the clock of the one who asked."""
    return f"{moment.astimezone(like.tzinfo):%-d %B %Y %H:%M}"


def answered(its: Excusal, proposer: Party, by: Party, person: int, at: datetime, why: str | None) -> Excusal:
    """The excusal as the other side answers it: declined with `why`, else agreed. Raises ExcusalAnswered or ExcusalYours."""
    if its.state is not ExcusalState.PROPOSED:
        raise ExcusalAnswered(state=its.state)
    if proposer is by:
        raise ExcusalYours
    state = ExcusalState.AGREED if why is None else ExcusalState.DECLINED
    return replace(its, state=state, answered_by=person, answered_at=at, answer=why or "")
