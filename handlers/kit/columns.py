"""Matching the columns of somebody's table to what Parley knows: which kind of table it is, and which column means what."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance.refusals import Refusal
from handlers.kit.words import listing
from handlers.kit.workbooks import Row, bare

HEADER_WITHIN = 10  # rows that may stand above the header: a title, a date, a logo's place


class Kind(StrEnum):
    """The tables people send."""

    VENDORS = "vendors"
    PEOPLE = "people"
    ACTIONS = "actions"
    RESULTS = "results"
    CASES = "cases"


ONE = {
    Kind.VENDORS: "vendor",
    Kind.PEOPLE: "person",
    Kind.ACTIONS: "action item",
    Kind.RESULTS: "KPI result",
    Kind.CASES: "case",
}
MANY = {Kind.PEOPLE: "people"}

# Field by kind: what people call its column. Those in NEEDED must be there.
FIELDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.VENDORS: {
        "name": ("vendor", "vendor name", "name", "supplier", "supplier name", "company", "cro", "service provider"),
        "tier": ("tier", "criticality", "risk tier", "category"),
        "service": ("service", "kind of service", "services", "service type", "scope"),
    },
    Kind.PEOPLE: {
        "name": ("name", "full name", "person", "contact", "contact name"),
        "mail": ("mail", "email", "e mail", "email address", "mail address"),
        "vendor": ("vendor", "company", "organisation", "organization", "supplier", "cro"),
        "zone": ("time zone", "timezone", "zone"),
    },
    Kind.ACTIONS: {
        "title": ("title", "action", "action item", "task", "description", "what", "item", "to do"),
        "owner": ("owner", "assigned to", "assignee", "responsible", "who", "responsible person"),
        "due": ("due", "due date", "deadline", "by when", "target date"),
        "vendor": ("vendor", "supplier", "cro"),
        "state": ("state", "status"),
        "study": ("study", "protocol", "trial"),
        "opened": ("opened", "created", "date opened", "raised", "open date"),
        "closed": ("closed", "done on", "completed", "date closed", "close date", "completion date"),
    },
    Kind.RESULTS: {
        "vendor": ("vendor", "vendor name", "supplier", "cro", "company"),
        "kpi": ("kpi", "kpi code", "kpi name", "code", "metric", "measure", "indicator"),
        "period": ("period", "month", "quarter", "reporting period"),
        "numerator": ("numerator", "count", "hits"),
        "denominator": ("denominator", "total", "out of"),
        "value": ("value", "result", "actual", "score"),
        "study": ("study", "protocol", "trial"),
        "worst": ("worst", "worst case", "longest", "longest case", "outer"),
        "evidence": ("evidence", "link", "evidence link"),
        "note": ("note", "reason", "why", "comment"),
    },
    Kind.CASES: {
        "kpi": ("kpi", "kpi code", "kpi name", "code", "metric", "measure", "indicator"),
        "subject": (
            "subject",
            "case",
            "case id",
            "query",
            "query id",
            "ticket",
            "request",
            "report",
            "item",
            "reference",
        ),
        "started": ("started", "start", "started at", "start time", "begin", "begun", "opened", "received"),
        "stopped": ("stopped", "stop", "stopped at", "stop time", "end", "ended", "closed", "answered", "completed"),
        "vendor": ("vendor", "vendor name", "supplier", "cro", "company"),
        "study": ("study", "protocol", "trial"),
    },
}
NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.VENDORS: ("name", "tier"),
    Kind.PEOPLE: ("name", "mail"),
    Kind.ACTIONS: ("title", "owner", "due"),
    Kind.RESULTS: ("kpi", "period"),
    Kind.CASES: ("kpi", "subject", "started"),
}


class UnknownTable(Refusal):
    """{name} has the columns {seen}, which tell me too little. Actions need a title, an owner and a due date; vendors a name
    and a tier; people a name and a mail address; KPI results a vendor, a KPI and a period; cases a KPI, a subject and when
    each started."""


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A table understood: its kind, its column by field, the columns nobody needs, and its lines."""

    kind: Kind
    columns: Mapping[str, int]
    titles: Sequence[str]
    unused: Sequence[str]
    lines: Sequence[Row]

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """A line's texts by field; what the line has no cell for is empty."""
        return {name: bare(row[at].strip()) if at < len(row) else "" for name, at in self.columns.items()}

    def words(self) -> str:
        """Such as `Title ← Action, Owner ← Assigned to`."""
        pairs = [f"{name.capitalize()} ← {self.titles[at]}" for name, at in self.columns.items()]
        unused = f"; not used: {', '.join(self.unused[:8])}" if self.unused else ""
        return f"{', '.join(pairs)}{unused}"


def matched(name: str, rows: Sequence[Row]) -> Matched:
    """The first rows are tried as the header, for each kind; the one that explains most columns is it."""
    tries = [
        (len(columns), -place, kind, columns)
        for place, (_, row) in enumerate(rows[:HEADER_WITHIN])
        for kind in Kind
        if (columns := _columns(kind, row)) and all(needed in columns for needed in NEEDED[kind])
    ]
    if not tries:
        seen = next((row for _, row in rows), [])
        raise UnknownTable(name=name, seen=listing([title for title in seen if title][:12]) or "nothing at all")
    _, place, kind, columns = max(tries, key=lambda its: its[:2])
    titles = [" ".join(title.split()) for title in rows[-place][1]]
    unused = [title for at, title in enumerate(titles) if title and at not in columns.values()]
    return Matched(kind=kind, columns=columns, titles=titles, unused=unused, lines=rows[-place + 1 :])


def _columns(kind: Kind, row: Sequence[str]) -> dict[str, int]:
    """Which column is which field: each column one, each field one, the nearest name first."""
    keys = [_key(title) for title in row]
    found: dict[str, int] = {}
    for field, names in FIELDS[kind].items():
        at = next((keys.index(name) for name in names if name in keys and keys.index(name) not in found.values()), None)
        if at is not None:
            found[field] = at
    return found


def _key(title: str) -> str:
    """A title without case, accents and punctuation."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", title) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain.casefold()))
