"""A workspace that outlives every kill, and databases of both kinds."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from slack_sdk import WebClient

from faults.fleet import ROOT, Fleet
from tests.databases import Postgres, plain, postgres

CHANNELS, LETTERS = 20, 1000


@dataclass
class Place:
    """The workspace over there: how to reach it, and what was said in it."""

    api_url: str
    token: str
    secret: str
    channels: list[str]

    def said(self, channel: str) -> list[str]:
        """The texts of a channel, oldest first, as anyone with a token can read them."""
        client = WebClient(token=self.token, base_url=self.api_url)
        pages = client.conversations_history(channel=channel, limit=200)
        return [message["text"] for page in pages for message in page["messages"]][::-1]


@pytest.fixture
def place() -> Iterator[Place]:
    command = [sys.executable, "-m", "faults.workspace", str(CHANNELS)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield Place(**json.loads(process.stdout.readline()))
        process.communicate(timeout=10)


@pytest.fixture
def chance() -> random.Random:
    """The moments of the kills; FAULTS_SEED plays them again."""
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nFAULTS_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def server(testrun_uid: str) -> Iterator[Postgres]:
    with postgres(testrun_uid, "faults") as its:
        yield its


@pytest.fixture
def postgres_url(server: Postgres) -> Iterator[str]:
    with server.fresh("template0") as url:
        yield plain(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/parley.db"


def fleet_for(place: Place, url: str, logs: Path, port: int) -> Fleet:
    """Parley's processes with settings for the workspace over there."""
    return Fleet(
        {
            "SLACK_BOT_TOKEN": place.token,
            "PARLEY_KEYS": Fernet.generate_key().decode(),
            "SLACK_SIGNING_SECRET": place.secret,
            "SLACK_APP_TOKEN": "",
            "SLACK_API_URL": place.api_url,
            "SLACK_PACE": "0",
            "SLACK_TIMEOUT": "1",
            "DATABASE_URL": url,
            "PORT": str(port),
            "SMTP_HOST": "",
        },
        logs,
    )
