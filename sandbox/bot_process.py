"""The bot beside the sandbox: a real process with a database, a log and a port of its own, all in a folder that goes with it."""

import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parent.parent
STORY = ROOT / "examples" / "story.toml"
READY_SECONDS = 30.0
STOP_SECONDS = 8.0
LINES = 12


class BotTrouble(Exception):
    """The bot did not do what it was started for: what, and the last it said."""


class BotProcess:
    """`python -m bot`, told about the sandbox through its environment alone. Its working folder has no `.env`."""

    def __init__(self, sandbox: Sandbox, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="parley-demo-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self.log = self.folder / "bot.log"
        self.port = _free_port()
        self.environment = {**_inherited(), **_settings(sandbox, self.folder, self.port), **settings}
        self._process: subprocess.Popen[bytes] | None = None
        sandbox.request_url = f"http://127.0.0.1:{self.port}/slack/events"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._folder.cleanup()

    def run(self, *words: str) -> str:
        """One command to its end; what it printed. Raises BotTrouble when it fails."""
        done = self.begin(*words)
        printed, complaint = done.communicate()
        if done.returncode:
            raise BotTrouble(f"`python -m bot {' '.join(words)}` failed. It said:\n{_tail(printed + complaint)}")
        return printed

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """A command that runs beside others; its output is the caller's to read."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self._line(*words),
            env=self.environment,
            cwd=self.folder,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )

    def serve(self) -> None:
        """Start it for good; returns when it is ready. Raises BotTrouble when it dies or takes too long."""
        with self.log.open("wb") as log:
            # A session of its own: Ctrl-C in the terminal is ours to pass on, once and in order.
            self._process = subprocess.Popen(
                self._line("serve"),
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            if not self.is_running:
                raise BotTrouble(f"the bot stopped while starting. {self.last_words()}")
            if time.monotonic() > deadline:
                raise BotTrouble(f"the bot was not ready after {READY_SECONDS:g} seconds. {self.last_words()}")
            time.sleep(0.05)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it in its own time, or by force when it takes too long."""
        if self._process is None or not self.is_running:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        """The end of its log, for people."""
        return f"Its last words:\n{_tail(self.log.read_text('utf-8', 'replace') if self.log.exists() else '')}"

    def _line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", *words]

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _settings(sandbox: Sandbox, folder: Path, port: int) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'parley.db'}",
        "PARLEY_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sandbox.smtp_port),
        "SMTP_FROM": f"parley@{sandbox.workspace.cast.home_team.domain}.example",
        "SMTP_TLS": "none",
        "PICTURE_CACHE": str(folder / "pictures"),
    }


def _inherited() -> dict[str, str]:
    """Our own environment without any setting of a real Parley: the demo must never reach a real workspace."""
    theirs = ("SLACK_", "SMTP_", "PUBLIC_URL", "PARLEY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return kept | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1,localhost"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(text: str) -> str:
    lines = [_in_words(line) for line in text.splitlines() if line.strip()]
    return "\n".join(f"  {line}" for line in lines[-LINES:]) or "  (it said nothing)"


def _in_words(line: str) -> str:
    """A log line as level and message; a fault's stack comes with it."""
    try:
        entry: Mapping[str, Any] = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict):
        return line
    stack = str(entry.get("exc_info") or "").strip().splitlines()
    more = [str(entry[name]) for name in ("act", "outcome") if name in entry] + stack[-1:]
    return f"{entry.get('level', '')}: {entry.get('message', '')}" + (f" ({', '.join(more)})" if more else "")
