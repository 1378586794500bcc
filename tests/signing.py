"""Codes as they are mailed to whoever signs, and the approvals that are kept, for tests."""

import re

from governance.approvals import Approval
from storage.rows import values_of
from storage.tables import approvals
from tests.running import Running


def letters(parley: Running, to: str) -> list[str]:
    """The words of the mails with codes that somebody was sent, by a part of their address."""
    found = [its for its in parley.sandbox.mails if to in str(its["To"]) and "code" in str(its["Subject"])]
    return [its.get_body(("plain",)).get_content().replace("\r\n", "\n") for its in found]


def mailed(parley: Running, to: str = "vera") -> str:
    """The newest code, as it stands in the mail."""
    found = re.match(r"Your code is (\d{4} \d{4})\n", letters(parley, to)[-1])
    assert found
    return found[1]


def wrong(code: str, by: int = 1) -> str:
    """Another one."""
    return f"{(int(code.replace(' ', '')) + by) % 10**8:08d}"


def kept(parley: Running) -> list[Approval]:
    """All approvals there are, the first first."""
    with parley.database.read() as connection:
        return values_of(Approval, connection.execute(approvals.select().order_by(approvals.c.id)))
