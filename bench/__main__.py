"""`python -m bench`: measures, prints a table, and with --write keeps it in docs/benchmarks.md."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import ack, actions, agendas, data, feed, finder, imports, journal, outbox, preread, standing, startup
from bench.processes import environment
from bench.report import BUSY, Line, Part, render
from sandbox.server import Sandbox

PAGE = Path("docs/benchmarks.md")
LONGEST_WAIT = 30.0  # seconds for the machine to become quiet


def main() -> int:
    """Runs the parts that are asked for. 1 when an aim was missed."""
    asked = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        parts = list(_run(Path(folder), asked, asked.data or Path(folder) / "seeded.db"))
    page = render(parts, " ".join(sys.argv[1:]))
    print(page)
    if asked.write:
        _write(page)
    return 1 if any(line.met is False for part in parts for line in part.lines) else 0


def _write(page: str) -> None:
    """Into the file, above the sections in it, which others measured."""
    PAGE.parent.mkdir(exist_ok=True)
    _, mark, sections = (PAGE.read_text() if PAGE.exists() else "").partition("\n## ")
    PAGE.write_text(page + mark + sections)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, a few seconds a part")
    parser.add_argument("--only", nargs="+", choices=NAMES, help="these parts alone")
    parser.add_argument("--data", type=Path, help="the seeded SQLite file, made when it is not there and kept")
    parser.add_argument("--file", type=Path, help="a delivery history of your own to import")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {PAGE}")
    return parser


NAMES = (
    "data",
    "ack",
    "actions",
    "startup",
    "import",
    "journal",
    "outbox",
    "finder",
    "feed",
    "standing",
    "agendas",
    "preread",
)


def _run(folder: Path, asked: argparse.Namespace, seeded: Path) -> Sequence[Part]:
    """Every part that writes has a database of its own, a copy of the seeded one."""
    size, quick = data.Size(vendors=30 if asked.quick else 300), asked.quick
    parts: list[Part] = []
    wanted = asked.only or NAMES
    if set(wanted) - {"import", "finder", "feed", "standing", "agendas", "preread"} and not seeded.exists():
        parts.append(_part(lambda: [data.seed(f"sqlite:///{seeded.absolute()}", size)]))
    with Sandbox() as sandbox:
        env = environment(sandbox, f"sqlite:///{seeded.absolute()}")
    work: dict[str, Callable[[], list[Line]]] = {
        "ack": lambda: ack.measure(_copy(seeded, folder / "ack.db"), size, 1 if quick else 4, 1.0 if quick else 5.0),
        "actions": lambda: actions.measure(
            seeded, folder, [count // (10 if quick else 1) for count in actions.COUNTS], 0.5 if quick else 2.0
        ),
        "startup": lambda: startup.measure(
            _copy(seeded, folder / "startup.db"), size, 2 if quick else 5, 25 if quick else 500
        ),
        "import": lambda: imports.measure(
            folder, env, imports.LINES // (10 if quick else 1), asked.file, 1 if quick else 3
        ),
        "journal": lambda: journal.measure(
            env["DATABASE_URL"], _copy(seeded, folder / "journal.db"), env, 1 if quick else 5
        ),
        "outbox": lambda: outbox.measure(_copy(seeded, folder / "outbox.db"), 80 if quick else 1000),
        "finder": lambda: finder.measure(4 if quick else 40),
        "standing": lambda: standing.measure(
            folder, [count // (10 if quick else 1) for count in standing.VENDORS], 2 if quick else 7
        ),
        "agendas": lambda: agendas.measure(folder, agendas.OPEN // (10 if quick else 1), 5 if quick else 40),
        "preread": lambda: preread.measure(folder, 1 if quick else 5),
        "feed": lambda: feed.measure(folder, feed.EVENTS // (10 if quick else 1), 3 if quick else 9),
    }
    return [*parts, *(_part(work[name]) for name in NAMES if name in wanted and name in work)]


def _part(measure: Callable[[], list[Line]]) -> Part:
    load = _quiet()
    lines = measure()
    for line in lines:
        print(f"{line.what}: {line.measured} {line.beside} {line.ratio}", file=sys.stderr)
    return Part(lines, load)


def _quiet() -> float:
    """Waits a while for others to be done with the machine. The load average it begins with."""
    began = time.monotonic()
    while os.getloadavg()[0] > BUSY and time.monotonic() - began < LONGEST_WAIT:
        time.sleep(1.0)
    return os.getloadavg()[0]


def _copy(seeded: Path, to: Path) -> str:
    """A copy of the seeded database: its URL."""
    shutil.copy(seeded, to)
    return f"sqlite:///{to}"


if __name__ == "__main__":
    sys.exit(main())
