"""No token and no password is in a log, an error, the database or anything that is said, whatever goes wrong at whichever edge."""

import logging
import os
import socketserver
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest

from bot import blots
from bot.logs import WithoutSecrets
from bot.settings import BadSetting, read_settings
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.everything import holds, kept
from tests.running import KEY, Running

ROOT = Path(__file__).parents[2]
SMTP, IMAP, CALDAV, DATABASE, SIGNING = (
    f"{name}-c4n4ry&'\"" for name in ("smtp", "imap", "caldav", "database", "signing")
)
BOT, APP = "xoxb-1234-c4n4ry", "xapp-1-c4n4ry"
ALL = ("c4n4ry", KEY)


class Echo(socketserver.StreamRequestHandler):
    """A mail server, of either kind, that refuses a login and repeats all of it."""

    def handle(self) -> None:
        self.wfile.write(self.server.hello)  # type: ignore[attr-defined]
        for line in self.rfile:
            said = line.decode().strip()
            self.wfile.write(self._answer(said).encode())

    def _answer(self, said: str) -> str:
        tag, _, rest = said.partition(" ")
        if said.upper().startswith("EHLO"):
            return "250-echo\r\n250 AUTH PLAIN\r\n"
        if tag == "AUTH":
            secret = rest.removeprefix("PLAIN ")
            return f"535 no login {secret} {b64decode(secret).decode()!r}\r\n"
        if rest.startswith("CAPABILITY"):
            return f"* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n"
        if rest.startswith("LOGIN"):
            return f"{tag} NO not {rest}\r\n"
        return "221 bye\r\n" if tag.upper() == "QUIT" else f"{tag} BAD\r\n"


@contextmanager
def echo(hello: bytes) -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.hello = hello  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield str(server.server_address[1])
        server.shutdown()


@pytest.fixture
def mail_servers() -> Iterator[dict[str, str]]:
    with echo(b"220 echo\r\n") as smtp, echo(b"* OK echo\r\n") as imap:
        yield {
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": smtp, "SMTP_TLS": "none", "SMTP_USER": "parley", "SMTP_PASSWORD": SMTP,
            "SMTP_FROM": "parley@northwind.example", "IMAP_HOST": "127.0.0.1", "IMAP_PORT": imap, "IMAP_TLS": "none",
            "IMAP_USER": "parley", "IMAP_PASSWORD": IMAP, "MAIL_LISTEN": "",
        }  # fmt: skip


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged, as it is written down."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutSecrets())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


def test_mail_servers_that_repeat_the_login(
    start: Callable[..., Running], mail_servers: dict[str, str], log: StringIO
) -> None:
    parley = start(**mail_servers)
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("help", by=VERA, at=HELIX, via="mention")
    parley.say(f"session schedule Helix 1 Dec 15:00 <@{VERA}|vera>", by=ALICE, at=HELIX)
    said = parley.say("vendor doctor", by=ALICE, at=HELIX)
    assert "535 no login" in said
    for text in (said, kept(parley.database), log.getvalue(), parley.heard(HELIX)):
        assert holds(text, ALL) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"error": "invalid_auth"},
        {"error": "xoxb-1234-c4n4ry is bad"},
        {"drop": "before"},
        {"drop": "after"},
    ],
)
def test_slack_that_answers_badly(with_helix: Running, log: StringIO, fault: dict[str, object]) -> None:
    token = with_helix.parley.settings.slack_bot_token
    for method in ("chat.postMessage", "chat.postEphemeral", "views.open", "users.info", "response_url"):
        with_helix.sandbox.fault(method, times=2, **fault)  # type: ignore[arg-type]
    with_helix.say("status", by=VERA, at=HELIX, via="mention")
    with_helix.say("action add", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}|vera> friday send the list", by=BOB, at=HELIX)
    for text in (log.getvalue(), kept(with_helix.database), with_helix.say("vendor doctor", by=ALICE)):
        assert holds(text, (*ALL, token, with_helix.parley.settings.slack_signing_secret)) == []


def test_an_error_of_ours_that_has_a_secret_in_it(with_helix: Running, log: StringIO) -> None:
    settings = with_helix.parley.settings
    for secret in (settings.slack_bot_token, settings.slack_signing_secret, KEY, BOT, APP):
        try:
            raise RuntimeError(f"cannot use {secret!r}")
        except RuntimeError:
            logging.getLogger("parley").exception("fault with %s", secret, extra={"all": {"of": [secret]}})
    assert log.getvalue().count("(secret)") >= 15
    assert holds(log.getvalue(), (*ALL, settings.slack_bot_token, settings.slack_signing_secret)) == []


@pytest.mark.parametrize(
    "words",
    [
        "https://hooks.slack.com/commands/T0/12345/c4n4ryc4n4ry",
        "postgresql://parley:c4n4ry@db/parley",
        "/calendar/c4n4ryc4n4ryc4n4ry.ics",
        "https://parley.example/poll/c4n4ryc4n4ryc4n4ry",
        f"parley_{'0' * 64}",
        "Authorization: Basic YzRuNHJ5YzRuNHJ5",
        "Authorization: Bearer c4n4ryc4n4ryc4n4ry",
        "xoxp-c4n4ry xoxe.xoxb-c4n4ry xapp-c4n4ry",
    ],
)
def test_what_looks_like_a_secret_is_blotted_out(words: str) -> None:
    blotted = blots.blotted(words)
    assert "(secret)" in blotted
    assert holds(blotted, ("c4n4ry", "YzRuN", "0" * 64)) == []


# --- the command line ----------------------------------------------------------------------------------------------------


def run(*words: str, **more: str) -> str:
    """All that `python -m bot` prints, with canaries for all of its secrets."""
    ours = {
        "SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING, "PARLEY_KEYS": KEY,
        "SLACK_API_URL": "http://127.0.0.1:9/api/", "CALDAV_PASSWORD": CALDAV,
        "DATABASE_URL": "postgresql://parley:database-c4n4ry@127.0.0.1:9/parley",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=os.environ | ours | more, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("command", ["serve", "web", "migrate", "doctor", "keys rotate", "audit verify"])
def test_a_database_that_is_away(command: str) -> None:
    said = run(*command.split())
    assert "The database cannot be reached" in said
    assert "Traceback" not in said
    assert holds(said, ALL) == []


def test_the_doctor_where_nothing_answers(tmp_path: Path, mail_servers: dict[str, str]) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/parley.db"}
    run("migrate", **database)
    said = run("doctor", **database, **mail_servers)
    assert "Mail: 127.0.0.1 cannot be used (535 no login (secret)" in said
    assert "the mail server refuses" in said
    assert holds(said, ALL) == []


HEX = "c4a4" * 16


@pytest.mark.parametrize(
    "address",
    [
        f"/act/{HEX}",
        f"/calendar/{HEX}.ics",
        f"/poll/{HEX}",
        f"wss://wss-primary.slack.com/link/?ticket={HEX}&app_id=1",
        f"wss://wss-primary.slack.com/link/?app_id=1&ticket={HEX[:8]}-{HEX}",
        f"https://calendar.google.com/calendar/ical/x%40gmail.com/private-{HEX}/basic.ics",
        f"https://calendar.google.com/calendar/ical/c4a4%40group.calendar.google.com/private-{HEX}/basic.ics",
        f"https://outlook.office365.com/owa/calendar/{HEX}@helix.example/{HEX}/calendar.ics",
        f"https://hooks.slack.com/actions/T1/2/{HEX}",
    ],
)
def test_a_secret_address_is_not_said(log: StringIO, address: str) -> None:
    assert "c4a4" not in blots.blotted(f"GET {address} 404")
    logging.getLogger("slack_sdk").error("Failed to connect (error: 403, url='%s'); Retrying...", address)
    assert "c4a4" not in log.getvalue()


def test_no_mail_address_is_logged(start: Callable[..., Running], log: StringIO) -> None:
    parley = start()
    parley.sandbox.fault("smtp", times=9, status=550)
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("help", by=VERA, at=HELIX, via="mention")
    parley.say(f"session schedule Helix 1 Dec 15:00 <@{VERA}|vera>", by=ALICE, at=HELIX)
    parley.settle()
    logging.getLogger("parley").warning("550 no such user: %s", "vera@helix.example")
    assert "a mail (letter " in log.getvalue()
    assert holds(log.getvalue(), ["@helix.example", "@northwind.example"]) == []


def test_an_error_nobody_caught(tmp_path: Path) -> None:
    file = tmp_path / f"{BOT}.toml"
    said = run("import", "kpis", str(file), "--map", str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert said
    assert holds(said, ALL) == []


def test_the_last_words_of_a_process(capsys: pytest.CaptureFixture[str]) -> None:
    blots.keep_out(read_settings({"SMTP_PASSWORD": SMTP}, env_file=None))
    try:
        raise ValueError(f"login {SMTP} {SMTP!r}")
    except ValueError as error:
        blots.say_the_last_words(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "ValueError: login (secret)" in said
    assert holds(said.rpartition("ValueError")[2], ALL) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-c4n4ry"),
        ("SLACK_APP_TOKEN", "xoxb-c4n4ry"),
        ("DATABASE_URL", "mysql://parley:c4n4ry@db/x"),
        ("DATABASE_URL", "postgresql://parley:c4n4ry@db:port/x"),
        ("PARLEY_KEYS", "c4n4ry"),
        ("PUBLIC_URL", "ftp://parley:c4n4ry@parley.example"),
        ("SLACK_API_URL", "https://parley:c4n4ry@slack.example"),
        ("CALDAV_URL", "https://parley:c4n4ry@cal.example/{mail}/"),
        ("PORT", "xoxb-c4n4ry"),
        ("SMTP_FROM", "xapp-c4n4ry"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_secret(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as trouble:
        read_settings({name: value}, env_file=None)
    assert str(trouble.value).startswith(name)
    assert "c4n4ry" not in str(trouble.value)
