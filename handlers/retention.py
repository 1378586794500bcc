"""Retention: what is no longer needed is forgotten at night, after the days that the settings say. The record is never touched."""

from datetime import timedelta

from handlers.kit.feature import Feature
from handlers.kit.requests import Tick
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("retention")

# Each calendar is read every hour: a letter a person and hour, which nobody has a use for.
READ = timedelta(days=1)
# Codes are counted by the hour.
CODES = timedelta(days=1)


@feature.every("retention", "15 3 * * *")
def forget(tick: Tick, uow: UnitOfWork) -> None:
    days = uow.rules
    heard = tick.at - timedelta(days=days.keep_heard_days)
    uow.inbox.forget_before(heard)
    uow.meetings.forget_before(heard)
    uow.outbox.forget_before(tick.at - READ, Kind.READ)
    said = tick.at - timedelta(days=days.keep_said_days)
    uow.outbox.forget_before(said)
    uow.confirmations.forget_before(said)
    uow.outbox.forget_unconfirmed(said)
    uow.one_acts.forget_before(said)
    uow.approvals.forget_codes_before(tick.at - CODES)
    uow.uploads.forget_before(tick.at - timedelta(days=days.keep_files_days))
    uow.expectations.forget_drafts_before(tick.at - timedelta(days=days.keep_drafts_days))
