"""The command line: `python -m bot serve` runs everything in one process; the other commands are its parts and its tools."""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import zoneinfo
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from bot import blots, logs
from bot.settings import BadSetting, Settings, read_settings, require_keys, require_slack
from governance.refusals import Refusal
from storage.keys import KeysNeeded, WrongKeys
from storage.schema import SchemaBehind

if TYPE_CHECKING:
    from bot.build import Parley, Parts

# The zone data Parley was tested with is the locked package's; the machine's own may be years older.
zoneinfo.reset_tzpath(())

Run = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0 when it went well; 2, after one clear line, when it could not begin."""
    asked = _parser().parse_args(arguments)
    logs.start()
    sys.excepthook = blots.say_the_last_words
    run: Run = asked.run
    try:
        settings = read_settings()
        blots.keep_out(settings)
        return run(settings, asked)
    except (BadSetting, SchemaBehind, Refusal, WrongKeys, KeysNeeded) as trouble:
        print(blots.blotted(str(trouble)), file=sys.stderr)
    except OperationalError as trouble:
        why = str(trouble.orig).strip().splitlines()[0]
        print(blots.blotted(f"The database cannot be reached: {why}"), file=sys.stderr)
    except RuntimeError as trouble:
        if type(trouble).__module__ != "bot.build":
            raise
        print(trouble, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Parley, the bot for vendor governance.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Run, help_text: str) -> argparse.ArgumentParser:
        its = commands.add_parser(name, help=help_text, description=help_text)
        its.set_defaults(run=run)
        return its

    command(
        "serve", _serve, "Run everything in one process: web, worker and clock. Brings the database up to date first."
    )
    command("web", _web, "Run the web server alone (PostgreSQL).")
    command("worker", _worker, "Run a worker alone: it says what is to be said (PostgreSQL).")
    command("clock", _clock, "Run the clock alone: digests and other things that fall due (PostgreSQL).")
    command("migrate", _migrate, "Bring the database up to date.")
    _import_commands(commands)
    _audit_commands(commands)
    _keys_commands(commands)
    _erase_commands(commands)
    command("manifest", _manifest, "Print the Slack app manifest for these settings.")
    command("routes", _routes, "Print every command, button, form and path, and who may use it.")
    command("doctor", _doctor, "Say what is connected, what is due next, what failed and why.")
    return parser


def _import_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    its = commands.add_parser("import", help="Bring data in from files; each line that cannot be used is named.")
    kinds = its.add_subparsers(required=True, metavar="what")
    kpis = kinds.add_parser("kpis", help="KPI results from a CSV file.")
    kpis.add_argument("file", type=Path, help="the CSV file, as it is")
    kpis.add_argument(
        "--map", type=Path, required=True, dest="mapping", help="the mapping (TOML or YAML), see examples/"
    )
    kpis.add_argument("--workspace", type=int, default=None, help="which workspace, when the database has several")
    kpis.add_argument(
        "--reason", default="", help="why numbers change that are reported already; kept with each of them"
    )
    kpis.set_defaults(run=_import_kpis)
    schedule = kinds.add_parser("schedule", help="The KPIs and credit terms of a vendor from a TOML or YAML file.")
    schedule.add_argument("file", type=Path, help="the schedule, such as `/sla export` writes it; see examples/")
    schedule.add_argument("--vendor", default=None, help="whose schedule it is, where the file does not say so")
    schedule.add_argument(
        "--confirm", action="store_true", help="propose what is new or changed; without it, only look"
    )
    schedule.add_argument("--workspace", type=int, default=None, help="which workspace, when the database has several")
    schedule.add_argument(
        "--reason", default="", help="why what both companies agreed to changes; the other one reads it"
    )
    schedule.set_defaults(run=_import_schedule)
    story = kinds.add_parser("story", help="A whole history from one TOML file, with its own dates; see examples/.")
    story.add_argument("file", type=Path, help="the story file")
    story.set_defaults(run=_import_story)


def _audit_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    its = commands.add_parser("audit", help="The record.")
    kinds = its.add_subparsers(required=True, metavar="what")
    verify = kinds.add_parser("verify", help="Walk the hash chain; name the first broken link.")
    verify.add_argument(
        "--anchor", type=_anchor, action="append", default=[], help="<number>:<hash>, as it was mailed; may be repeated"
    )
    verify.add_argument("--workspace", type=int, default=None, help="whose anchor it is, when the database has several")
    verify.set_defaults(run=_audit_verify)
    erase = kinds.add_parser(
        "erase", help="Erase the free texts of one entry of the record, which says so; lists and cards keep theirs."
    )
    erase.add_argument("entry", type=int, help="the entry's number, as `/parley audit show` gives it")
    erase.add_argument("--reason", required=True, help="why; it goes on the record")
    erase.add_argument("--workspace", type=int, default=None, help="which workspace, when the database has several")
    erase.set_defaults(run=_audit_erase)


def _anchor(said: str) -> tuple[int, bytes]:
    """An anchor as it was mailed: the entry's number and its hash in hexadecimal."""
    number, _, digest = said.partition(":")
    if not number.isdigit() or not re.fullmatch("[0-9a-fA-F]{64}", digest):
        raise argparse.ArgumentTypeError("an anchor is a number, a colon and 64 hexadecimal digits")
    return int(number), bytes.fromhex(digest)


def _keys_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    its = commands.add_parser("keys", help="The keys that secrets in the database are encrypted with.")
    kinds = its.add_subparsers(required=True, metavar="what")
    kinds.add_parser("new", help="Print a new key for PARLEY_KEYS.").set_defaults(run=_keys_new)
    rotate = kinds.add_parser("rotate", help="Encrypt everything anew with the newest key; harmless to repeat.")
    rotate.set_defaults(run=_keys_rotate)


def _erase_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    its = commands.add_parser("erase", help="Take words out of the database for good.")
    kinds = its.add_subparsers(required=True, metavar="what")
    person = kinds.add_parser("person", help="What a person wrote and what is known of them; see docs/adr/0018.")
    person.add_argument("who", help="their Slack id or their mail address")
    person.add_argument("--why", required=True, help="the reason, which stays on the record; name nobody in it")
    person.add_argument("--confirm", action="store_true", help="erase it; without it, only look")
    person.add_argument("--workspace", type=int, default=None, help="which workspace, when the database has several")
    person.set_defaults(run=_erase_person)


# --- running ---------------------------------------------------------------------------------------------------------


def _serve(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.build import Parts

    require_slack(settings)
    require_keys(settings)
    _bring_up_to_date(settings)
    return _run(settings, Parts())


def _web(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.build import Parts

    return _run_part(settings, Parts(worker=False, clock=False))


def _worker(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.build import Parts

    return _run_part(settings, Parts(web=False, clock=False))


def _clock(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.build import Parts

    return _run_part(settings, Parts(web=False, worker=False))


def _run_part(settings: Settings, parts: "Parts") -> int:
    from bot.keys import open_database
    from storage.schema import require_newest

    require_slack(settings)
    require_keys(settings)
    database = open_database(settings)
    if database.is_sqlite:
        raise BadSetting("DATABASE_URL is an SQLite file, which one process owns: use `serve`, or PostgreSQL.")
    require_newest(database)
    database.close()
    return _run(settings, parts)


def _run(settings: Settings, parts: "Parts") -> int:
    import logging

    from bot.build import Parley, refuse_second
    from storage import keys

    if settings.socket_mode and settings.slack_signing_secret and parts.web:
        logging.getLogger("parley").info("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: using Socket Mode")
    parley = Parley(settings, parts)
    with parley.database.read() as connection:
        keys.check(connection)
    refuse_second(parley.database)
    if parts.web:
        _serve_web(parley)
    else:
        asyncio.run(_until_told(parley))
    return 2 if parley.refused else 0


def _serve_web(parley: "Parley") -> None:
    import uvicorn

    settings = parley.settings
    config = uvicorn.Config(
        parley.web, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False
    )
    uvicorn.Server(config).run()


async def _until_told(parley: "Parley") -> None:
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with parley.lifespan():
        await stop.wait()


# --- tools -------------------------------------------------------------------------------------------------------------


def _migrate(settings: Settings, _asked: argparse.Namespace) -> int:
    print("The database is up to date now." if _bring_up_to_date(settings) else "The database was up to date already.")
    return 0


def _bring_up_to_date(settings: Settings) -> bool:
    from bot.engine import queue_schema
    from bot.keys import open_database
    from storage.schema import migrate

    database = open_database(settings)
    changed = migrate(database)
    if not database.is_sqlite:
        changed |= queue_schema(database.url.set(drivername="postgresql").render_as_string(hide_password=False))
    database.close()
    return changed


def _import_kpis(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.imports import import_kpis

    require_keys(settings)
    _bring_up_to_date(settings)
    return import_kpis(settings, asked.file, asked.mapping, asked.workspace, " ".join(asked.reason.split()))


def _import_schedule(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.schedules import import_schedule

    require_keys(settings)
    _bring_up_to_date(settings)
    return import_schedule(
        settings, asked.file, asked.vendor, asked.workspace, confirmed=asked.confirm, reason=asked.reason
    )


def _import_story(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.stories import import_story

    require_keys(settings)
    _bring_up_to_date(settings)
    return import_story(settings, asked.file)


def _audit_verify(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.records import audit_verify

    return audit_verify(settings, asked.anchor, asked.workspace)


def _audit_erase(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.records import audit_erase

    return audit_erase(settings, asked.entry, asked.reason, asked.workspace)


def _keys_new(_settings: Settings, _asked: argparse.Namespace) -> int:
    from bot import keys

    return keys.new()


def _keys_rotate(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot import keys

    return keys.rotate(settings)


def _erase_person(settings: Settings, asked: argparse.Namespace) -> int:
    from bot.erasing import erase_person

    require_keys(settings)
    _bring_up_to_date(settings)
    return erase_person(settings, asked.who, asked.why, asked.workspace, confirmed=asked.confirm)


def _manifest(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.manifest import manifest
    from handlers import registry

    print(json.dumps(manifest(registry(), settings), indent=2))
    return 0


def _routes(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.reports import routes

    print(routes(settings))
    return 0


def _doctor(settings: Settings, _asked: argparse.Namespace) -> int:
    from bot.reports import doctor

    return asyncio.run(doctor(settings))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
