"""Debian's dovecot, started for a test in a folder of its own, with no rights it does not need: IMAP and LMTP on loopback."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
HAS_LMTP = any(Path(folder, "lmtp").exists() for folder in ("/usr/lib/dovecot", "/usr/libexec/dovecot"))
MISSING = "Debian's dovecot is not on this machine: apt-get install dovecot-imapd dovecot-lmtpd"
PASSWORD = "sesame"

CONFIG = """
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{place}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@northwind.example
}}
namespace inbox {{
  inbox = yes
}}
"""


class Dovecot:
    """A mail server with a mailbox for whoever asks for one; a test fills its `user`'s, stops the server, starts it again."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.user = ""
        self._users = count(1)
        self.imap, self.lmtp = _free_port(), _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        us, group = pwd.getpwuid(os.getuid()), grp.getgrgid(os.getgid()).gr_name
        if us.pw_uid == 0:  # dovecot refuses to serve root's mail
            us = pwd.getpwnam("dovecot")
            group = grp.getgrgid(us.pw_gid).gr_name
        facts = {"place": place, "user": us.pw_name, "uid": us.pw_uid, "gid": us.pw_gid, "group": group}
        for folder in ("run", "state", "mail"):
            (place / folder).mkdir()
        if getpass.getuser() == "root":
            shutil.chown(place, us.pw_uid, us.pw_gid)
            shutil.chown(place / "mail", us.pw_uid, us.pw_gid)
        self.config = place / "dovecot.conf"
        self.config.write_text(CONFIG.format(**facts, password=PASSWORD, imap=self.imap, lmtp=self.lmtp))

    def start(self) -> None:
        assert PROGRAM
        self._process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(self.config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for port in (self.imap, self.lmtp):
            _wait_for(port, self._process, self.place / "log")

    def stop(self) -> None:
        """At once, with everybody who is connected."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def another_mailbox(self) -> None:
        """An empty one, of another user."""
        self.user = f"parley{next(self._users)}@northwind.example"

    def deliver(self, raw: bytes) -> None:
        """As the company's mail server hands it over."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            client.sendmail("somebody@elsewhere.example", [self.user], raw)

    def make_anew(self) -> None:
        """The mailbox is lost and made again: its UIDs mean other mails from then on."""
        self.stop()
        mailbox = self.place / "mail" / self.user
        owner = mailbox.stat()
        shutil.rmtree(mailbox)
        mailbox.mkdir()
        # Its UIDVALIDITY; by itself dovecot takes the second it is, which may be the same one.
        (mailbox / "dovecot-uidlist").write_text("3 V42 N1\n")
        for made in (mailbox, mailbox / "dovecot-uidlist"):
            os.chown(made, owner.st_uid, owner.st_gid)
        self.start()


@contextmanager
def dovecot(place: Path) -> Iterator[Dovecot]:
    its = Dovecot(place)
    its.start()
    try:
        yield its
    finally:
        its.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers; connecting is what takes the time."""
    for _ in range(2000):
        if process.poll() is not None:
            raise RuntimeError(f"dovecot ended: {log.read_text() if log.exists() else 'without a word'}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.5):
                return
        except OSError:
            process.poll()
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError(f"dovecot does not answer: {log.read_text() if log.exists() else ''}")
