"""What is asked of the record, and of who is known, about another workspace."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from governance.actions import ActionItem
from governance.people import Role
from storage.audit import Extent
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import Full


def _all(theirs: Full) -> Extent:
    return Extent(vendor=theirs.vendor)


ABOUT_RECORDS: dict[str, Callable[[UnitOfWork, Full], Any]] = {
    "audit.count": lambda uow, theirs: uow.audit.count(_all(theirs)),
    "audit.page": lambda uow, theirs: uow.audit.page(_all(theirs), 0, 99),
    "audit.entries": lambda uow, theirs: list(uow.audit.entries(_all(theirs))),
    "audit.all_of": lambda uow, theirs: uow.audit.all_of(ActionItem, theirs.vendor, None),
    "audit.erasures": lambda uow, _: uow.audit.erasures(),
    "audit.of_other_studies": lambda uow, theirs: uow.audit.of_other_studies(theirs.vendor, 99),
    "audit.head": lambda uow, _: uow.audit.head().number,
    "audit.verify": lambda uow, theirs: uow.audit.verify().heads.get(theirs.workspace),
    "approvals.of": lambda uow, theirs: uow.approvals.of([f"credit:{theirs.credit.id}"]),
    "approvals.of_vendor": lambda uow, theirs: uow.approvals.of_vendor(
        theirs.vendor, MONDAY, MONDAY + timedelta(days=1)
    ),
    "approvals.newest_code": lambda uow, theirs: uow.approvals.newest_code(theirs.person),
    "approvals.codes_since": lambda uow, theirs: uow.approvals.codes_since(theirs.person, MONDAY - timedelta(days=1))[
        0
    ],
    "approvals.open_code": lambda uow, theirs: uow.approvals.open_code(theirs.code),
    "approvals.try_code": lambda uow, theirs: uow.approvals.try_code(theirs.code),
    "approvals.end_code": lambda uow, theirs: uow.approvals.end_code(theirs.code, MONDAY),
    "approvals.forget_codes_before": lambda uow, _: uow.approvals.forget_codes_before(MONDAY + timedelta(days=1)) - 1,
    "people.administrators": lambda uow, _: uow.people.administrators(),
    "people.with_role": lambda uow, _: [uow.people.with_role(role) for role in Role],
    "people.of_sponsor": lambda uow, _: uow.people.of_sponsor(),
    "actions.numbers_of": lambda uow, theirs: uow.actions.numbers_of(theirs.vendor),
    "results.numbers_of": lambda uow, theirs: uow.results.numbers_of([theirs.definition]),
}
