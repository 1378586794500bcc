"""Acts from outside Slack: links in mails, guests' pages, programs with tokens, with whatever secrets have been told to anybody."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bot.ingest import Ingest, TurnedAway
from bot.one_acts import OneActs
from handlers.results.ingesting import Batch
from tests.attacks.world import BY_USER, RULES, VENDORS, Shown, World, mark

_POLL = re.compile(r"/poll/(\w{20,})")
_TOKEN = re.compile(r"parley_[0-9a-f]{64}")
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_FIELD = re.compile(r'<(?:select|textarea|input type="(?!hidden)\w+")[^>]*\bname="([^"]+)"')
PERIODS = ("2026-09", "2026-10", "2026-11")


@dataclass(frozen=True)
class Key:
    """A secret that opens something in a sponsor's house, and whom it was told."""

    sponsor: int
    to: str
    kind: str
    secret: str


@dataclass
class Outside:
    """Whoever has a secret can use it, and is shown what its owner may be shown."""

    world: World
    chance: random.Random
    keys: list[Key] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def gather(self, shown: Shown) -> None:
        """Remembers the secrets in what was told to somebody."""
        acts = (shown.payload or {}).get("acts") or {}
        self.keys += [Key(shown.sponsor, shown.to, "act", RULES.addresses.act_secret(seed)) for seed in acts.values()]
        for kind, pattern in (("poll", _POLL), ("ingest", _TOKEN)):
            self.keys += [Key(shown.sponsor, shown.to, kind, its) for its in pattern.findall(shown.what)]
        del self.keys[:-400]

    def one(self) -> Iterator[Shown]:
        """A random one of them is used; what is answered is shown to its owner."""
        if not self.keys:
            return
        key = self.chance.choice(self.keys)
        self.done[key.kind] += 1
        said = self._sent(key) if key.kind == "ingest" else self._visited(key)
        yield Shown(sponsor=key.sponsor, to=key.to, what=said)

    def _visited(self, key: Key) -> str:
        looked = self._page(key, None)
        if self.chance.random() < 0.5:
            return looked
        hidden = {name: unescape(value) for name, value in _HIDDEN.findall(looked)}
        typed = {
            name: self.chance.choice((self._words(key), "yes", "2026-12-04", "40")) for name in _FIELD.findall(looked)
        }
        return looked + self._page(key, hidden | typed)

    def _page(self, key: Key, values: dict[str, str] | None) -> str:
        house = self.world.houses[key.sponsor]
        visit = OneActs(house).visit if key.kind == "act" else lambda secret, its: house.visit("poll", secret, its)
        return visit(key.secret, values)[0] or ""

    def _sent(self, key: Key) -> str:
        row = {
            "kpi": "K14",
            "period": self.chance.choice(PERIODS),
            "numerator": self.chance.randrange(41),
            "denominator": 40,
        }
        row["study"] = mark(key.sponsor, self.chance.choice(VENDORS))
        row["note"] = self._words(key)
        digest = str(self.chance.random())
        ingest: Any = Ingest(self.world.houses[key.sponsor], None, None)  # type: ignore[arg-type]
        try:
            said, _ = ingest._keep(Batch(token=key.secret, key="", digest=digest, rows=[row]))
        except TurnedAway as why:
            return str(why)
        return json.dumps(said).replace(row["study"], "")  # what was sent is no secret to whoever sent it

    def _words(self, key: Key) -> str:
        its = BY_USER.get(key.to)
        return f"because {mark(key.sponsor, its.vendor)}" if its and its.vendor else "because"
