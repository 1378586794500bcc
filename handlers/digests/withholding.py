"""What a channel is yet to hear: the leads of both companies hear of a breach first, so until it has been told to the channel
its digests tell of the number before it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from governance.kpis.readings import Reading
from governance.kpis.results import Result
from handlers.digests import places
from storage.unit_of_work import UnitOfWork

# From which period on the results of a definition are not yet the channel's, by definition id.
Withheld = Mapping[int, date]


def withheld_from(place: str, vendor: int, uow: UnitOfWork) -> Withheld:
    """Nothing where one person reads: they could ask for it."""
    if not places.is_channel(place):
        return {}
    breaches = [breach for breach, _ in uow.breaches.open_of(vendor)]
    return {its.definition_id: its.period for its in breaches if its.channel_at and its.channel_told_at is None}


def may_be_told(result: Result, withheld: Withheld) -> bool:
    since = withheld.get(result.definition_id)
    return since is None or result.period < since


def told_readings(readings: Sequence[Reading], withheld: Withheld) -> list[Reading]:
    """As they stood before what is withheld came in."""
    return [_as_before(its, withheld) for its in readings]


def _as_before(reading: Reading, withheld: Withheld) -> Reading:
    if reading.latest is None or may_be_told(reading.latest, withheld):
        return reading
    before = reading.before if reading.before and may_be_told(reading.before, withheld) else None
    return replace(reading, latest=before, before=None, awaited=None)
