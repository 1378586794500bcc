"""Retention: what is no longer needed is forgotten at night. The journal is never touched."""

from datetime import timedelta

from handlers.kit.feature import Feature
from handlers.kit.requests import Tick
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("retention")

# Slack stops sending a delivery again after a day; people press old buttons for longer than that.
HEARD = timedelta(days=30)
SAID = timedelta(days=90)
# Each calendar is read every hour: a letter a person and hour.
READ = timedelta(days=1)
# A file that was sent and never confirmed is nobody's any more.
SENT = timedelta(days=7)


@feature.every("retention", "15 3 * * *")
def forget(tick: Tick, uow: UnitOfWork) -> None:
    uow.inbox.forget_before(tick.at - HEARD)
    uow.outbox.forget_before(tick.at - READ, Kind.READ)
    uow.outbox.forget_before(tick.at - SAID)
    uow.one_acts.forget_before(tick.at - SAID)
    uow.uploads.forget_before(tick.at - SENT)
    uow.meetings.forget_before(tick.at - HEARD)
