"""The demo as a person starts it: a process of its own, with the real bot beside it."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A Python command to its end."""
    with begin(*words, folder=folder) as started:
        printed, complaint = started.communicate(timeout=90)
    return subprocess.CompletedProcess(words, started.returncode, printed, complaint)


def begin(*words: str, folder: Path) -> subprocess.Popen[str]:
    """A Python command, its temporary files under `folder`."""
    environment = {"PATH": "", "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


def demo(*, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The opening script with a bot that was told something wrong."""
    return run(
        "-c",
        f"import sys; from sandbox.demo import demo; sys.exit(demo(once=True, patience=4, **{settings!r}))",
        folder=folder,
    )


def test_the_opening_script_plays_to_its_end_and_leaves_nothing_behind(tmp_path: Path) -> None:
    played = run("-m", "sandbox", "demo", "--once", folder=tmp_path)
    assert played.returncode == 0, played.stdout[-2000:] + played.stderr
    said = [line.strip() for line in played.stdout.splitlines()]
    assert "Alice, in #helix-northwind:" in said
    assert "Parley, to Alice only:" in said
    assert ":red_circle: Red: eTMF filing timeliness is red, and it is about compliance." in said
    assert any(line.startswith("Invitation: Joint strategy session with Helix Clinical, Tue ") for line in said)
    assert "All 18 steps went as they should" in said[-1]
    assert list(tmp_path.iterdir()) == []


def test_the_page_answers_until_ctrl_c(tmp_path: Path) -> None:
    with begin("-m", "sandbox", "demo", folder=tmp_path) as started:
        assert started.stdout
        url = next(line.strip() for line in started.stdout if line.strip().startswith("http://127.0.0.1:"))
        with urllib.request.urlopen(f"{url}/sandbox/conversation?as=U0ALICE&channel=C0HELIX", timeout=5) as answer:
            said = [message["text"] for message in json.load(answer)["messages"]]
        started.send_signal(signal.SIGINT)
        rest, complaint = started.communicate(timeout=20)
    assert "I saw. Two of our filing specialists left in the summer; a recovery plan is nearly done." in said
    assert any(text.startswith("SLA digest: Helix Clinical") for text in said)
    assert (started.returncode, complaint) == (0, "")
    assert rest.endswith("\nStopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_bot_with_the_wrong_signing_secret_fails_at_the_first_step(tmp_path: Path) -> None:
    played = demo(folder=tmp_path, SLACK_SIGNING_SECRET="not the one")
    assert played.returncode == 1
    assert "Step 1 (Alice asks where Helix stands) went wrong: expected an answer in time" in played.stderr
    assert "dispatch_failed" in played.stderr


@pytest.mark.at_length
def test_a_bot_without_mail_fails_at_the_step_that_needs_it(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        played = demo(folder=tmp_path, SMTP_PORT=str(nobody.getsockname()[1]))
    assert played.returncode == 1
    assert "Step 9 (Alice puts a session in everyone's calendar) went wrong: expected an invite" in played.stderr


@pytest.mark.at_length
def test_a_bot_that_slack_does_not_know_says_why_it_stopped(tmp_path: Path) -> None:
    played = demo(folder=tmp_path, SLACK_BOT_TOKEN="xoxb-of-somebody-else")
    assert played.returncode == 1
    assert "the bot stopped while starting" in played.stderr
    assert "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)" in played.stderr


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    played = demo(folder=tmp_path, SLACK_PACE="slowly")
    assert played.returncode == 1
    assert "SLACK_PACE" in played.stderr


def test_a_port_somebody_uses_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        played = run("-m", "sandbox", "demo", "--port", str(port), folder=tmp_path)
    assert played.returncode == 1
    assert (
        played.stderr
        == f"Port {port} cannot be used (Address already in use). Choose another with --port, or leave it out.\n"
    )
