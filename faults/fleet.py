"""Real processes of Parley, to be killed without warning and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(happened: Callable[[], object], seconds: float, what: str) -> None:
    """Looks again every 50 ms until it happened; fails by name when it never does."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)


@dataclass
class Fleet:
    """Processes by name, each `python -m bot <command>` with its own output file."""

    environment: dict[str, str]
    logs: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)
    kills: int = 0

    def start(self, name: str, command: str = "") -> None:
        """Starts a process, or starts it again."""
        command = self.commands.setdefault(name, command)
        environment = os.environ | self.environment
        with (self.logs / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", *command.split()], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def run(self, command: str) -> None:
        """Runs a command to its end, which must be a good one."""
        environment = os.environ | self.environment
        subprocess.run([sys.executable, "-m", "bot", *command.split()], cwd=ROOT, env=environment, check=True)

    def kill(self, name: str) -> None:
        """kill -9: no farewell, no clean-up."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()
        self.kills += 1

    def stop(self) -> None:
        """Asks all of them to go, and sees them go."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def is_ready(self, port: int) -> bool:
        """Whether the web process on this port says that it can do its work."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
