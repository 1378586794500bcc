"""A real CalDAV server, Radicale, for tests that ask one."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import radicale
import radicale.config

from tests.bot.elsewhere import feed

Login = tuple[str, str]
Events = Mapping[str, tuple[str, ...]]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def caldav_server(place: Path, *logins: Login, rights: str = "owner_only") -> Iterator[str]:
    """A Radicale with these people on it; its address."""
    (place / "users").write_text("\n".join(":".join(login) for login in logins), "utf-8")
    configuration = radicale.config.load()
    configuration.update(
        {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(place / "users"), "htpasswd_encryption": "plain", "delay": "0"},
            "rights": {"type": rights},
            "storage": {"filesystem_folder": str(place / "collections")},
        }
    )  # fmt: skip
    server = make_server("127.0.0.1", 0, radicale.Application(configuration), Threaded, Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fill(url: str, login: Login, events: Events) -> None:
    """Makes a calendar with these events at an address."""
    with httpx.Client(auth=httpx.BasicAuth(login[0].encode(), login[1].encode())) as http:
        http.request("MKCALENDAR", url).raise_for_status()
        for name, lines in events.items():
            its = "\r\n".join(("BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT"))
            put = http.put(f"{url}{name}.ics", content=feed(its), headers={"Content-Type": "text/calendar"})
            put.raise_for_status()
