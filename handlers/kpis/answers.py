"""What a form's answers say: a draft, and everything that is wrong with them, each with its field."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from governance.actions import Concern
from governance.kpis.definitions import Clock, Definition, Direction, Lens, Limits, Party
from governance.kpis.drafting import number_from, tidied, troubles
from governance.kpis.periods import Frequency
from governance.kpis.refusals import GraceUnfit, OfTheOtherCompany
from governance.people import Person
from governance.refusals import NotFilledIn, Refusal
from governance.vendors import Vendor
from handlers.kit.finding import may_own, mentioned
from handlers.kit.words import Mention
from storage.unit_of_work import UnitOfWork

TEXTS = (
    *("code", "name", "question", "unit", "numerator_words", "denominator_words"),
    *("clause", "source", "start_event", "stop_event", "clock_zone", "clock_country"),
)
NUMBERS = {"target": None, "smallest_denominator": 0.0, "credit_pool": 0.0, "credit_share": 0.0}
HOURS = ("within", "outer_limit", "sigmas")
CHOICES: dict[str, Callable[[str], Any]] = {
    "lens": Lens,
    "direction": Direction,
    "frequency": Frequency,
    "measured": Party,
    "reported_by": Party,
    "clock": Clock,
    "limits": Limits,
    "effective_from": date.fromisoformat,
    "concern": lambda said: None if said == "none" else Concern(said),
}


@dataclass
class Read:
    """The draft a form's answers make of what it began with, and their troubles."""

    draft: Definition
    troubles: list[Refusal] = field(default_factory=list)

    @contextmanager
    def about(self, name: str) -> Iterator[None]:
        """What is refused inside is this field's trouble."""
        try:
            yield
        except Refusal as refusal:
            refusal.field = refusal.field or name
            self.troubles.append(refusal)

    def errors(self, here: Mapping[str, Any], otherwise: str) -> dict[str, str]:
        """Field by field as Slack shows them; what is about a field of the other form stands under this one."""
        found: dict[str, str] = {}
        for its in self.troubles:
            name = its.field if its.field in here else otherwise
            found.setdefault(name or otherwise, str(its).replace("`", ""))
        return found


def read(values: Mapping[str, Any], base: Definition, vendor: Vendor, by: Person, uow: UnitOfWork) -> Read:
    """What the answers say, on top of what the form began with."""
    its = Read(base)
    facts: dict[str, Any] = {name: str(values[name] or "") for name in TEXTS if name in values}
    facts |= {name: read(values[name]) for name, read in CHOICES.items() if values.get(name)}
    for name, usual in NUMBERS.items():
        with its.about(name):
            facts |= {name: _number(values[name], usual)} if name in values else {}
    for name in HOURS:
        with its.about(name):
            facts |= {name: _number(values[name], None) if values[name] else None} if name in values else {}
    with its.about("grace_days"):
        facts |= {"grace_days": _days(values["grace_days"])} if "grace_days" in values else {}
    for name, ours in (("sponsor_owner", True), ("vendor_owner", False)):
        with its.about(name):
            facts |= {name: _owner(values[name], vendor, by, uow, ours=ours)} if name in values else {}
    facts |= _limits(values, base, its)
    its.draft = tidied(replace(base, **facts))
    its.troubles += [] if its.troubles else troubles(its.draft)
    return its


def _limits(values: Mapping[str, Any], base: Definition, its: Read) -> dict[str, Any]:
    """Without a red limit it is a tolerance limit, where the form asks for one; with fixed limits nothing is tolerated."""
    chosen = Limits(values["limits"]) if values.get("limits") else base.limits
    asked = "limits" in (values.get("more") or ()) and "limits" not in values
    limits = Limits.QTL if asked and not values.get("red_limit") else chosen
    if limits is Limits.QTL:
        sigmas = {"sigmas": base.sigmas or 3.0} if "sigmas" not in values else {}
        return {"limits": limits, **sigmas}
    facts: dict[str, Any] = {"limits": limits, "sigmas": None}
    with its.about("red_limit"):
        facts |= {"red_limit": _number(values["red_limit"], None)} if "red_limit" in values else {}
    return facts


def _number(said: Any, usual: float | None) -> float:
    if not str(said or "").strip():
        if usual is None:
            raise NotFilledIn
        return usual
    return number_from(str(said))


def _days(said: Any) -> int:
    days = _number(said, None)
    if not days.is_integer():
        raise GraceUnfit(days=f"{days:g}", most=120)
    return int(days)


def _owner(user: Any, vendor: Vendor, by: Person, uow: UnitOfWork, *, ours: bool) -> int | None:
    if not user:
        return None
    person = may_own(mentioned(uow, Mention(str(user))), vendor, by)
    return of_side(person, vendor, uow.workspace.name, ours=ours).id


def of_side(person: Person, vendor: Vendor, sponsor: str, *, ours: bool) -> Person:
    """The person, when they work for that side."""
    if person.is_sponsors is not ours:
        raise OfTheOtherCompany(person=person.name, company=sponsor if ours else vendor.name)
    return person
