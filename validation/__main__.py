"""`python -m validation`: runs the suite, or takes the results of a run, and makes the pack. 1 when it does not hold."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from validation import circumstances, document, requirements, results, suite, tables
from validation.circumstances import beside
from validation.conclusion import concluded
from validation.tracing import trace

FOLDER = Path("build/validation")


def main(words: Sequence[str] | None = None) -> int:
    """The pack of this checkout."""
    asked = _parser().parse_args(words)
    asked.to.mkdir(parents=True, exist_ok=True)
    try:
        return pack(asked.results or _run(asked.to / "results.xml", asked.suite), asked.to)
    except requirements.Unusable as error:
        print(f"No pack was made. {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("--results", type=Path, help="a JUnit file of an earlier run, instead of running the suite")
    parser.add_argument("--to", type=Path, default=FOLDER, help=f"the folder for the pack ({FOLDER})")
    parser.add_argument("suite", nargs="*", help="what pytest is given, behind --")
    return parser


def _run(to: Path, words: Sequence[str]) -> Path:
    """Runs the tests. Results of an earlier run never pass for those of this one."""
    kept = beside(to)
    for old in (to, kept):
        old.unlink(missing_ok=True)
    before = circumstances.tree()
    subprocess.run([sys.executable, "-m", "pytest", *words, f"--junitxml={to.absolute()}"], check=False, cwd=suite.ROOT)
    sha256 = results.read(to, suite.there()).sha256
    circumstances.keep(circumstances.now(before, words, sha256), kept)
    return to


def pack(path: Path, folder: Path) -> int:
    """Writes both files, whatever the results are, and says what they come to."""
    tests = suite.there()
    found = results.read(path, tests)
    traced = trace(requirements.read(), tests, found.cases)
    run = circumstances.kept(beside(path), found.sha256)
    data = document.written(traced, found, run, circumstances.tree())
    for name, content in (
        (f"{data['name']}.pdf", document.pdf(data, found.began)),
        (f"{data['name']}.csv", tables.table(traced)),
    ):
        (folder / name).write_bytes(content)
        print(folder / name)
    print(concluded(traced))
    return 0 if traced.holds else 1


if __name__ == "__main__":
    sys.exit(main())
