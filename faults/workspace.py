"""The sandbox in a process of its own, with channels to fill: it prints where it is and lives until its input ends."""

import dataclasses
import json
import sys

from sandbox.cast import Place, load
from sandbox.server import Sandbox

# A post is answered this long (in seconds) after it was made: the moments in which a kill leaves doubt.
ANSWERS_LATE = 0.02


def main(channels: int) -> None:
    """Serves the cast and so many channels more, C0FAULT00, C0FAULT01, ..."""
    cast = load()
    names = [f"C0FAULT{number:02}" for number in range(channels)]
    more = {name: Place(id=name, name=name.lower(), members=("U0ALICE", cast.app.bot_user)) for name in names}
    with Sandbox(cast=dataclasses.replace(cast, places=cast.places | more)) as sandbox:
        sandbox.fault("chat.postMessage", times=10**9, hang=ANSWERS_LATE)
        where = {"api_url": sandbox.api_url, "token": sandbox.bot_token, "secret": sandbox.signing_secret}
        print(json.dumps(where | {"channels": names}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
