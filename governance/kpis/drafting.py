"""Before a KPI is proposed: everything that is wrong with it, in sentences, each with the field it is about."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from math import isfinite
from unicodedata import category
from zoneinfo import available_timezones

from governance.calendar.working_hours import known_country
from governance.kpis.definitions import Clock, Definition, Direction, Limits, Party
from governance.kpis.numbers import format_value
from governance.kpis.refusals import (
    BeyondReach,
    ClockWithoutEvents,
    CodeUnfit,
    CreditForTheSponsor,
    DateUnfit,
    EndsBeforeItBegins,
    ExpectedUnfit,
    GraceUnfit,
    HalfACredit,
    HolidaysUnknown,
    HoursUnfit,
    LimitsReversed,
    NoNumber,
    NotAShare,
    OuterAlone,
    OuterTooShort,
    ScoreUnfit,
    SigmasUnfit,
    TargetNegative,
    ToleranceOfTheMore,
    UnknownClockZone,
    about_field,
)
from governance.kpis.terms import EARLIEST, LATEST
from governance.refusals import Empty, Refusal, TooLong

LONGEST = {
    "name": 150,
    "question": 500,
    "unit": 40,
    "clause": 200,
    "source": 200,
    "numerator_words": 300,
    "denominator_words": 300,
    "start_event": 200,
    "stop_event": 200,
}
MOST_GRACE, MOST_HOURS, MOST_SIGMAS = 120, 10_000, 10
# What the two companies agree on; the rest says whose it is, and how far they have come.
FACTS = (
    *(
        "name",
        "question",
        "lens",
        "unit",
        "direction",
        "target",
        "red_limit",
        "smallest_denominator",
        "numerator_words",
    ),
    *(
        "denominator_words",
        "frequency",
        "grace_days",
        "measured",
        "reported_by",
        "sponsor_owner",
        "vendor_owner",
        "source",
    ),
    *("concern", "clock", "start_event", "stop_event", "within", "outer_limit", "clock_zone", "clock_country"),
    *("limits", "sigmas", "credit_pool", "credit_share", "clause"),
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(?:%|h|hours?)?", re.IGNORECASE)


def number_from(said: str) -> float:
    """A number as people write it: 95, 95 %, 2.5 or 2,5. Raises NoNumber; "1,000" could be two numbers."""
    found = _NUMBER.fullmatch(said.strip())
    if not found or re.fullmatch(r"[+-]?\d+,\d{3}", found[1]):
        raise NoNumber(said=said.strip())
    return float(found[1].replace(",", "."))


def tidy(text: str) -> str:
    """Words on one line, without signs that nobody can see."""
    return " ".join("".join(sign if category(sign)[0] != "C" else " " for sign in text).split())


def tidied(draft: Definition) -> Definition:
    """A draft with all its words tidy, and its numbers plain."""
    words = {its.name: tidy(getattr(draft, its.name)) for its in fields(draft) if its.type in (str, "str")}
    red = draft.target if draft.limits is Limits.QTL else draft.red_limit
    country = words["clock_country"].upper()
    return replace(draft, **{**words, "red_limit": red, "clock_country": country})  # type: ignore[arg-type]


def same(one: Definition, other: Definition) -> bool:
    """Whether two versions say the same, whenever each begins."""
    first, second = tidied(one), tidied(other)
    return all(getattr(first, fact) == getattr(second, fact) for fact in FACTS)


def changed(old: Definition, new: Definition) -> list[str]:
    """The names of the facts in which two versions differ."""
    return [fact for fact in FACTS if getattr(old, fact) != getattr(new, fact)]


def check(draft: Definition) -> Definition:
    """The draft, when it can be proposed; else the first of its troubles is raised."""
    for trouble in troubles(draft):
        raise trouble
    return draft


def troubles(draft: Definition) -> Iterator[Refusal]:
    """All that is wrong with a draft, each with its field."""
    yield from _words(draft)
    if any(not isfinite(getattr(draft, name) or 0) for name in ("target", "red_limit", "smallest_denominator")):
        yield about_field("target", NoNumber(said="that"))
        return
    yield from {Limits.QTL: _tolerance, Limits.SCORE: _score}.get(draft.limits, _limits)(draft)
    yield from _counting(draft)
    yield from _timing(draft)
    yield from _calendar(draft)
    yield from _credit(draft)


def _words(draft: Definition) -> Iterator[Refusal]:
    if not _CODE.fullmatch(draft.code):
        yield about_field("code", CodeUnfit(code=draft.code[:60]))
    for name, hint in (("name", "what people call it"), ("unit", "a unit such as % or days")):
        if not getattr(draft, name).strip():
            yield about_field(name, Empty(what=f"The {name}", hint=hint))
    for name, most in LONGEST.items():
        length = len(getattr(draft, name))
        if length > most:
            yield about_field(name, TooLong(what="That", length=length, most=most + 1))


def _limits(draft: Definition) -> Iterator[Refusal]:
    higher = draft.direction is Direction.HIGHER
    if draft.unit.startswith("%") and higher and draft.target > 100:
        yield about_field("target", BeyondReach(value=format_value(draft.target, draft.unit)))
    if min(draft.target, draft.red_limit) < 0 and draft.unit.startswith("%"):
        yield about_field("target" if draft.target < 0 else "red_limit", TargetNegative())
    if draft.red_limit > draft.target if higher else draft.red_limit < draft.target:
        words = {"direction": draft.direction, "side": "below" if higher else "above"}
        numbers = {"red": format_value(draft.red_limit, draft.unit), "target": format_value(draft.target, draft.unit)}
        yield about_field("red_limit", LimitsReversed(**words, **numbers))
    if draft.sigmas is not None:
        yield about_field("sigmas", SigmasUnfit(most=MOST_SIGMAS))


def _score(draft: Definition) -> Iterator[Refusal]:
    """Its limits are distances from what is expected, to either side."""
    if not 0 < draft.target <= draft.red_limit:
        yield about_field("red_limit", ScoreUnfit())
    if draft.sigmas is not None:
        yield about_field("sigmas", SigmasUnfit(most=MOST_SIGMAS))


def _tolerance(draft: Definition) -> Iterator[Refusal]:
    whole = 100 if draft.unit.startswith("%") else 1
    if draft.direction is Direction.HIGHER:
        yield about_field("direction", ToleranceOfTheMore())
    if not 0 < draft.target < whole:
        yield about_field("target", ExpectedUnfit(value=f"{draft.target:g}", whole=whole))
    if draft.sigmas is None or not 0 < draft.sigmas <= MOST_SIGMAS:
        yield about_field("sigmas", SigmasUnfit(most=MOST_SIGMAS))


def _counting(draft: Definition) -> Iterator[Refusal]:
    if draft.smallest_denominator < 0:
        yield about_field("smallest_denominator", TargetNegative())
    if not 0 <= draft.grace_days <= MOST_GRACE:
        yield about_field("grace_days", GraceUnfit(days=draft.grace_days, most=MOST_GRACE))
    if not EARLIEST <= draft.effective_from < LATEST:
        yield about_field("effective_from", DateUnfit(day=draft.effective_from.isoformat()))
    if draft.ends_on is not None and draft.ends_on <= draft.effective_from:
        yield about_field("ends_on", EndsBeforeItBegins(day=draft.ends_on.isoformat()))


def _timing(draft: Definition) -> Iterator[Refusal]:
    within, outer = draft.within, draft.outer_limit
    for name, hours in (("within", within), ("outer_limit", outer)):
        if hours is not None and not 0 < hours <= MOST_HOURS:
            yield about_field(name, HoursUnfit(hours=f"{hours:g}", most=f"{MOST_HOURS:,}"))
    if outer is not None and within is None:
        yield about_field("outer_limit", OuterAlone())
    elif outer is not None and within is not None and outer < within:
        yield about_field("outer_limit", OuterTooShort(outer=f"{outer:g}", within=f"{within:g}"))
    missing = next((name for name in ("start_event", "stop_event") if not getattr(draft, name)), None)
    if missing and (within is not None or draft.start_event or draft.stop_event):
        yield about_field(missing, ClockWithoutEvents())


def _calendar(draft: Definition) -> Iterator[Refusal]:
    if draft.clock_zone not in _zones():
        yield about_field("clock_zone", UnknownClockZone(zone=draft.clock_zone))
    if draft.clock_country and known_country(draft.clock_country) is None:
        yield about_field("clock_country", HolidaysUnknown(country=draft.clock_country))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _credit(draft: Definition) -> Iterator[Refusal]:
    shares = {"credit_pool": draft.credit_pool, "credit_share": draft.credit_share}
    unfit = [name for name, value in shares.items() if not (isfinite(value) and 0 <= value <= 100)]
    for name in unfit:
        yield about_field(name, NotAShare(value=f"{shares[name]:g}"))
    if bool(draft.credit_pool) != bool(draft.credit_share) and not unfit:
        yield about_field("credit_share" if draft.credit_pool else "credit_pool", HalfACredit())
    if draft.credit_share and draft.measured is Party.SPONSOR:
        yield about_field("credit_share", CreditForTheSponsor())


def has_clock(draft: Definition) -> bool:
    """Whether single cases are timed."""
    return bool(draft.start_event) or draft.clock is Clock.BUSINESS
