"""Approvals: who said yes to which version of what, when, for whom, and in which words. One is called a signature only where the
person proved themselves again for it, with a code that was mailed to them; see docs/adr/0023."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from governance.people import Person
from governance.refusals import Refusal

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
# Whoever presses twice, or opens the form again, is mailed one code; and nobody's mailbox is filled by pressing.
SAME_FOR = timedelta(minutes=1)
MOST_AN_HOUR = 6
HOUR = timedelta(hours=1)


class Deed(StrEnum):
    """What somebody said by it; each value begins "... by Vera Novak"."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    WAIVED = "waived"
    APPROVED = "approved"
    OBJECTED = "objected"


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What is to be approved: the thing as the record names it (`credit:3`), its version, and a full sentence that says so."""

    subject: str
    version: str
    deed: Deed
    vendor_id: int
    study_id: int | None = None
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One that was given. It never changes and never goes: `name`, `role`, `company` and `zone` are as they were then. `proof` says
    how the person proved themselves; "" where they did not."""

    id: int
    subject: str
    version: str
    deed: Deed
    vendor_id: int
    study_id: int | None
    meaning: str
    person_id: int
    name: str
    role: str
    party: str
    company: str
    zone: str
    given_at: datetime
    door: str
    proof: str

    @property
    def is_signed(self) -> bool:
        return bool(self.proof)


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code that was mailed for what `binding` stands for, and for nothing else. `seal` is what is kept of it."""

    id: int
    person_id: int
    binding: str
    salt: str
    seal: str
    made_at: datetime
    tries_left: int
    ended_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and self.tries_left > 0 and at < self.made_at + GOOD_FOR


def binding_of(meant: Sequence[Meant]) -> str:
    """What a code is bound to: every word of what it is to sign."""
    facts = [(its.subject, its.version, its.deed, its.vendor_id, its.meaning) for its in meant]
    return sha256(json.dumps(facts).encode()).hexdigest()


def masked(mail: str) -> str:
    """An address that says where a code went and is no use to anybody else: `v***@helix.example`."""
    name, _, domain = mail.partition("@")
    return f"{name[:1]}***@{domain}"


def typed_code(text: str) -> str:
    """The digits of what somebody typed."""
    return "".join(sign for sign in text if sign in "0123456789")


def check_can_sign(person: Person, *, sends_mail: bool) -> str:
    """The address a code goes to. Raises NoMailForCodes or NoAddressForCodes."""
    if not sends_mail:
        raise NoMailForCodes
    if not person.mail:
        raise NoAddressForCodes
    return person.mail


class NoMailForCodes(Refusal):
    """This workspace has not told me how to send mail, so nothing can be signed with a mailed code. You can still agree to it."""


class NoAddressForCodes(Refusal):
    """I know no mail address of yours, so I cannot mail you a code. Add one to your Slack profile and try again; until then you
    can still agree to it."""


class TooManyCodes(Refusal):
    """I have mailed you {count} codes within the hour, which is as many as I do. Try again at {when}; you can also just agree to it."""


class WrongCode(Refusal):
    """That is not the code I mailed you. You can try {left}."""

    field = "code"


class NoTriesLeft(Refusal):
    """That was not the code either, and it cannot be used any more. Nothing was signed. Close this form and press Sign for another
    code."""

    field = "code"


class CodeOver(Refusal):
    """That code is over: each works once, within 10 minutes, and a newer one takes its place. Close this form and press Sign for
    another."""

    field = "code"


class NotThatCode(Refusal):
    """That code is for something else, or what it was for has changed since. Nothing was signed. Close this form, look at it again
    and press Sign."""

    field = "code"
