"""The catalogue: KPIs that others have published, to begin with. What a source does not say is left to the two companies."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from governance.kpis.agreeing import newest_in_force
from governance.kpis.definitions import Definition, Direction, Lens, Limits, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import Frequency
from governance.kpis.refusals import NotInTheCatalogue
from governance.kpis.terms import EARLIEST
from handlers.kit.blocks import esc
from handlers.kit.words import nearest
from handlers.kpis.book import Book

_ID = re.compile(r"[A-Za-z]+\d+")
GRACE_DAYS = 10


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One KPI of the catalogue. `yours` says why it has no numbers, `published` how often its source measures it."""

    id: str
    name: str
    question: str
    lens: Lens
    unit: str
    direction: Direction
    counted: str
    source: str
    strength: str
    out_of: str = ""
    target: float | None = None
    red_limit: float | None = None
    yours: str = ""
    limits: Limits = Limits.FIXED
    sigmas: float | None = None
    smallest_denominator: float = 0.0
    frequency: Frequency = Frequency.MONTHLY
    measured: Party = Party.VENDOR
    published: str = ""

    @property
    def has_numbers(self) -> bool:
        return self.target is not None

    def draft(self, vendor: int) -> Definition:
        """A KPI as the catalogue has it; where it has no numbers they are 0, to be filled in."""
        same = (
            "name",
            "question",
            "lens",
            "unit",
            "direction",
            "limits",
            "sigmas",
            "smallest_denominator",
            "frequency",
        )
        facts: dict[str, Any] = {name: getattr(self, name) for name in (*same, "measured")}
        target = self.target or 0.0
        red = target if self.red_limit is None else self.red_limit
        facts |= {"numerator_words": self.counted, "denominator_words": self.out_of, "code": self.id, "clause": ""}
        facts |= {"reported_by": self.measured, "version": 1, "grace_days": GRACE_DAYS, "effective_from": EARLIEST}
        return Definition(id=0, vendor_id=vendor, target=target, red_limit=red, **facts)


@cache
def catalogue() -> dict[str, Entry]:
    """All entries by id."""
    text = files(__package__ or "").joinpath("catalogue.toml").read_text("utf-8")
    return {one["id"]: _entry(one) for one in tomllib.loads(text)["kpi"]}


def _entry(one: dict[str, Any]) -> Entry:
    kinds: dict[str, Any] = {
        "lens": Lens,
        "direction": Direction,
        "limits": Limits,
        "frequency": Frequency,
        "measured": Party,
    }
    numbers = ("target", "red_limit", "sigmas", "smallest_denominator")
    facts = {name: kinds[name](value) if name in kinds else value for name, value in one.items()}
    return Entry(**facts | {name: float(one[name]) for name in numbers if name in one})


def entry(ident: str) -> Entry | None:
    return catalogue().get(ident.upper())


def entries(text: str) -> list[Entry]:
    """Those a text names: `K14, K21`. Raises NotInTheCatalogue."""
    named = list(dict.fromkeys(its.upper() for its in _ID.findall(text)))
    unknown = [ident for ident in named if ident not in catalogue()]
    if unknown or not named:
        said = ", ".join(unknown) or text.strip() or "of that name"
        near = nearest(said, catalogue(), most=1)
        raise NotInTheCatalogue(ids=said, nearest=f" Did you mean {near[0]}?" if near else "")
    return [catalogue()[ident] for ident in named]


def found(words: str) -> list[Entry]:
    """The entries in which all these words stand."""
    wanted = words.casefold().split()
    return [its for its in catalogue().values() if all(word in _haystack(its) for word in wanted)]


def _haystack(its: Entry) -> str:
    return f"{its.id} {its.name} {its.question} {its.lens} {its.counted} {its.out_of}".casefold()


def line(its: Entry) -> str:
    """One entry: its numbers or whose they are, how often, where it is from and how strong that is."""
    often = f"{its.frequency}" + (f" (published {esc(its.published)})" if its.published else "")
    return f"*{its.id} {esc(its.name)}*: {numbers(its)}; {often}. _{esc(its.strength)}: {esc(its.source)}_"


def numbers(its: Entry) -> str:
    """Its target and red limit; or that they are for the two companies to set."""
    if its.target is None:
        return f"target and limit are yours to set ({esc(its.yours)})"
    if its.limits is Limits.QTL:
        return f"{format_value(its.target, its.unit)} expected, red from {its.sigmas:g} standard deviations above it"
    higher = its.direction is Direction.HIGHER
    red = format_value(its.red_limit, its.unit)
    return f"{format_value(its.target, its.unit)} or {'more' if higher else 'less'}, red {'below' if higher else 'above'} {red}"


def already(its: Entry, book: Book, study: int | None) -> bool:
    """Whether the vendor has a KPI of this code, agreed or waiting."""
    alike: Sequence[Definition] = [one for one in book.kpis if one.code == its.id and one.study_id == study]
    return newest_in_force(alike) is not None or any(one in book.waiting().kpis for one in alike)
