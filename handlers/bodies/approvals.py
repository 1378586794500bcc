"""What somebody says who proposes a charter or agrees to it, in a full sentence, as it is kept for good."""

from collections.abc import Iterable

from governance.approvals import Deed, Meant
from governance.bodies import Body, Charter
from governance.people import Person
from governance.vendors import Vendor
from handlers.bodies.book import subject_of
from handlers.kit.approving import side_of
from storage.unit_of_work import UnitOfWork


def meant_by(
    versions: Iterable[tuple[Body, Charter]], vendor: Vendor, by: Person, deed: Deed, uow: UnitOfWork
) -> list[Meant]:
    """One sentence a version."""
    company = side_of(by, vendor.id, uow)
    found = []
    for body, its in versions:
        what = f"version {its.version} of the charter of {body.name} with {vendor.name}"
        says = f"I propose {what}, and agree to it" if deed is Deed.PROPOSED else f"I agree to {what}"
        facts = {"subject": subject_of(its.id), "version": str(its.version), "vendor_id": vendor.id, "deed": deed}
        found.append(Meant(**facts, meaning=f"{says}, for {company}."))  # type: ignore[arg-type]
    return found
