"""The demo: the sandbox with the real bot beside it, opened on a lived-in story. It talks to the bot over the wire only."""

import json
import os
import signal
import sys
import threading
from types import FrameType

from sandbox.bot_process import STORY, BotProcess, BotTrouble
from sandbox.script import WentWrong, play
from sandbox.server import Sandbox
from sandbox.stage import PATIENCE

CHANNEL = "C0HELIX"
GLANCE_SECONDS = 0.5
POST_SECONDS = 20.0
REDELIVER_SECONDS = 1.0
# Nobody reads along while the script plays, so Slack's one message a second would only be waited for.
HURRIED = {"SLACK_PACE": "0"}

OPENING = (
    (
        "C0HELIX",
        "U0ALICE",
        "Morning all. Last month's filing numbers are in, and they are not where we agreed they would be.",
    ),
    ("C0HELIX", "U0VERA", "I saw. Two of our filing specialists left in the summer; a recovery plan is nearly done."),
    ("C0HELIX", "U0BOB", "Thanks, Vera. I owe you comments on the monitoring plan, they come this week."),
    ("C0ORION", "U0CHARLIE", "The new courier has done its first week on the west coast. No delays so far."),
    ("C0ORION", "U0ALICE", "Good to hear. Let's look at the numbers in the next call."),
    ("C0GOV", "U0BOB", "Audit prep: who collects the Helix session minutes?"),
    ("C0GOV", "U0ALICE", "I do. Everything is in Parley anyway."),
)


def demo(*, once: bool = False, port: int = 0, patience: float = PATIENCE, **settings: str) -> int:
    """Runs until Ctrl-C, or plays the opening script once. 0 when all went well, 1 after a word about what did not."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _interrupt)
    try:
        sandbox = Sandbox(port=port, redeliver_every=REDELIVER_SECONDS)
    except OSError as trouble:
        why = os.strerror(trouble.errno or 0)
        return _sorry(f"Port {port} cannot be used ({why}). Choose another with --port, or leave it out.")
    try:
        with sandbox, BotProcess(sandbox, **(HURRIED if once else {}), **settings) as bot:
            _start(sandbox, bot)
            return play(sandbox, patience) if once else _stay(sandbox, bot)
    except WentWrong as trouble:
        return _sorry(str(trouble))
    except BotTrouble as trouble:
        return _sorry(f"The demo cannot go on: {trouble}")
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def _start(sandbox: Sandbox, bot: BotProcess) -> None:
    """A fresh database, the story, and then the bot; what it can be asked comes from its own manifest."""
    print("Starting Parley and a workspace for it ...", flush=True)
    manifest = bot.begin("manifest")
    bot.run("migrate")
    print(bot.run("import", "story", str(STORY)), end="", flush=True)
    bot.serve()
    printed, complaint = manifest.communicate(timeout=30)
    if manifest.returncode:
        raise BotTrouble(f"`python -m bot manifest` failed:\n{complaint}")
    _install(sandbox, printed)


def _install(sandbox: Sandbox, manifest: str) -> None:
    """What Slack learns from an app's manifest: its commands, its shortcuts, the events it listens to."""
    its = json.loads(manifest)
    commands, shortcuts = its["features"]["slash_commands"], its["features"]["shortcuts"]
    sandbox.commands = [{"command": one["command"], "hint": one["usage_hint"]} for one in commands]
    sandbox.shortcuts = [
        {"callback_id": one["callback_id"], "name": one["name"]} for one in shortcuts if one["type"] == "message"
    ]
    sandbox.subscriptions = set(its["settings"]["event_subscriptions"]["bot_events"])


def _stay(sandbox: Sandbox, bot: BotProcess) -> int:
    _bring_to_life(sandbox)
    first = "You are Alice. In #helix-northwind, press Create action below what Vera wrote, or type /vendor status."
    print(f"\n  {sandbox.url}\n\n{first}\nCtrl-C stops.", flush=True)
    glance = threading.Event()
    while bot.is_running:
        glance.wait(GLANCE_SECONDS)
    raise BotTrouble(f"the bot has stopped. {bot.last_words()}")


def _bring_to_life(sandbox: Sandbox) -> None:
    """A page nobody has ever written on says little: people talk, ask for things, and put pins on what they read."""
    for channel, user, words in OPENING:
        sandbox.message(user, channel, words)
    sandbox.slash("U0ALICE", CHANNEL, "/digest now")
    _wait_for(sandbox, "digest", CHANNEL)
    sandbox.message("U0BOB", CHANNEL, "So the filing is what the strategy session will be about.")
    sandbox.slash("U0BOB", CHANNEL, "/action add <@U0VERA|vera> friday send the root cause of the late filing #breach")
    _wait_for(sandbox, "root cause", CHANNEL)
    ts = sandbox.message("U0VERA", CHANNEL, "Will do. Site 114 has no signed delegation log yet, I will chase them.").ts
    sandbox.react("U0BOB", CHANNEL, ts or "", "eyes")
    sandbox.react("U0ALICE", CHANNEL, ts or "", "pushpin")
    sandbox.slash("U0ALICE", "D0ALICE", "/action export")
    _wait_for(sandbox, "Here are the action items", "D0ALICE")


def _wait_for(sandbox: Sandbox, words: str, channel: str) -> None:
    """Until the bot has said it there."""
    bot = sandbox.workspace.cast.app.bot_user

    def said() -> bool:
        return any(its["user"] == bot and words in its["text"] for its in sandbox.messages(channel))

    if not sandbox.wait_until(said, POST_SECONDS):
        raise BotTrouble(f"it did not post the message with {words!r} within {POST_SECONDS:g} seconds.")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _sorry(words: str) -> int:
    print(words, file=sys.stderr)
    return 1
