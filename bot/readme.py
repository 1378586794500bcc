"""Keeps the README's tables and manifest.json equal to the registry and the settings: `python -m bot.readme`."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.manifest import manifest
from bot.reach import Way, of_the_sponsor, of_the_vendor, reach, sides
from bot.reports import whose
from bot.setting_list import SETTINGS
from bot.settings import read_settings
from governance.people import Act
from handlers import registry

ROOT = Path(__file__).parent.parent
README, MANIFEST = ROOT / "README.md", ROOT / "manifest.json"


def commands() -> str:
    """Every command: how to type it, what it does, whose it is."""
    rows = [(f"`{its.line()}`", its.summary, whose(its.act)) for its in registry().commands.values()]
    rows += [
        (f"*{its.title}* in a message's menu", "The same, from a message.", "sponsor")
        for its in registry().shortcuts.values()
    ]
    return _table(("type", "what it does", "who"), rows)


def doors() -> str:
    """Every act, through every door, for each side."""
    found = reach(registry())
    rows = [
        (act, of_the_sponsor(act), of_the_vendor(act), *(sides(act, way) if way in found[act] else "" for way in Way))
        for act in Act
    ]
    return _table(("to", "sponsor", "vendor", *Way), rows)


def settings() -> str:
    """Every setting: its name, its default, what it means."""
    return _table(
        ("name", "default", "means"),
        [(f"`{its.name}`", f"`{its.default}`" if its.default else "", its.means) for its in SETTINGS],
    )


def written(text: str) -> str:
    """The README with its tables as they should be."""
    for name, table in (("commands", commands()), ("doors", doors()), ("settings", settings())):
        text = _with(text, name, table)
    return text


def app_manifest() -> str:
    """The Slack app manifest for someone who has set nothing: Socket Mode."""
    return json.dumps(manifest(registry(), read_settings({}, env_file=None)), indent=2) + "\n"


def _with(text: str, name: str, table: str) -> str:
    before, mark, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition("<!-- end -->")
    return f"{before}{mark}{table}\n{end}{after}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
    MANIFEST.write_text(app_manifest())
