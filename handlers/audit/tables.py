"""The tables of a pack, one a file: a header and rows of cells, moments in UTC."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from governance.kpis.definitions import Definition
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.results import Result
from handlers.audit.material import Material
from handlers.kit.record import Told
from handlers.kit.workbooks import Cell, write_csv
from storage.journal import Remembered

Table = tuple[Sequence[str], list[tuple[Cell, ...]]]


def files(material: Material, told: Sequence[Told], bodies: Sequence[Remembered]) -> dict[str, bytes]:
    """Every table as CSV, by file name."""
    tables = {
        "actions.csv": _actions(material),
        "sessions.csv": _sessions(material),
        "kpi_definitions.csv": _definitions(material),
        "results.csv": _results(material),
        "breaches.csv": _breaches(material),
        "approvals.csv": _approvals(material),
        "credit_terms.csv": _terms(material),
        "credits.csv": _credits(material),
        "risks.csv": _risks(material),
        "journal.csv": _journal(told, bodies),
    }
    return {name: write_csv(header, rows) for name, (header, rows) in tables.items()}


def utc(moment: datetime | None) -> str:
    """Such as 2026-11-23T09:00:00Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def _actions(material: Material) -> Table:
    header = ("Reference", "Title", "Owner", "State", "Due", "Opened", "Opened by", "Closed", "Study", "Stems from")
    rows: list[tuple[Cell, ...]] = [
        (
            its.reference,
            its.title,
            material.person(its.owner_id),
            str(its.state),
            its.due_on,
            utc(its.opened_at),
            material.person(its.opened_by),
            utc(its.closed_at),
            material.protocol(its.study_id),
            str(its.origin or ""),
        )
        for its in material.actions
    ]
    return header, rows


def _sessions(material: Material) -> Table:
    header = ("Reference", "Title", "Kind", "Starts", "Minutes", "State", "Guests and answers", "Study")
    rows: list[tuple[Cell, ...]] = [
        (
            its.reference,
            its.title,
            str(its.kind),
            utc(its.starts_at),
            its.minutes,
            str(its.state),
            "; ".join(_guests(material, its.id)),
            material.protocol(its.study_id),
        )
        for its in material.sessions
    ]
    return header, rows


def _guests(material: Material, session: int) -> Iterator[str]:
    for person, says in material.answers.get(session, {}).items():
        yield f"{material.person(person)}: {says or 'no answer'}"


def _definitions(material: Material) -> Table:
    names = (
        *("code", "version", "name", "question", "lens", "unit", "direction", "target", "red_limit"),
        *(
            "smallest_denominator",
            "frequency",
            "grace_days",
            "clause",
            "numerator_words",
            "denominator_words",
            "measured",
        ),
        *(
            "reported_by",
            "within",
            "outer_limit",
            "clock",
            "credit_pool",
            "credit_share",
            "effective_from",
            "ends_on",
            "state",
        ),
    )
    header = (*(_label(name) for name in names), "Study", *_AGREED)
    rows: list[tuple[Cell, ...]] = [
        (*(_cell(getattr(its, name)) for name in names), material.protocol(its.study_id), *_agreed(material, its))
        for its in material.definitions.values()
    ]
    return header, rows


_AGREED = (
    "Proposed by",
    "Proposed",
    "Agreed for the sponsor by",
    "Agreed for the sponsor",
    "Agreed for the vendor by",
    "Agreed for the vendor",
)


def _agreed(material: Material, its: Definition) -> tuple[Cell, ...]:
    pairs = ((its.proposed_by, its.proposed_at), (its.sponsor_by, its.sponsor_at), (its.vendor_by, its.vendor_at))
    return tuple(cell for who, when in pairs for cell in (material.person(who), utc(when)))


def _results(material: Material) -> Table:
    """Every number that was ever reported for these periods; the one that stands has nothing in "Replaced by"."""
    names = (
        *("numerator", "denominator", "value", "worst", "unadjusted", "colour", "state", "evidence", "note"),
        *("claimed_numerator", "claimed_denominator", "claimed_value", "dispute_reason"),
    )
    people = ("Submitted by", "Submitted", "Disputed by", "Disputed", "Decided by", "Decided", "Replaced by number")
    header = ("Number", "KPI", "Version", "Period", *(_label(name) for name in names), *people)
    rows: list[tuple[Cell, ...]] = [
        (its.id, *_of_kpi(material, its), *(_cell(getattr(its, name)) for name in names), *_decided(material, its))
        for its in material.results
    ]
    return header, rows


def _of_kpi(material: Material, its: Result) -> tuple[Cell, ...]:
    definition = material.kpi(its.definition_id)
    return definition.code, definition.version, period_words(its.period, definition.frequency)


def _decided(material: Material, its: Result) -> tuple[Cell, ...]:
    pairs = (
        (its.submitted_by, its.submitted_at),
        (its.disputed_by, its.disputed_at),
        (its.decided_by, its.decided_at),
    )
    return (*(cell for who, when in pairs for cell in (material.person(who), utc(when))), its.replaced_by)


def _breaches(material: Material) -> Table:
    header = (
        *("Reference", "KPI", "Version", "Period", "Value", "Red limit", "Opened", "Channel told", "Comment"),
        *("Commented by", "Commented", "Action", "Action's state", "Closed"),
    )
    results = {its.id: its for its in material.results}
    actions = {its.id: its for its in material.actions}
    rows: list[tuple[Cell, ...]] = []
    for its in material.breaches:
        kpi, result, action = (
            material.kpi(its.definition_id),
            results.get(its.result_id),
            actions.get(its.action_id or 0),
        )
        rows.append(
            (
                its.reference,
                kpi.code,
                kpi.version,
                period_words(its.period, kpi.frequency),
                format_value(result.value, kpi.unit) if result else "",
                format_value(kpi.red_limit, kpi.unit),
                utc(its.opened_at),
                utc(its.channel_told_at),
                its.comment,
                material.person(its.commented_by),
                utc(its.commented_at),
                action.reference if action else "",
                str(action.state) if action else "",
                utc(its.closed_at),
            )
        )
    return header, rows


def _approvals(material: Material) -> Table:
    """What was said yes to, in the words of then; what is no signature has nothing in "Signed, proven by"."""
    header = (
        "Number",
        "Given",
        "About",
        "Version",
        "What",
        "By",
        "Role then",
        "For",
        "Meaning",
        "Through",
        "Signed, proven by",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(its.id, utc(its.given_at), its.subject, its.version, str(its.deed), its.name, its.role, its.company),
            *(its.meaning, its.door, its.proof),
        )
        for its in material.approvals
    ]
    return header, rows


def _terms(material: Material) -> Table:
    header = ("Version", "At risk in per cent", "Currency", "Clause", "Effective from", "State", *_AGREED[2:])
    rows: list[tuple[Cell, ...]] = [
        (
            *(its.version, its.at_risk, its.currency, its.clause, its.effective_from, str(its.state)),
            *(material.person(its.sponsor_by), utc(its.sponsor_at), material.person(its.vendor_by), utc(its.vendor_at)),
        )
        for its in material.terms
    ]
    return header, rows


def _credits(material: Material) -> Table:
    header = (
        "Reference",
        "Month",
        "Invoice",
        "At risk in per cent",
        "Amount",
        "Currency",
        "State",
        "Reason",
        "By",
        "At",
        "Arithmetic",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(its.reference, f"{its.month:%B %Y}", str(its.invoice), its.at_risk, str(its.amount), its.currency),
            *(str(its.state), its.reason, material.person(its.changed_by), utc(its.changed_at)),
            "; ".join(
                f"{part.name} version {part.version}: {part.pool} % x {part.share} % = {part.amount}"
                for part in its.parts
            ),
        )
        for its in material.credits
    ]
    return header, rows


def _risks(material: Material) -> Table:
    header = (
        "Reference",
        "Cause",
        "Event",
        "Effect",
        "Probability",
        "Impact",
        "State",
        "Stems from",
        "Drafted",
        "Decided by",
        "Decided",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(its.reference, its.cause, its.event, its.effect, its.probability, its.impact, str(its.state)),
            *(its.stems_from, utc(its.drafted_at), material.person(its.decided_by), utc(its.decided_at)),
        )
        for its in material.risks
    ]
    return header, rows


def _journal(told: Sequence[Told], bodies: Sequence[Remembered]) -> Table:
    """Entry by entry, in words and with the hash that the chain has for it."""
    header = (
        "Entry",
        "Happened",
        "Recorded",
        "Late",
        "What",
        "About",
        "By",
        "For",
        "Through",
        "Facts",
        "Reason",
        "Hash",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(its.number, utc(kept.happened_at), utc(kept.recorded_at), its.late, its.title, kept.event.subject),
            *(its.who, its.party, its.door, its.what, its.reason, kept.hash.hex()),
        )
        for its, kept in zip(told, bodies, strict=True)
    ]
    return header, rows


def _cell(value: object) -> Cell:
    return value if isinstance(value, int | float) or value is None else str(value)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
