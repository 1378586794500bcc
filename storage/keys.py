"""The keys that secrets are kept under, and taking all of them to the newest one.

A process has one keyring. What is kept says which key it is under, so that nobody has to try them, and so that one look at the
database tells which keys are still needed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, inspect, text

MARK = "fernet:"
NAME_LENGTH = 8
SLICE = 200  # rows that are taken over in one transaction


class WrongKeys(RuntimeError):
    """The database holds secrets under a key that is not in PARLEY_KEYS. Put that key back, behind the newest one; without it
    they cannot be read by anybody."""

    def __init__(self) -> None:
        super().__init__(" ".join((type(self).__doc__ or "").split()))


class KeysNeeded(RuntimeError):
    """PARLEY_KEYS is missing, and the database holds secrets that are to be encrypted. Make a key with `python -m bot keys new`
    and put it in .env."""

    def __init__(self) -> None:
        super().__init__(" ".join((type(self).__doc__ or "").split()))


@dataclass(frozen=True)
class Keyring:
    """The keys, the newest first. Without any, what is kept is kept as it is."""

    keys: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {name_of(key): Fernet(key) for key in self.keys})

    @property
    def newest(self) -> str:
        """What everything under the newest key begins with."""
        return f"{MARK}{name_of(self.keys[0])}:" if self.keys else ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the keys are called, the newest first."""
        return tuple(map(name_of, self.keys))

    def lock(self, secret: str) -> str:
        if not self.keys:
            return secret
        return self.newest + self._fernet(name_of(self.keys[0])).encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str:
        """The secret; what was kept before there were keys is given as it is. Raises WrongKeys."""
        if not kept.startswith(MARK):
            return kept
        name, _, token = kept.removeprefix(MARK).partition(":")
        try:
            return self._fernet(name).decrypt(token).decode()
        except (KeyError, InvalidToken):
            raise WrongKeys from None

    def has(self, name: str) -> bool:
        return name in self._by_name

    def _fernet(self, name: str) -> Fernet:
        return self._by_name[name]

    _by_name: dict[str, Fernet] = field(init=False, repr=False, compare=False)


def name_of(key: str) -> str:
    """What a key is called beside what it locks; nobody can find the key by it."""
    return hashlib.sha256(f"parley:key:{key}".encode()).hexdigest()[:NAME_LENGTH]


class _Held:
    ring = Keyring()


def hold(keys: Sequence[str]) -> None:
    """From now on this process locks with the first of these keys, and opens with all of them."""
    if tuple(keys) != _Held.ring.keys:
        _Held.ring = Keyring(tuple(keys))


def held() -> Keyring:
    """The keyring of this process."""
    return _Held.ring


# --- everything that is locked -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A column of secrets; in one of JSON what is locked is a JSON string."""

    table: str
    column: str
    key: tuple[str, ...]
    is_json: bool


PLACES = (
    Place("calendars", "address", ("person_id",), is_json=False),
    Place("inbox", "answer", ("workspace", "key"), is_json=True),
    Place("outbox", "payload", ("id",), is_json=True),
    Place("held_acts", "arrival", ("id",), is_json=True),
)


def places(connection: Connection) -> list[Place]:
    """Those there are: a database that is on its way up may not have all of them yet."""
    there = set(inspect(connection).get_table_names())
    return [place for place in PLACES if place.table in there]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many secrets are under the newest key, under other keys we have, under keys we do not have, and under none."""

    newest: int = 0
    older: int = 0
    unknown: int = 0
    clear: int = 0


def standing(connection: Connection) -> Standing:
    """Counted by what the secrets are marked with; none is opened."""
    ring = held()
    counts = {"newest": 0, "older": 0, "unknown": 0, "clear": 0}
    for place in places(connection):
        for mark, count in connection.execute(text(_MARKS.format(**_words(place, connection)))):
            counts[_kind(str(mark).lstrip('"'), ring)] += int(count)
    return Standing(**counts)


def check(connection: Connection) -> None:
    """Raises WrongKeys where a secret is under a key that we do not have."""
    if standing(connection).unknown:
        raise WrongKeys


def relock(connection: Connection, most: int = SLICE) -> int:
    """Takes so many secrets that are not under the newest key to it; how many these were. Raises WrongKeys and KeysNeeded."""
    done = 0
    for place in places(connection):
        words = _words(place, connection)
        quote = '"' if place.is_json else ""
        where = {"newest": f"{quote}{held().newest or MARK}%", "most": most - done}
        for *key, kept in connection.execute(text(_OTHERS.format(**words)), where).all():
            again = {f"k{at}": value for at, value in enumerate(key)} | {"kept": kept}
            # What somebody has changed meanwhile is left for the next time.
            connection.execute(text(_AGAIN.format(**words)), {"secret": _locked_anew(kept, place), **again})
            done += 1
    return done


def _locked_anew(kept: str, place: Place) -> str:
    ring = held()
    if not ring.keys:
        raise KeysNeeded
    # In JSON, what has a mark is a string with nothing in it to escape; anything else is what was kept before there were keys.
    secret = kept[1:-1] if place.is_json and kept.startswith(f'"{MARK}') else kept
    locked = ring.lock(ring.open(secret))
    return f'"{locked}"' if place.is_json else locked


def _kind(mark: str, ring: Keyring) -> str:
    if not mark.startswith(MARK):
        return "clear"
    if ring.newest.startswith(mark):
        return "newest"
    return "older" if ring.has(mark.removeprefix(MARK)[:NAME_LENGTH]) else "unknown"


_KEPT = "{column} IS NOT NULL AND CAST({column} AS TEXT) <> 'null'"
_MARKS = (
    "SELECT substr(CAST({column} AS TEXT), 1, {length}) AS mark, count(*) FROM {table} WHERE " + _KEPT + " GROUP BY 1"
)
_OTHERS = (
    "SELECT {keys}, CAST({column} AS TEXT) AS kept FROM {table} WHERE "
    + _KEPT
    + " AND CAST({column} AS TEXT) NOT LIKE :newest LIMIT :most"
)
_AGAIN = "UPDATE {table} SET {column} = {value} WHERE {same} AND CAST({column} AS TEXT) = :kept"


def _words(place: Place, connection: Connection) -> dict[str, object]:
    return {
        "table": place.table,
        "column": place.column,
        "keys": ", ".join(place.key),
        "same": " AND ".join(f"{name} = :k{at}" for at, name in enumerate(place.key)),
        "value": "CAST(:secret AS JSON)" if place.is_json and connection.dialect.name != "sqlite" else ":secret",
        "length": len(MARK) + NAME_LENGTH + place.is_json,
    }
