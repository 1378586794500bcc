"""The table: what was measured in this run, beside what it is compared with, and on which machine."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BUSY = 1.0  # others' work, in cores, from which a figure is marked


@dataclass(frozen=True)
class Line:
    """One line of the table. `met` is None where there is no aim; `load` is the load average when it began."""

    what: str
    measured: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Part:
    """The lines of one part of the run, and how busy the machine was with other things when it began."""

    lines: Sequence[Line]
    load: float


def render(parts: Sequence[Part], arguments: str) -> str:
    """The whole page in Markdown."""
    rows = ["| What | Measured | Beside it | Ratio | Aim |", "|---|---|---|---|---|"]
    rows += [_row(line, part.load) for part in parts for line in part.lines]
    return "\n".join([f"# Benchmarks\n\n{_facts(parts)}\n", *rows, f"\n{_repeat(arguments)}\n"])


def _row(line: Line, load: float) -> str:
    aim = line.aim + {True: ": met", False: ": **missed**", None: ""}[line.met]
    busy = f" (load {load:.1f} before it began)" if load > BUSY else ""
    return f"| {line.what} | {line.measured}{busy} | {line.beside} | {line.ratio} | {aim} |"


def _facts(parts: Sequence[Part]) -> str:
    loads = [part.load for part in parts]
    load = f"load average before the parts {min(loads):.1f} to {max(loads):.1f}" if loads else ""
    return (
        f"Measured on {datetime.now(UTC):%-d %B %Y, %H:%M} UTC: {os.cpu_count()} cores ({_processor()}), "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {load}. The load generator and the stand-in Slack run on the same cores."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "processor not stated"


def _repeat(arguments: str) -> str:
    return (
        f"Repeat it with `make setup && .venv/bin/python -m bench {arguments}`. `--quick` takes a tenth of the data; "
        "`--only ack` (or data, actions, startup, import, journal, outbox, finder, feed, standing, agendas, preread) runs a part; `--file` imports a delivery history of "
        "your own instead of the generated one."
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
