"""The pack as a reader has it: a PDF with the words, a CSV, and a conclusion that is true."""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.attacks.test_canaries import ACTS
from tests.storage.test_tampering import HOW_MANY, SHARE
from tests.validation.made_up import (
    CHANGE,
    FAILED,
    LINE,
    MACHINE,
    SKIPPED,
    STRANGER,
    SUITE,
    case,
    chapters,
    junit,
    requirement,
)
from validation import circumstances, document, results, suite, tables
from validation.__main__ import main
from validation.circumstances import SETTINGS, Circumstances, Tree
from validation.conclusion import concluded, limits
from validation.requirements import Requirement
from validation.tracing import Trace, trace

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CLEAN = Tree(COMMIT, 0)
ALL = tuple(map(case, (CHANGE, MACHINE, STRANGER, LINE)))


def run(**more: object) -> Circumstances:
    its = circumstances.now(CLEAN, ["-n", "3"], "f" * 64)
    return replace(its, **({"version": "9.9.9", "after": CLEAN} | more))


def of(folder: Path, *cases: str, to: tuple[Requirement, ...] = ()) -> tuple[Trace, results.Results]:
    found = results.read(junit(folder, *cases), SUITE)
    return trace(chapters(*to), SUITE, found.cases), found


def pages(folder: Path, *cases: str, to: tuple[Requirement, ...] = ()) -> list[str]:
    traced, found = of(folder, *cases, to=to)
    content = document.pdf(document.written(traced, found, run(), CLEAN), found.began)
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


# --- the conclusion ------------------------------------------------------------------------------------------------------


def test_where_all_is_shown_it_says_so(tmp_path: Path) -> None:
    traced, _ = of(tmp_path, *ALL)
    assert concluded(traced) == "All 1 requirements are shown: every test that was to show them passed in this run."
    assert list(limits(traced, run(), CLEAN)) == []


def test_it_names_what_is_not_shown_and_why(tmp_path: Path) -> None:
    its = requirement("REC-01"), requirement("REC-02", STRANGER), requirement("REC-03", LINE)
    traced, _ = of(tmp_path, case(CHANGE), case(STRANGER, "", FAILED), to=its)
    assert concluded(traced) == (
        "1 of 3 requirements are shown; not shown: REC-02 (a test failed) and REC-03 (a test was skipped or did not run)."
    )


def test_a_failure_that_is_traced_to_nothing_is_in_it(tmp_path: Path) -> None:
    traced, _ = of(tmp_path, case(CHANGE), case(LINE, "", FAILED))
    assert concluded(traced).endswith("1 test traced to no requirement failed: “A line is answered”.")


@pytest.mark.parametrize(
    ("before", "after", "here", "says"),
    [
        (Tree(COMMIT, 2), Tree(COMMIT, 2), CLEAN, "changes that are in no commit"),
        (CLEAN, Tree(COMMIT, 1), CLEAN, "changed while the tests ran"),
        (Tree("unknown", None), Tree("unknown", None), Tree("unknown", None), "no git checkout"),
        (CLEAN, CLEAN, Tree("f" * 40, 0), "those of commit ffffffffffff"),
    ],
)
def test_what_limits_it_is_said(tmp_path: Path, before: Tree, after: Tree, here: Tree, says: str) -> None:
    traced, _ = of(tmp_path, *ALL)
    (limit,) = limits(traced, run(before=before, after=after), here)
    assert says in limit


def test_results_from_elsewhere_are_said_to_be_of_no_known_version(tmp_path: Path) -> None:
    traced, found = of(tmp_path, *ALL)
    assert "of which version" in next(limits(traced, None, CLEAN))
    data = document.written(traced, found, None, CLEAN)
    assert ["Commit", document.NOT_RECORDED] in data["facts"]


# --- the documents -------------------------------------------------------------------------------------------------------


def test_page_one_has_what_is_signed(tmp_path: Path) -> None:
    first = pages(tmp_path, *ALL)[0].replace("\u200b", "")
    for words in ("Parley 9.9.9", "2026-11-23 09:00:00 UTC", "All 1 requirements are shown", "no claim that Parley",
                  "Tree without changes yes", "SQLite", "PostgreSQL", "Reviewed by", "Approved by", "Signature", "Meaning"):  # fmt: skip
        assert words in first, words
    assert COMMIT in first.replace(" ", "")


def test_each_requirement_stands_with_its_tests_and_what_became_of_them(tmp_path: Path) -> None:
    its = requirement(
        "REC-01", CHANGE, STRANGER, clauses=("21 CFR 11.10(e)",), commands=("audit show",), acts=("AUDIT",)
    )
    text = " ".join(pages(tmp_path, case(CHANGE, "sqlite-a"), case(CHANGE, "sqlite-b", FAILED), to=(its,)))
    assert (
        "Risk high, data integrity. Result: failed. Clauses: 21 CFR 11.10(e). Commands: audit show. Acts: see the record."
        in text
    )
    assert "A change is found 1 of 2 failed – – 1.00" in text
    assert "A stranger is turned away (not shown) – – – –" in text
    assert "21 CFR 11.10(e) REC-01" in text


def test_every_page_names_document_and_version(tmp_path: Path) -> None:
    found = pages(tmp_path, *ALL)
    for number, text in enumerate(found, 1):
        assert f"VP-9.9.9-012345678-20261123T0900Z Parley 9.9.9 Page {number} of {len(found)}" in text


def test_what_is_traced_to_nothing_is_counted_by_file(tmp_path: Path) -> None:
    text = " ".join(pages(tmp_path, case(CHANGE), case(LINE, "", SKIPPED), case(STRANGER)))
    assert "tests/test_door.py 2 1 0 1" in text


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    traced, found = of(tmp_path, *ALL)
    data = document.written(traced, found, run(), CLEAN)
    assert document.pdf(data, found.began) == document.pdf(data, found.began)


def test_words_of_a_requirement_are_never_markup_nor_a_formula(tmp_path: Path) -> None:
    its = requirement("REC-01", sentence='=HYPERLINK("x") #panic() *bold* $x$ <b>.')
    assert '=HYPERLINK("x") #panic() *bold* $x$ <b>.' in " ".join(pages(tmp_path, *ALL, to=(its,)))
    traced, _ = of(tmp_path, *ALL, to=(its,))
    cells = [cell for row in csv.reader(io.StringIO(tables.table(traced).decode("utf-8-sig"))) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_the_table_has_a_line_for_each_requirement_test_and_database(tmp_path: Path) -> None:
    traced, _ = of(tmp_path, case(CHANGE, "sqlite"), case(CHANGE, "postgres", FAILED), case(LINE))
    rows = list(csv.DictReader(io.StringIO(tables.table(traced).decode("utf-8-sig"))))
    assert [(row["Requirement"], row["Test"], row["Database"], row["Result"], row["Seconds"]) for row in rows] == [
        ("REC-01", CHANGE, "SQLite", "passed", "0.5"),
        ("REC-01", CHANGE, "PostgreSQL", "failed", "0.5"),
        ("", STRANGER, "", "not shown", "0"),
        ("", LINE, "neither", "passed", "0.5"),
        ("", MACHINE, "", "not shown", "0"),
    ]


# --- the command ---------------------------------------------------------------------------------------------------------


def test_the_command_makes_both_files_of_results_that_are_there_and_ends_with_1_where_not_all_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results_there = junit(tmp_path, case("tests/storage/test_types.py::test_nothing_stays_nothing", "sqlite"))
    assert main(["--results", str(results_there), "--to", str(tmp_path / "pack")]) == 1
    assert {its.suffix for its in (tmp_path / "pack").iterdir()} == {".pdf", ".csv"}
    assert "requirements are shown; not shown: PER-01" in capsys.readouterr().out


def test_without_results_no_pack_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--results", str(tmp_path / "none.xml"), "--to", str(tmp_path / "pack")]) == 2
    assert "No pack was made. There are no results at" in capsys.readouterr().err
    assert list((tmp_path / "pack").iterdir()) == []


def test_circumstances_belong_to_the_results_they_were_kept_with(tmp_path: Path) -> None:
    its = run(results="a" * 64)
    circumstances.keep(its, tmp_path / "results.run.json")
    assert circumstances.kept(tmp_path / "results.run.json", "a" * 64) == its
    assert circumstances.kept(tmp_path / "results.run.json", "b" * 64) is None
    assert circumstances.kept(tmp_path / "nothing.json", "a" * 64) is None


def test_the_command_runs_the_tests_it_is_given_and_keeps_under_what_circumstances(tmp_path: Path) -> None:
    (tmp_path / "results.xml").write_text("of an earlier run")
    assert main(["--to", str(tmp_path), "--", "tests/governance/test_rules.py", "-n", "0"]) == 1
    found = results.read(tmp_path / "results.xml", suite.there())
    assert {its.test.partition("::")[0] for its in found.cases} == {"tests/governance/test_rules.py"}
    its = circumstances.kept(tmp_path / "results.run.json", found.sha256)
    assert its is not None
    assert its.command == "python -m pytest tests/governance/test_rules.py -n 0"
    (table,) = tmp_path.glob(f"VP-{its.version}-{its.before.commit[:9]}-*.csv")
    assert "tests/governance/test_rules.py::" in table.read_text("utf-8-sig")


def test_the_figures_of_the_annex_are_those_of_the_tests() -> None:
    if not os.environ.get("TAMPERINGS"):
        share = HOW_MANY // SHARE["postgres"]
        assert SETTINGS["TAMPERINGS"] == f"{HOW_MANY} tamperings with the record on SQLite, {share} on PostgreSQL"
    if not os.environ.get("ACTS"):
        assert SETTINGS["ACTS"].startswith(f"{ACTS} acts")
