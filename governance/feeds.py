"""Calendar feeds: whose each is, and how its address is made. Whoever knows the address reads the sessions, so it is a secret."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from governance.people import Act, Person, may, sees
from governance.tokens import BEGINNING

# What has just been held is still looked up; a year's plan is all that anybody publishes.
BEFORE, AHEAD = timedelta(weeks=4), timedelta(days=396)
# Programs come every hour at most; closer than that nobody needs to know when.
READ_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A person's feed: the sessions they are invited to, or all sessions of a vendor."""

    id: int
    person_id: int
    vendor_id: int | None
    made_at: datetime
    last_read_at: datetime | None = None

    def is_read_anew(self, at: datetime) -> bool:
        """Whether this reading is worth writing down."""
        return self.last_read_at is None or at - self.last_read_at >= READ_AGAIN


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where feeds are found from outside, and the key that their secrets are made with; both from the settings.

    A secret is the key's HMAC of a seed that is used once. The same seed gives the same secret, so nobody needs to keep it.
    """

    public_url: str = ""
    key: bytes = field(default=b"", repr=False)
    mail: str = ""  # where invites come from, and so the organizer of what is published

    def secret(self, seed: str) -> str:
        """256 bits in hexadecimal, which no program that handles addresses changes."""
        return hmac.digest(self.key, f"parley:feed:{seed}".encode(), "sha256").hex()

    def token(self, seed: str) -> str:
        """A token for sending measurements; nobody can tell it from an address made of the same seed."""
        return BEGINNING + hmac.digest(self.key, f"parley:ingest:{seed}".encode(), "sha256").hex()

    def act(self, seed: str) -> str:
        """The address of a page that does one thing once."""
        return f"{self.public_url}/act/{self.act_secret(seed)}"

    def act_secret(self, seed: str) -> str:
        """The secret in that address, like those of feeds; nobody can tell it from theirs."""
        return hmac.digest(self.key, f"parley:act:{seed}".encode(), "sha256").hex()

    def code(self, seed: str) -> str:
        """A code of eight digits to be mailed: nobody without the key can tell it from the seed."""
        return f"{int.from_bytes(hmac.digest(self.key, f'parley:code:{seed}'.encode(), 'sha256')) % 10**8:08d}"

    def sealed(self, words: str) -> str:
        """A mark that only who has the key can put under words that travel with a page and come back."""
        return hmac.digest(self.key, f"parley:seal:{words}".encode(), "sha256").hex()

    def is_sealed(self, words: str, seal: str) -> bool:
        """Whether a mark is the one for these words, found out in constant time."""
        return hmac.compare_digest(self.sealed(words).encode(), seal.encode())

    def of(self, seed: str) -> str:
        """The address that a calendar program subscribes to."""
        return f"{self.public_url}/calendar/{self.secret(seed)}.ics"


NOWHERE = Addresses()


def fingerprint(secret: str) -> str:
    """What is kept of a secret. A plain hash is enough: 256 bits cannot be guessed, so nothing needs to be slow or salted."""
    return sha256(secret.encode()).hexdigest()


def may_read(owner: Person, feed: Feed) -> bool:
    """Whether a feed still shows anything: its owner is there, of either side, and the vendor is theirs to see."""
    return owner.is_there and may(owner, Act.SEE_SESSIONS) and (feed.vendor_id is None or sees(owner, feed.vendor_id))
