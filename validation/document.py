"""The pack as a PDF/A: page one for the signature, a summary, each requirement with its tests, three annexes."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from governance.people import Act
from validation.circumstances import SETTINGS, Circumstances, Tree, product_version
from validation.conclusion import concluded, limits
from validation.requirements import Chapter, Requirement, Risk
from validation.results import Outcome, Results, Where
from validation.suite import sentence
from validation.tracing import Tally, Tested, Trace, Traced, Verdict

TEMPLATE = Path(__file__).with_name("pack.typ")
TAMPERING = "tests/storage/test_tampering.py"
NOT_RECORDED = "not recorded with the results"


def pdf(data: dict[str, Any], began: datetime) -> bytes:
    """The same bytes for the same data: fonts come from the wheel, and the only date in it is the run's."""
    import typst

    with TemporaryDirectory() as folder:
        source = Path(folder) / "main.typ"
        source.write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        content: bytes = typst.compile(
            str(source),
            root=folder,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards="a-2b",
            pdf_tags=False,
            timestamp=began.replace(microsecond=0),
        )
    return content


def written(trace: Trace, results: Results, run: Circumstances | None, here: Tree) -> dict[str, Any]:
    """Everything the document says, as the template takes it."""
    version = run.version if run else product_version()
    return {
        "title": f"Validation pack: Parley {version}",
        "name": document_id(version, run, results),
        "version": version,
        "conclusion": concluded(trace),
        "holds": trace.holds,
        "limits": list(limits(trace, run, here)),
        "facts": _facts(results, run, version),
        "totals": _totals(trace),
        "chapters": [_chapter(chapter, traced) for chapter, traced in trace.chapters],
        "others": _others(trace.others),
        "settings": _settings(run),
        "tamperings": _tests(its for its in trace.tests.values() if its.test.startswith(TAMPERING)),
        "clauses": _clauses(trace),
    }


def document_id(version: str, run: Circumstances | None, results: Results) -> str:
    """Names version, commit and moment of the run: another run is another document."""
    commit = run.before.commit[:9] if run else "unknown"
    return f"VP-{version}-{commit}-{results.began:%Y%m%dT%H%MZ}"


def _facts(results: Results, run: Circumstances | None, version: str) -> list[list[str]]:
    when = f"{results.began:%Y-%m-%d %H:%M:%S} UTC, {results.seconds / 60:.1f} minutes"
    if run is None:
        unknown = [[name, NOT_RECORDED] for name in ("Version that was run", "Commit", "Circumstances")]
        return [
            ["Tests begun", when],
            ["Requirements", f"of version {version}"],
            *unknown,
            ["Results, SHA-256", results.sha256],
        ]
    return [
        ["Product", f"Parley {version}"],
        ["Tests begun", when],
        ["Commit", run.before.commit],
        ["Tree without changes", run.before.words],
        ["Python", f"{run.python}, pytest {run.pytest}"],
        ["System", f"{run.system}, {run.cores} cores"],
        ["Databases", f"SQLite {run.sqlite}, PostgreSQL {run.postgres}"],
        *([f"{name}, SHA-256", its] for name, its in run.locks.items()),
        ["Results, SHA-256", run.results],
    ]


def _totals(trace: Trace) -> dict[str, list[list[str]]]:
    tests = Counter(its.verdict for its in (*trace.tests.values(), *trace.others))
    cases = {outcome: trace.count(outcome) for outcome in Outcome}
    shown = Counter(its.verdict for its in trace.traced)
    high = Counter(its.verdict for its in trace.traced if its.requirement.risk is Risk.HIGH)
    return {
        "heads": [["", "all", "shown or passed", "failed", "skipped or not run"]],
        "rows": [
            _row("Requirements", shown.values(), *(shown[its] for its in Verdict)),
            _row("of these of high risk", high.values(), *(high[its] for its in Verdict)),
            _row("Tests", tests.values(), *(tests[its] for its in Verdict)),
            _row("Cases of tests", cases.values(), *(cases[its] for its in Outcome)),
        ],
    }


def _row(name: str, everything: Iterable[int], *parts: int) -> list[str]:
    return [name, *(f"{count:,}" for count in (sum(everything), *parts))]


def _chapter(chapter: Chapter, traced: Iterable[Traced]) -> dict[str, Any]:
    return {"title": f"{chapter.id}  {chapter.title}", "requirements": [_requirement(its) for its in traced]}


def _requirement(its: Traced) -> dict[str, Any]:
    one = its.requirement
    return {
        "id": one.id,
        "sentence": one.sentence,
        "risk": str(one.risk),
        "harm": str(one.harm),
        "verdict": str(its.verdict),
        "covers": _covers(one),
        "tests": _tests(its.tests),
    }


def _covers(its: Requirement) -> list[list[str]]:
    pairs = [["Clauses", "; ".join(its.clauses)], ["Commands", ", ".join(its.commands)]]
    pairs.append(["Acts", "; ".join(Act[name] for name in its.acts)])
    return [pair for pair in pairs if pair[1]]


def _tests(tests: Iterable[Tested]) -> list[dict[str, Any]]:
    """Their lines; the first of a file names the file."""
    lines, before = [], ""
    for tested in tests:
        file = tested.test.partition("::")[0]
        lines.append(_tested(tested) | {"file": None if file == before else file})
        before = file
    return lines


def _tested(tested: Tested) -> dict[str, Any]:
    tallies = [tested.on.get(where, Tally()) for where in Where]
    return {
        "sentence": sentence(tested.test),
        "verdict": str(tested.verdict),
        "results": [tally.words for tally in tallies],
        "seconds": f"{sum(tally.seconds for tally in tallies):.2f}" if tested.on else "–",
    }


def _others(others: Iterable[Tested]) -> list[list[str]]:
    files: dict[str, Counter[Verdict]] = {}
    for its in others:
        files.setdefault(its.test.partition("::")[0], Counter())[its.verdict] += 1
    return [_row(file, counts.values(), *(counts[its] for its in Verdict)) for file, counts in files.items()]


def _clauses(trace: Trace) -> list[list[str]]:
    """Each clause with the requirements that bear on it, in the order of the law's own numbers."""
    bearing: dict[str, list[str]] = {}
    for its in trace.traced:
        for clause in its.requirement.clauses:
            bearing.setdefault(clause, []).append(its.requirement.id)
    return [[clause, ", ".join(bearing[clause])] for clause in sorted(bearing, key=_in_order)]


def _in_order(clause: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", clause)]


def _settings(run: Circumstances | None) -> list[list[str]]:
    if run is None:
        return [["Settings of the run", NOT_RECORDED]]
    set_to = [[name, run.settings.get(name, f"not set: {usual}")] for name, usual in SETTINGS.items()]
    return [["Command", run.command], ["Account that ran it", run.account], *set_to]
