"""What is said: letters delivered to the stand-in Slack, beside a client that only posts."""

import subprocess
import sys
import time
from datetime import UTC, datetime

from bench.processes import bot
from bench.report import Line
from governance.events import Door
from sandbox.server import Sandbox
from storage.database import Database
from storage.outbox import Kind
from storage.unit_of_work import unit_of_work

CHANNELS = ["C0HELIX", "C0ORION", "C0MERID", "C0GOV", "D0ALICE", "D0BOB", "D0VERA", "D0CHARLIE"]
POST = "chat.postMessage"
LONGEST = 120.0


def measure(url: str, count: int) -> list[Line]:
    """`count` posts over all channels, no pause between two to one channel."""
    floor = _bare(count)
    with Sandbox() as sandbox, bot(sandbox, url):
        _queue(url, count)
        rate = _rate(sandbox, count)
    return [
        Line(
            f"Outbox: {count} posts over {len(CHANNELS)} channels, written down, sent, settled, no pause between posts",
            f"{rate:.0f} deliveries/s",
            f"bare `chat_postMessage` calls, one at a time a channel: {floor:.0f}/s",
            f"x {rate / floor:.2f}",
        )
    ]


def _queue(url: str, count: int) -> None:
    """All in one transaction beside the running bot, whose sweep finds them within a second."""
    database = Database(url)
    with unit_of_work(database, 1, at=datetime.now(UTC), door=Door.COMMAND_LINE) as uow:
        run = time.time_ns()
        for number in range(count):
            channel = CHANNELS[number % len(CHANNELS)]
            payload = {"channel": channel, "text": f"message {number}"}
            uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=f"bench:{run}:{number}")
    database.close()


def _bare(count: int) -> float:
    with Sandbox() as sandbox:
        what = ["post", sandbox.api_url, sandbox.bot_token, ",".join(CHANNELS), str(count)]
        subprocess.run([sys.executable, "-m", "bench.bare", *what], check=True)
        return _rate(sandbox, count)


def _rate(sandbox: Sandbox, count: int) -> float:
    """Posts a second between the first and the last to arrive. Raises RuntimeError unless all arrive, once each."""
    began = time.monotonic()
    while len(calls := sandbox.calls(POST)) < count:
        if time.monotonic() - began > LONGEST:
            raise RuntimeError(f"{len(calls)} of {count} posts arrived")
        time.sleep(0.1)
    if len({call.args["text"] for call in calls}) != count or any(call.status != 200 for call in calls):
        raise RuntimeError("posts were doubled or refused")
    moments = [call.at for call in calls]
    return (count - 1) / (max(moments) - min(moments))
