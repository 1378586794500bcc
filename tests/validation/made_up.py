"""A made-up suite, its requirements and its results, as pytest writes them."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from validation.requirements import Chapter, Harm, Requirement, Risk

DOOR, JOURNAL = "tests/test_door.py", "tests/test_journal.py"
SUITE = {
    DOOR: (f"{DOOR}::test_a_stranger_is_turned_away", f"{DOOR}::test_a_line_is_answered"),
    JOURNAL: (f"{JOURNAL}::test_a_change_is_found", f"{JOURNAL}::TestMachine"),
}
STRANGER, LINE = SUITE[DOOR]
CHANGE, MACHINE = SUITE[JOURNAL]


def requirement(name: str = "REC-01", *tests: str, **more: object) -> Requirement:
    its = {"sentence": "A change is found.", "risk": Risk.HIGH, "harm": Harm.DATA, "tests": tests or (CHANGE,)} | more
    return Requirement(id=name, **its)  # type: ignore[arg-type]


def chapters(*its: Requirement) -> tuple[Chapter, ...]:
    return (Chapter(id="REC", title="The record", requirements=its or (requirement(),)),)


def case(test: str, example: str = "", inside: str = "", seconds: float = 0.5) -> str:
    """One testcase, named as pytest names it."""
    file, *names = test.split("::")
    module = ".".join([file.removesuffix(".py").replace("/", "."), *(names if names[0].startswith("Test") else [])])
    name = ("runTest" if names[0].startswith("Test") else names[0]) + (f"[{example}]" if example else "")
    return f"<testcase classname={quoteattr(module)} name={quoteattr(name)} time='{seconds}'>{inside}</testcase>"


FAILED, SKIPPED, BROKE = "<failure/>", "<skipped/>", "<error/>"


def junit(folder: Path, *cases: str) -> Path:
    place = folder / "results.xml"
    place.write_text(
        '<?xml version="1.0"?><testsuites><testsuite name="pytest" time="61.5" timestamp="2026-11-23T10:00:00.5+01:00">'
        f"{''.join(cases)}</testsuite></testsuites>",
        "utf-8",
    )
    return place
