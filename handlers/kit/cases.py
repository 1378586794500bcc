"""From the cases that were kept to the number they come to, minus what was excused; counted anew when either changes."""

from collections.abc import Collection

from governance.kpis.clocks import Counted, count
from governance.kpis.excusals import ExcusalState
from governance.people import Person
from handlers.kit.measuring import Kept, Number, keep
from storage.cases import Place
from storage.unit_of_work import UnitOfWork


def count_anew(
    places: Collection[Place], vendors: Collection[int], by: Person | None, note: str, uow: UnitOfWork
) -> Kept:
    """Counts the cases of these definitions and periods, and keeps what they come to like any other number."""
    return keep(numbers_of(places, vendors, note, uow), by, uow)


def numbers_of(places: Collection[Place], vendors: Collection[int], note: str, uow: UnitOfWork) -> list[Number]:
    """What the cases of these definitions and periods come to."""
    definitions = {its.id: its for its in uow.kpis.versions(vendors)}
    cases, excusals = uow.cases.of(places), uow.excusals.of(places)
    numbers = []
    for place in sorted(places):
        agreed = [its.excused for its in excusals.get(place, ()) if its.state is ExcusalState.AGREED]
        counted: Counted = count(definitions[place[0]], cases.get(place, []), agreed, uow.at)
        numbers.append(
            Number(
                definition=definitions[place[0]],
                period=place[1],
                figures=counted.figures,
                unadjusted=counted.unadjusted,
                note=note,
            )
        )
    return numbers
