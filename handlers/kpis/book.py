"""All that was ever put to a vendor and to us, read once: versions of KPIs and of credit terms, and what was proposed together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.kpis.agreeing import asked_at, newest_in_force, pending
from governance.kpis.definitions import Definition, Party
from governance.kpis.terms import CreditTerms
from governance.people import Person
from governance.vendors import Vendor
from storage.unit_of_work import UnitOfWork

Proposal = Definition | CreditTerms


@dataclass(frozen=True)
class Batch:
    """What was proposed at one moment, answered with one button or one by one."""

    kpis: tuple[Definition, ...] = ()
    terms: tuple[CreditTerms, ...] = ()

    @property
    def all(self) -> tuple[Proposal, ...]:
        return (*self.kpis, *self.terms)

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def asked_at(self) -> datetime | None:
        return asked_at(self.all[0])

    @property
    def ref(self) -> str:
        """What a button about all of it carries."""
        return " ".join([_ranges([its.id for its in self.kpis]), *(f"t{its.id}" for its in self.terms)]).strip()


@dataclass(frozen=True)
class Book:
    """The versions of one vendor, in order of code and version."""

    vendor: Vendor
    kpis: tuple[Definition, ...]
    terms: tuple[CreditTerms, ...]

    def of(self, key: tuple[int, int | None, str]) -> list[Definition]:
        """All versions of one KPI, the first first."""
        return [its for its in self.kpis if its.key == key]

    def in_force(self, today: date) -> list[Definition]:
        """Of each KPI the newest version in force, or about to be; what has ended is left out."""
        newest = (newest_in_force(self.of(key)) for key in dict.fromkeys(its.key for its in self.kpis))
        return [its for its in newest if its and (its.ends_on is None or its.ends_on > today)]

    def before(self, version: Definition) -> Definition | None:
        """What is in force as long as this version is not."""
        return newest_in_force(its for its in self.of(version.key) if its.version < version.version)

    def terms_before(self, version: CreditTerms) -> CreditTerms | None:
        return newest_in_force(its for its in self.terms if its.version < version.version)

    def rivals(self, version: Proposal) -> Sequence[Proposal]:
        """All versions of the same, itself among them."""
        return self.of(version.key) if isinstance(version, Definition) else self.terms

    def asked_together(self, moment: datetime | None) -> Batch:
        """What was put to the other side at one moment, however far it has come since."""
        kpis = tuple(its for its in self.kpis if moment and asked_at(its) == moment)
        return Batch(kpis, tuple(its for its in self.terms if moment and asked_at(its) == moment))

    def some(self, ref: str) -> Batch:
        """What a button is about."""
        kpis, terms = ids_of(ref)
        found = tuple(its for its in self.kpis if its.id in kpis)
        return Batch(found, tuple(its for its in self.terms if its.id in terms))

    def moment(self, at: datetime) -> datetime:
        """This moment, or as little later as sets what is asked now apart from all that was asked before."""
        all_of_them: tuple[Proposal, ...] = (*self.kpis, *self.terms)
        last = max((asked for its in all_of_them if (asked := asked_at(its))), default=None)
        return at if last is None else max(at, last + timedelta(microseconds=1))

    def waiting(self) -> Batch:
        """What one side has proposed and nobody has answered."""
        return Batch(tuple(pending(self.kpis)), tuple(pending(self.terms)))


def open_book(vendor: Vendor, uow: UnitOfWork, *, to_write: bool = False) -> Book:
    """`to_write`: until this transaction ends nobody else changes what is in it."""
    if to_write:
        uow.kpis.hold(vendor.id)
    return Book(vendor, tuple(uow.kpis.versions([vendor.id])), tuple(uow.terms.versions(vendor.id)))


def ids_of(ref: str) -> tuple[set[int], set[int]]:
    """The KPIs and the terms a button names: `3-5,8 t2`."""
    words = ref.replace(",", " ").split()
    terms = {int(word[1:]) for word in words if word[0] == "t" and word[1:].isdigit()}
    kpis: set[int] = set()
    for word in words:
        first, _, last = word.partition("-")
        if first.isdigit() and (last.isdigit() or not last):
            kpis.update(range(int(first), int(last or first) + 1))
    return kpis, terms


def _ranges(ids: Sequence[int]) -> str:
    """`3-5,8`: short enough for a button, however many there are."""
    runs: list[list[int]] = []
    for each in sorted(ids):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


# --- who is asked ------------------------------------------------------------------------------------------------------


def lead_of(vendor: Vendor, party: Party, uow: UnitOfWork) -> Person | None:
    """Who is asked for a side: its account lead; for us the administrator where there is none."""
    lead = vendor.vendor_lead if party is Party.VENDOR else vendor.sponsor_lead or uow.workspace.administrator
    return uow.people.some({lead}).get(lead) if lead else None


def company(vendor: Vendor, party: Party, uow: UnitOfWork) -> str:
    """The name of a side."""
    return vendor.name if party is Party.VENDOR else uow.workspace.name


def people_of(proposals: Iterable[Proposal], uow: UnitOfWork) -> dict[int, Person]:
    """Everybody whose name stands in these, by id."""
    names = ("sponsor_owner", "vendor_owner", "proposed_by", "sponsor_by", "vendor_by")
    ids = {getattr(its, name, None) for its in proposals for name in names}
    return uow.people.some({who for who in ids if who})
