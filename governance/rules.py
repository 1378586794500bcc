"""The figures of a workspace that are settings: when people are reminded, when an action climbs, how long Undo works."""

from dataclasses import dataclass
from datetime import time

from governance.calendar.fairness import USUAL_WEIGHTS, Weights
from governance.feeds import NOWHERE, Addresses

MOST_DAYS = 260  # a year of business days


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Business days are those of the person waited for."""

    remind_at: time = time(9)  # on each person's own clock
    remind_before: tuple[int, ...] = (2, 0)  # business days before an action is due; 0 is the day itself
    remind_late_every: int = 5  # business days between reminders of what is overdue
    leads_hear_after: int = 2  # business days overdue until both account leads are asked
    acknowledge_within_hours: int = 24  # what cannot wait climbs on when nobody acknowledges it
    hold_at_most: int = 20  # business days
    breach_channel_after: int = 2  # business days of the channel until it hears of a breach nobody has commented on
    breach_channel_at: time = time(9)  # on the channel's clock
    undo_minutes: int = 10
    reopen_days: int = 5  # business days
    keep_heard_days: int = 30  # what was asked and answered, and meetings that were offered and not taken over
    keep_said_days: int = 90  # what was said, by message or mail
    keep_files_days: int = 7  # files that were sent and never confirmed
    keep_drafts_days: int = 90  # forms of results that were begun and never sent
    calendar_domains: tuple[str, ...] = ()  # the sponsor's people with such mail are asked for at its calendar server
    addresses: Addresses = NOWHERE  # of calendar feeds, and of our pages
    link_days: int = 14  # a link in a mail does its one act within so many days
    sends_mail: bool = True  # whether there is a mail server that invites go through
    weights: Weights = USUAL_WEIGHTS  # what early, late and missing people cost where a time is looked for

    def __post_init__(self) -> None:
        days = (
            *self.remind_before,
            self.leads_hear_after,
            self.hold_at_most,
            self.reopen_days,
            self.breach_channel_after,
        )
        if not all(0 <= count <= MOST_DAYS for count in days) or self.remind_late_every < 1:
            raise ValueError("business days are counted from 0 to a year, and reminders are at least one apart")
        if self.acknowledge_within_hours < 0 or self.undo_minutes < 0 or self.link_days < 1:
            raise ValueError("hours and minutes are counted from 0, days of a link from 1")
        if min(self.keep_heard_days, self.keep_said_days, self.keep_files_days, self.keep_drafts_days) < 1:
            raise ValueError("what is heard, said or sent is kept for a day at least: Slack sends again for so long")
        if self.remind_at.tzinfo or self.breach_channel_at.tzinfo:
            raise ValueError("people and channels have their own clocks, so a time names no zone")


USUAL = Rules()
