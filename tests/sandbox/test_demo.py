"""The demo as a person starts it: a process of its own, with the real bot beside it."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A Python command to its end, its temporary files under `folder`."""
    environment = {"PATH": "", "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False
    )


def demo(*, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The opening script with a bot that was told something wrong."""
    return run(
        "-c", f"import sys; from sandbox.demo import demo; sys.exit(demo(once=True, **{settings!r}))", folder=folder
    )


def test_the_opening_script_plays_to_its_end_and_leaves_nothing_behind(tmp_path: Path) -> None:
    played = run("-m", "sandbox", "demo", "--once", folder=tmp_path)
    assert played.returncode == 0, played.stdout[-2000:] + played.stderr
    said = [line.strip() for line in played.stdout.splitlines()]
    assert "Alice, in #helix-northwind:" in said
    assert "Parley, to Alice only:" in said
    assert ":red_circle: Red: eTMF filing timeliness is red, and it is about compliance." in said
    assert any(line.startswith("Invitation: Joint strategy session with Helix Clinical, Tue ") for line in said)
    assert "All 11 steps went as they should" in said[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_bot_with_the_wrong_signing_secret_fails_at_the_first_step(tmp_path: Path) -> None:
    played = demo(folder=tmp_path, SLACK_SIGNING_SECRET="not the one")
    assert played.returncode == 1
    assert "Step 1 (Alice asks where Helix stands) went wrong: expected an answer in time" in played.stderr
    assert "dispatch_failed" in played.stderr


def test_a_bot_without_mail_fails_at_the_step_that_needs_it(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        played = demo(folder=tmp_path, SMTP_PORT=str(nobody.getsockname()[1]))
    assert played.returncode == 1
    assert "Step 6 (Alice puts a session in everyone's calendar) went wrong: expected an invite" in played.stderr


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
