"""The feature's entry in the house's registry; every module of this folder adds what it answers."""

from governance.events import DigestSubscribed, Words
from handlers.kit.feature import Feature
from storage.schedules import Schedule

feature = Feature("digests")

DIGEST = "digest"  # what its schedules are for
AGAIN = "digest.again"  # and those of people who wanted to see one again


def subscribed(its: Schedule, *, old: str | None = None, reason: str = "") -> DigestSubscribed:
    """What goes on the record when a digest begins, or comes otherwise from now on."""
    return DigestSubscribed(
        schedule=its.id,
        channel=its.channel,
        vendor=its.vendor_id,
        cron=its.cron,
        zone=its.zone,
        old=old,
        reason=Words(reason) if reason else None,
    )
