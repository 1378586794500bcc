"""kill -9 while a file is imported and exports go out: each line is imported once, each file arrives once."""

import random
import time
from pathlib import Path

from sqlalchemy import text

from faults.conftest import Place, fleet_for
from faults.fleet import free_port, wait_for
from sandbox.forms import parts
from sandbox.server import Sandbox
from storage.database import Database

ROWS, MOST_KILLS = 6000, 10
ALICE, DIRECT, HELIX = "U0ALICE", "D0ALICE", "C0HELIX"
TABLE = "Action,Owner,Due\n" + "".join(f"Part {number},Vera Novak,2099-12-01\n" for number in range(ROWS))
SAID = f"Imported {ROWS:,} action items from"


def test_an_import_and_exports_killed_again_and_again_are_each_done_once(
    tmp_path: Path, sqlite_url: str, chance: random.Random
) -> None:
    with Sandbox() as sandbox:
        port = free_port()
        fleet = fleet_for(
            Place(sandbox.api_url, sandbox.bot_token, sandbox.signing_secret, []), sqlite_url, tmp_path, port
        )
        sandbox.request_url = f"http://127.0.0.1:{port}/slack/events"
        try:
            fleet.start("serve", "serve")
            wait_for(lambda: fleet.is_ready(port), 20, "the bot is ready")
            for words in ("setup", "add Helix Clinical, tier 1, CRO <@U0VERA|vera>", "link Helix Clinical"):
                assert sandbox.slash(ALICE, HELIX, f"/vendor {words}").status == 200
            sandbox.message(ALICE, DIRECT, "", files=[("parts.csv", TABLE.encode())])
            wait_for(lambda: _press(sandbox, "Confirm"), 60, "the file is read")
            exports = 0
            while fleet.kills < MOST_KILLS and SAID not in _heard(sandbox):
                wait_for(lambda: fleet.is_ready(port), 20, "the bot is back")
                exports += "is on its way" in str(sandbox.slash(ALICE, DIRECT, "/action export csv").body)
                time.sleep(chance.uniform(0.0, 1.0))
                fleet.kill("serve")
                fleet.start("serve")
            wait_for(lambda: SAID in _heard(sandbox), 120, "the import is done")
            wait_for(lambda: len(_files(sandbox)) >= exports, 60, "the exports have arrived")
        finally:
            fleet.stop()
        files = _files(sandbox)
        said = _heard(sandbox).count(SAID)
    database = Database(sqlite_url)
    with database.read() as connection:
        titles = list(connection.scalars(text("SELECT title FROM actions ORDER BY id")))
    database.close()
    print(
        f"\nSQLite, import and exports: {fleet.kills} kills, {len(titles)} items of {ROWS} lines, "
        f"{len(files)} files of {exports} exports"
    )
    assert titles == [f"Part {number}" for number in range(ROWS)]
    assert said == 1
    assert (len(files), len(set(files))) == (exports, exports)


def _heard(sandbox: Sandbox) -> str:
    return sandbox.as_text(DIRECT)


def _files(sandbox: Sandbox) -> list[str]:
    """The names of the files Parley has sent."""
    own = [message for message in sandbox.messages(DIRECT) if message["user"] != ALICE]
    return [file["name"] for message in own for file in message.get("files", [])]


def _press(sandbox: Sandbox, label: str) -> bool:
    """Presses a button of the newest message that has one; whether there was one."""
    for message in reversed(sandbox.messages(DIRECT)):
        for part in parts(message.get("blocks", [])):
            if (part.element.get("text") or {}).get("text") == label:
                sandbox.click(ALICE, DIRECT, message["ts"], part.element["action_id"], part.element.get("value"))
                return True
    return False
