"""A bot killed after its commit and before its ack: Slack sends the event again, and it has one effect."""

import contextlib
import socket
import threading
import time
from pathlib import Path

from sqlalchemy import text

from faults.conftest import Place, fleet_for
from faults.fleet import Fleet, free_port, wait_for
from sandbox.server import Sandbox
from storage.database import Database


class Gate:
    """Stands between Slack and the bot. Once told to, it keeps the bot's next answer, kills the bot and hangs up."""

    def __init__(self, bot_port: int, fleet: Fleet) -> None:
        self.bot_port = bot_port
        self.fleet = fleet
        self.kills_next = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/slack/events"
        threading.Thread(target=self._let_through, daemon=True).start()

    def _let_through(self) -> None:
        while True:
            slack, _ = self._listening.accept()
            with slack:
                try:
                    self._pass_on(slack)
                except OSError:
                    continue  # one of the two is gone, as this test wants it

    def _pass_on(self, slack: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.bot_port)) as bot:
            threading.Thread(target=_pump, args=(slack, bot), daemon=True).start()
            answer = bot.recv(65536)  # there is an answer, so there was a commit
            if self.kills_next:
                self.kills_next = False
                self.fleet.kill("serve")
                return
            while answer:
                slack.sendall(answer)
                answer = bot.recv(65536)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_RDWR)


def test_an_event_whose_ack_was_lost_with_the_bot_has_one_effect(tmp_path: Path, sqlite_url: str) -> None:
    offset = [0.0]
    with Sandbox(clock=lambda: time.time() + offset[0]) as sandbox:
        place = Place(sandbox.api_url, sandbox.bot_token, sandbox.signing_secret, [])
        port = free_port()
        fleet = fleet_for(place, sqlite_url, tmp_path, port)
        gate = Gate(port, fleet)
        sandbox.request_url = gate.url
        try:
            fleet.start("serve", "serve")
            wait_for(lambda: fleet.is_ready(port), 20, "the bot is ready")
            for words in ("setup", "add Helix Clinical, tier 1, CRO <@U0VERA|vera>", "link Helix Clinical"):
                assert sandbox.slash("U0ALICE", "C0HELIX", f"/vendor {words}").status == 200
            lost = 0
            for number in range(5):
                gate.kills_next = True
                told = sandbox.message(
                    "U0BOB", "C0HELIX", f"<@U0PARLEY> action add <@U0VERA> 1 Dec 2099 send part {number}"
                )
                lost += told.status == 0
                fleet.start("serve")
                wait_for(lambda: fleet.is_ready(port), 20, "the bot is back")
                offset[0] += 60
                assert [answer.status for answer in sandbox.redeliver_due()] == [200]
        finally:
            fleet.stop()
    database = Database(sqlite_url)
    with database.read() as connection:
        titles = list(connection.scalars(text("SELECT title FROM actions ORDER BY id")))
    database.close()
    print(
        f"\nSQLite, ack lost with the bot: {fleet.kills} kills, {lost} acks lost, {len(titles)} actions for 5 requests"
    )
    assert titles == [f"send part {number}" for number in range(5)]
