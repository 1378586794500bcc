"""Breaches: a red result, recorded at once, and closed only by an action that is verified and a later result that is green."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.actions import ActionItem, State
from governance.calendar.business_days import add_business_days
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition
from governance.kpis.results import Result, ResultState
from governance.refusals import Empty, TooLong
from governance.rules import Rules

LONGEST_COMMENT = 1000


class Outcome(StrEnum):
    """How a breach ended."""

    MENDED = "mended"
    RESTATED = "restated"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A red result that has been recorded; open until `closed_at`.

    The leads hear of it at once; the channel at `channel_at` at the latest (a moment in the channel's zone, two business
    days on; at once for what cannot wait), or with the vendor's comment, whichever comes first (`channel_told_at`). Where one
    message told it of several, `told_with` is the first of them.
    """

    id: int
    vendor_id: int
    study_id: int | None = None
    definition_id: int
    result_id: int
    period: date
    opened_at: datetime
    closed_at: datetime | None = None
    channel_at: datetime | None = None
    channel_told_at: datetime | None = None
    told_with: int | None = None
    comment: str = ""
    commented_by: int | None = None
    commented_at: datetime | None = None
    action_id: int | None = None
    closed_by_result: int | None = None

    @property
    def was_never_told(self) -> bool:
        """Whether it is over and the channel has never heard of it, so that it never will."""
        return self.closed_at is not None and self.channel_at is not None and self.channel_told_at is None

    @property
    def reference(self) -> str:
        """What people call it: B-4."""
        return f"B-{self.id}"

    @property
    def stems(self) -> str:
        """What an agenda item or an action that stems from it calls it."""
        return f"breach:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def channel_hears_at(
    definition: Definition, opened_at: datetime, zone: ZoneInfo, country: str | None, rules: Rules
) -> datetime:
    """The moment (UTC) at which the channel hears of it at the latest: some of its business days later, at its hour.

    At once where it is about safety, data integrity or unblinding.
    """
    if definition.cannot_wait:
        return opened_at
    today = opened_at.astimezone(zone).date()
    day = add_business_days(today, rules.breach_channel_after, country)
    # By the clock on the wall, so that it stays nine o'clock when the clocks have changed in between.
    return max(opened_at, datetime.combine(day, rules.breach_channel_at, zone).astimezone(UTC))


def is_mended(breach: Breach, action: ActionItem | None, newest: Result | None) -> bool:
    """Whether the loop is closed, in whichever order: its action is verified, and the newest result, of a later period, is
    green and not in dispute."""
    return action is not None and action.state is State.VERIFIED and has_recovered(breach, newest)


def has_recovered(breach: Breach, newest: Result | None) -> bool:
    """Whether the KPI is green again."""
    if newest is None or newest.period <= breach.period or newest.state is ResultState.DISPUTED:
        return False
    return newest.colour is Colour.GREEN


def stands_for(breach: Breach, results: Iterable[Result]) -> Result | None:
    """The red result a breach goes on with when its own is red no more: the first that came later. None: nothing is left."""
    red = [its for its in results if its.colour is Colour.RED and its.period > breach.period]
    return min(red, key=lambda its: its.period, default=None)


def check_comment(text: str) -> str:
    """A comment that says something, in one paragraph."""
    comment = " ".join(text.split())
    if not comment:
        raise Empty(what="The comment", hint="what happened and what you do about it")
    if len(comment) > LONGEST_COMMENT:
        raise TooLong(what="The comment", length=len(comment), most=LONGEST_COMMENT)
    return comment
