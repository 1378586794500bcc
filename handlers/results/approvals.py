"""What somebody says who agrees that time does not count."""

from zoneinfo import ZoneInfo

from governance.approvals import Deed, Meant
from governance.kpis.definitions import Definition
from governance.kpis.excusals import Excusal
from governance.kpis.periods import period_words
from governance.people import Person
from handlers.kit.approving import side_of
from handlers.kit.record import short_moment
from storage.unit_of_work import UnitOfWork

ONLY = "1"  # an excusal is answered as it was proposed


def subject_of(its: Excusal) -> str:
    return f"excusal:{its.id}"


def meant_by(its: Excusal, definition: Definition, by: Person, uow: UnitOfWork) -> list[Meant]:
    """The time on the clock that the KPI is counted on."""
    zone = ZoneInfo(definition.clock_zone or uow.workspace.zone)
    span = f"{short_moment(its.starts_at, zone)} to {short_moment(its.ends_at, zone)} {zone.key}"
    what = f"{definition.code} {definition.name}, {period_words(its.period, definition.frequency)}"
    company = side_of(by, its.vendor_id, uow)
    return [
        Meant(
            subject=subject_of(its),
            version=ONLY,
            deed=Deed.AGREED,
            vendor_id=its.vendor_id,
            study_id=definition.study_id,
            meaning=f"I agree that {span} does not count in {its.subject} ({what}), for {company}.",
        )
    ]
