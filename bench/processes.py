"""The real bot, as a process of its own, and what can be read of it from outside."""

import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from sandbox.server import Sandbox

LONGEST_START = 30.0
KEY = Fernet.generate_key().decode()  # one for all: a bot that is started again reads what the one before kept


@dataclass(frozen=True)
class Running:
    """A process that answers on a port. `started` is how long it took from exec to its first good answer, in seconds."""

    pid: int
    port: int
    started: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/slack/events"

    def cpu(self) -> float:
        """Processor seconds it has used so far, its children's (pictures) apart."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, what: str) -> float:
        """MB (10^6 bytes) as the kernel counts them: VmRSS now, VmHWM at most so far."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) * 1024 / 1e6
        raise KeyError(what)


def environment(sandbox: Sandbox, database: str, port: int = 0) -> dict[str, str]:
    """Parley's settings for a run against the sandbox, over HTTP."""
    ours = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_PACE": "0",
        "DATABASE_URL": database,
        "PARLEY_KEYS": KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sandbox.smtp_port),
        "SMTP_FROM": "parley@northwind.example",
        "SMTP_TLS": "none",
    }
    return os.environ | ours


@contextmanager
def bot(sandbox: Sandbox, database: str) -> Iterator[Running]:
    """`python -m bot serve` on this database, ready."""
    port = free_port()
    with answering(["-m", "bot", "serve"], port, "/readyz", environment(sandbox, database, port)) as running:
        yield running


@contextmanager
def answering(command: Sequence[str], port: int, path: str, env: dict[str, str] | None = None) -> Iterator[Running]:
    """A Python process, from the moment it answers 200 on a path."""
    began = time.perf_counter()
    with process(command, env) as child:
        while not _ready(port, path):
            if child.poll() is not None or time.perf_counter() - began > LONGEST_START:
                raise RuntimeError(f"{' '.join(command)} did not start")
            time.sleep(0.005)
        yield Running(child.pid, port, time.perf_counter() - began)


@contextmanager
def process(command: Sequence[str], env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that ends with the block. Its log goes nowhere."""
    child = subprocess.Popen([sys.executable, *command], env=env, stderr=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(20)


@dataclass(frozen=True, order=True)
class Spent:
    """Seconds from exec to exit, and seconds of processor: the second hardly changes when others want the machine."""

    wall: float
    cpu: float

    def words(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} s of processor)"


def spent_by(command: Sequence[str], env: dict[str, str]) -> Spent:
    """What a whole process takes. Raises CalledProcessError."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], env=env, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - began, cpu)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _ready(port: int, path: str) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asking.request("GET", path)
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()
