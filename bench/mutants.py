"""`python -m bench.mutants [group ...]`: how much of what must not be wrong the tests notice when it is wrong.

Each mutant is the program with one small thing changed (a sign, a word, an argument left out); it is killed when a test
fails. The functions are changed by mutmut. It leaves tables alone, so the table of who may do what, and the sets of roles
it is made of, are changed here: each role is put in where it is not and taken out where it is. All in a copy of the tree.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

import pytest

from governance.people import Role

ROOT = Path(__file__).parents[1]
FLOORS = ("governance", "storage", "handlers", "bot")
BESIDE = ("sandbox", "tests", "bench", "examples")
AT_ONCE = 2
AIM = 0.80
PROFILE = "--hypothesis-profile=ci"  # the same examples every time, however busy the machine is
KILLED = {1, 3, 36, 24, -24, 152, 255}  # a test failed, or never came to an end


@dataclass(frozen=True)
class Group:
    """What is changed, as modules or single functions of them, and the tests that are to notice."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]


PERMISSION = Group(
    "permission",
    (
        *("governance.people", "governance.roles", "governance.one_acts", "governance.feeds.may_read"),
        *("governance.escalations.asked", "governance.escalations.may_decide", "governance.escalations.deciders"),
        *("bot.entering", "handlers.kit.entering"),
        *("handlers.kit.seeing", "handlers.kit.rehearsing", "handlers.kit.confirming", "handlers.kit.deciding"),
        *(f"handlers.kit.finding.{its}" for its in ("here", "mentioned", "by_address")),
        *(f"handlers.kit.finding.{its}" for its in ("may_own", "does_more_than_read", "may_come")),
    ),
    (
        *("tests/governance/test_people.py", "tests/governance/test_roles.py", "tests/governance/test_one_acts.py"),
        *("tests/governance/test_feeds.py", "tests/governance/test_escalations.py", "tests/bot/test_entering.py"),
        *(f"tests/handlers/kit/test_{its}.py" for its in ("seeing", "rehearsing", "confirming", "deciding", "finding")),
    ),
)
JOURNAL = Group(
    "journal",
    ("storage.journal", "governance.events.base"),
    (
        *(f"tests/storage/test_{its}.py" for its in ("journal", "journal_read", "journal_hashed")),
        "tests/governance/test_events.py",
    ),
)
# The tests of files that are about other things too, and slow.
WRITTEN = (
    "what_is_written_is_read_back",
    "what_was_made_safe_is_bare_again",
    "no_cell_is_a_formula",
    "a_date_is_a_date_and_a_number_a_number",
    "what_a_spreadsheet_would_run_gets_an_apostrophe_and_nothing_else_does",
    "a_csv_is_in_quotes_with_a_mark_and_its_dates_and_numbers_are_plain",
    "a_sheet_has_a_frozen_header_and_columns_as_wide_as_their_titles",
    "signs_no_workbook_may_hold_are_left_out",
    "a_text_longer_than_a_cell_is_cut_to_what_a_workbook_holds",
)
FED = (
    "guests_stay_out_of_the_feed_and_text_stays_text",
    "whatever_was_typed_is_read_as_it_was_typed",
    "a_line_is_filled_as_far_as_whole_characters_go",
)
ESCAPING = Group(
    "escaping",
    (
        *("handlers.kit.blocks", "handlers.kit.pages", "handlers.kit.mail", "handlers.kit.toml"),
        *(f"handlers.kit.letters.{its}" for its in ("_html", "_shown", "_linked")),
        *(
            f"handlers.kit.workbooks.{its}"
            for its in ("write_csv", "write_xlsx", "_plain", "safe", "bare", "_printable")
        ),
        *(f"handlers.kit.ics.{its}" for its in ("_clean", "_one_line", "_name")),
        *(f"handlers.kit.ics_feed.{its}" for its in ("_cleaned", "_line", "_text", "_folded")),
    ),
    (
        *(f"tests/handlers/kit/test_{its}.py" for its in ("blocks", "pages", "mail", "toml", "letters")),
        *(f"tests/handlers/kit/test_workbooks.py::test_{its}" for its in WRITTEN),
        "tests/handlers/kit/test_ics.py::test_whatever_people_type_stays_text",
        *(f"tests/handlers/kit/test_ics_feed.py::test_{its}" for its in FED),
    ),
)
GROUPS = (PERMISSION, JOURNAL, ESCAPING)
TABLES = ("governance/people.py", "governance/roles.py")
NOTICED_BY = ("tests/governance/test_people.py", "tests/governance/test_roles.py")


@dataclass
class Count:
    """The mutants of a group, and the names of those that nothing noticed."""

    mutants: int
    survived: list[str]

    def __add__(self, other: "Count") -> "Count":
        return Count(self.mutants + other.mutants, self.survived + other.survived)

    @property
    def score(self) -> float:
        return 1 - len(self.survived) / self.mutants if self.mutants else 0.0


def main() -> int:
    """Prints the score of each group and what survived in it. 1 when one is below the aim."""
    groups = [group for group in GROUPS if not sys.argv[1:] or group.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="parley-mutants-") as folder:
        found = _functions(groups, _copied(Path(folder) / "functions"))
        if PERMISSION in groups:
            found[PERMISSION.name] += _tables(Path(folder))
    print("\n".join(_report(found)))
    return 1 if any(its.score < AIM for its in found.values()) else 0


def _report(found: dict[str, Count]) -> Iterator[str]:
    for name, its in found.items():
        yield from (f"survived: {one}" for one in its.survived)
        killed = its.mutants - len(its.survived)
        yield f"{name}: {its.mutants} mutants, {killed} killed, {len(its.survived)} survived, score {its.score:.1%}"


def _copied(to: Path) -> Path:
    for name in (*FLOORS, *BESIDE):
        copytree(ROOT / name, to / name, ignore=ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "manifest.json", "README.md"):
        (to / file).write_text((ROOT / file).read_text())
    return to


# --- functions -----------------------------------------------------------------------------------------------------------


def _functions(groups: Sequence[Group], copy: Path) -> dict[str, Count]:
    _configure(groups, copy)
    wanted = [pattern for group in groups for code in group.code for pattern in _patterns(code)]
    mutmut = str(Path(sys.executable).parent / "mutmut")
    both = os.environ | {"BOTH": "1"}  # else every other example would be left to PostgreSQL
    subprocess.run([mutmut, "run", "--max-children", str(AT_ONCE), *wanted], cwd=copy, env=both, check=True)
    return {group.name: _counted(group, copy) for group in groups}


def _configure(groups: Sequence[Group], copy: Path) -> None:
    """What mutmut is to change, and with which tests; one process a mutant and one database of one kind."""
    settings = {
        "source_paths": FLOORS,
        "only_mutate": sorted(str(file_of(its).relative_to(ROOT)) for group in groups for its in group.code),
        "also_copy": [*BESIDE, "manifest.json", "README.md"],
        "pytest_add_cli_args": ["-p", "no:xdist", "-k", "not postgres", PROFILE],
        "pytest_add_cli_args_test_selection": [test for group in groups for test in group.tests],
    }
    lines = [f"{name} = {json.dumps(its)}" for name, its in settings.items()]
    with (copy / "pyproject.toml").open("a") as project:
        project.write("\n".join(["", "[tool.mutmut]", *lines, ""]))


def is_module(code: str) -> bool:
    """Whether a module is named, or else a function of one."""
    return (ROOT / f"{code.replace('.', '/')}.py").exists()


def file_of(code: str) -> Path:
    module = code if is_module(code) else code.rpartition(".")[0]
    return ROOT / f"{module.replace('.', '/')}.py"


def _patterns(code: str) -> list[str]:
    """The names of its mutants, as mutmut gives them: `governance.people.x_may__mutmut_1`."""
    if is_module(code):
        return [f"{code}.x*"]
    module, _, function = code.rpartition(".")
    return [f"{module}.x_{function}__mutmut_*"]


def _counted(group: Group, copy: Path) -> Count:
    ends = {}
    for file in {file_of(its).relative_to(ROOT) for its in group.code}:
        ends.update(json.loads((copy / "mutants" / f"{file}.meta").read_text())["exit_code_by_key"])
    fits = re.compile("|".join(p.replace(".", r"\.").replace("*", ".*") for c in group.code for p in _patterns(c)))
    mine = {name: end for name, end in ends.items() if fits.fullmatch(name)}
    return Count(len(mine), sorted(name for name, end in mine.items() if end not in KILLED))


# --- tables --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flip:
    """A role put in or taken out of one line of a table: the file, the line as it is and as it becomes."""

    file: str
    line: str
    becomes: str


def flips() -> Iterator[Flip]:
    """One for each role and each line that says which roles: of the table of acts, and of the sets it is made of."""
    acts = r"( +Act\.[A-Z_]+: )(.+?),( +#.*)?"
    sets = r"([A-Z]+ = )(frozenset\(\{.*?\}\)|[A-Z]+ \| .*?)( +#.*)?"
    for file in TABLES:
        for line in (ROOT / file).read_text().splitlines():
            if found := re.fullmatch(acts, line) or re.fullmatch(sets, line):
                comma = "," if line.startswith(" ") else ""
                for role in Role:
                    yield Flip(file, line, f"{found[1]}({found[2]}) ^ {{Role.{role.name}}}{comma}")


def _tables(folder: Path) -> Count:
    """Each flip in a process and a copy of its own, tried with the tests of the rules alone."""
    wanted = list(flips())
    # So that it is the flips that are noticed; and what this imports, no fork needs to import again.
    assert not _notices(folder / "untouched", None)
    copies = [folder / f"flipped-{number}" for number in range(len(wanted))]
    with get_context("fork").Pool(AT_ONCE, maxtasksperchild=1) as pool:
        noticed = pool.starmap(_notices, zip(copies, wanted, strict=True), chunksize=1)
    return Count(len(wanted), [its.becomes.strip() for its, seen in zip(wanted, noticed, strict=True) if not seen])


def _notices(copy: Path, flip: Flip | None) -> bool:
    """Whether a test fails in a copy of the rules and of their tests."""
    for name in ("governance", "tests/governance"):
        copytree(ROOT / name, copy / name)
    if flip:
        file = copy / flip.file
        file.write_text(file.read_text().replace(f"{flip.line}\n", f"{flip.becomes}\n"))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("governance", "tests")]:
        del sys.modules[name]  # the copy's are read
    sys.path.insert(0, str(copy))
    with chdir(copy), Path("said.txt").open("w") as said, redirect_stdout(said), redirect_stderr(said):
        end = pytest.main(["-x", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", PROFILE, *NOTICED_BY])
    sys.path.remove(str(copy))
    rmtree(copy)
    assert end in (0, 1), end
    return end == 1


if __name__ == "__main__":
    sys.exit(main())
