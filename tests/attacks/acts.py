"""Random acts: any person, any door, any thing that can be said, pressed or filled in, with whatever somebody else was shown."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.arrivals import Answer, Asks
from governance.events import Door
from handlers import registry
from tests.attacks.world import (
    COLLEAGUES,
    EVERYBODY,
    LEADS,
    MARK,
    MEMBERS,
    OWNERS,
    SPONSORS,
    VENDORS,
    Actor,
    World,
    channel_of,
    direct_of,
    mark,
    vendor_name,
)

Json = dict[str, Any]
OFFER = "action.offer"
DAYS = ("friday", "tomorrow", "1 dec", "2026-12-04", "31 february", "yesterday")
WORDS = (
    "because it is late", "mine", "overdue", "waiting on us", "all", "60m", "weekly monday 9:00", "by mail", "monthly",
    "yes", "no", "maybe", "K14", "K21", "October", "2026-09", "36 of 40", "92 %", "toml", "csv", "2", "99", "new", "stop",
    "agree", "dispute it is wrong", "waive", "enrol K14", "until", "send the plan", "quarantine", "#safety", "and later",
)  # fmt: skip


SPAN = {"from": "2026-09-01", "to": "2026-12-31", "item": "A-3"}
_USED = re.compile(r"<[^>]*>|\[[^\]]*\]|\S+")


@dataclass
class Acts:
    """What has been shown to anybody, as material for what is done next."""

    world: World
    chance: random.Random
    buttons: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    views: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))

    made_up: bool = False

    def one(self) -> tuple[int, Actor, Answer]:
        """A random act: in whose workspace, by whom, and what they were answered. `made_up` when Slack would never send it."""
        self.made_up = False
        sponsor = self.chance.choice(SPONSORS)
        by = self._anybody(sponsor)
        ways = (self._line, self._line, self._line, self._button, self._button, self._form, self._rest)
        its = _in_own_words(self.chance.choice(ways)(sponsor, by), self._own_words(sponsor, by))
        answer = self.world.hear(sponsor, by, **its | self._place(sponsor, by))
        self.gather(sponsor, [answer.say, answer.view])
        return sponsor, by, answer

    def _anybody(self, sponsor: int) -> Actor:
        """Mostly people of that sponsor and of its vendors; one time in ten somebody who has no business there."""
        ours = [OWNERS[sponsor - 1], MEMBERS[sponsor - 1]]
        whose = self.chance.choices((ours, [*LEADS, *COLLEAGUES], EVERYBODY), (45, 45, 10))[0]
        return self.chance.choice(whose)

    def gather(self, sponsor: int, shown: Any) -> None:
        """Remembers the buttons and the forms in anything that was shown."""
        for block in _dicts(shown):
            if block.get("type") == "button" and block.get("action_id"):
                self._keep(self.buttons[sponsor], (block["action_id"].split("#")[0], str(block.get("value", ""))))
            if block.get("type") == "modal":
                self._keep(self.views[sponsor], block)

    def _keep(self, kept: list[Any], its: Any) -> None:
        if len(kept) < 400:
            kept.append(its)
        else:
            kept[self.chance.randrange(len(kept))] = its

    # --- what is done ----------------------------------------------------------------------------------------------------

    def _place(self, sponsor: int, by: Actor) -> Json:
        """Mostly where such a person may be; one time in ten wherever they say they are."""
        if self.chance.random() < 0.1:
            there = channel_of(self.chance.choice(SPONSORS), self.chance.choice(VENDORS))
        elif self.chance.random() < 0.4:
            there = direct_of(by)
        elif by.vendor:
            there = channel_of(sponsor, by.vendor)
        else:
            there = self.chance.choice([*(channel_of(sponsor, vendor) for vendor in VENDORS), f"C0S{sponsor}OWN"])
        response = {"response_url": "https://hooks.example/x"} if self.chance.random() < 0.3 else {}
        return {"channel": there, "trigger": self.chance.choice((None, "trigger")), **response}

    def _line(self, sponsor: int, by: Actor) -> Json:
        """Mostly as the help says it is typed, or else any words behind any command."""
        command = self.chance.choice(list(registry().commands.values()))
        if self.chance.random() < 0.7:
            words = [self._as_used(part, sponsor, by) for part in _USED.findall(command.usage)]
        else:
            words = [self._word(sponsor, by) for _ in range(self.chance.choice((0, 1, 1, 2, 3, 5)))]
        door = self.chance.choice((Door.SLASH, Door.MENTION, Door.DIRECT))
        text = " ".join([command.name, *filter(None, words)])
        return {"asks": Asks.LINE, "door": door, "text": text, "message_ts": "1.000002"}

    def _as_used(self, part: str, sponsor: int, by: Actor) -> str:
        """One word or placeholder of a command's usage, filled in: A-17, <date>, [vendor], @owner, ..."""
        name = part.strip("<>[]()")
        if part.startswith("[") and self.chance.random() < 0.5:
            return ""
        if reference := re.match(r"[A-Z]-\d", name):
            return f"{reference[0][0]}-{self.chance.randrange(1, 9)}"
        if name in SPAN:
            return SPAN[name]
        for key, fill in self._fillings(sponsor, by).items():
            if key in name:
                return fill()
        return self.chance.choice(name.split("|")).strip().split(" ")[0]

    def _fillings(self, sponsor: int, by: Actor) -> dict[str, Callable[[], str]]:
        vendor = vendor_name(by.vendor or self.chance.choice(VENDORS))
        return {
            "@": lambda: f"<@{self._somebody(by).user}>",
            "rhythm": lambda: self.chance.choice(("1 dec", "second Tuesday")),
            "date": lambda: self.chance.choice(DAYS),
            "when": lambda: self.chance.choice(DAYS),
            "time": lambda: "15:00",
            "vendor": lambda: vendor,
            "name": lambda: vendor,
            "code": lambda: "K14",
            "kpi": lambda: "K14",
            "period": lambda: "October",
            "month": lambda: "2026-10",
            "amount": lambda: "1000",
            "currency": lambda: "EUR",
            "number": lambda: "36 of 40",
            "page": lambda: "1",
            "study": lambda: f"study {mark(sponsor, by.vendor)}" if by.vendor else "",
            "words": lambda: "send",
            "wh": lambda: self._own_words(sponsor, by),
            "reason": lambda: self._own_words(sponsor, by),
            "title": lambda: self._own_words(sponsor, by),
            "text": lambda: self._own_words(sponsor, by),
        }

    def _somebody(self, by: Actor) -> Actor:
        """Often somebody of the own side, who can be asked for things."""
        own = [its for its in EVERYBODY if its.team == by.team]
        return self.chance.choice(own if self.chance.random() < 0.6 else EVERYBODY)

    def _word(self, sponsor: int, by: Actor) -> str:
        number = self.chance.randrange(1, 12)
        kinds = (
            lambda: self.chance.choice("ASBCR") + f"-{number}",
            lambda: vendor_name(self.chance.choice(VENDORS)),
            lambda: self.chance.choice(DAYS),
            lambda: self.chance.choice(WORDS),
            lambda: f"<@{self.chance.choice(EVERYBODY).user}>",
            lambda: self._own_words(sponsor, by),
        )
        return self.chance.choice(kinds)()

    def _own_words(self, sponsor: int, by: Actor) -> str:
        """What a vendor's people write is their vendor's; what a sponsor's people write may be about any."""
        return f"words {mark(sponsor, by.vendor)}" if by.vendor else "words"

    def _button(self, sponsor: int, by: Actor) -> Json:
        seen = self.buttons[sponsor]
        if seen and self.chance.random() < 0.8:
            name, ref = self.chance.choice(seen)
        else:
            self.made_up = True
            name, ref = self.chance.choice(sorted(registry().buttons)), self._ref()
        asked = {"asks": Asks.LINE, "text": ref} if name == "again" else {"asks": Asks.BUTTON, "name": name, "ref": ref}
        return asked | {"door": Door.BUTTON, "message_ts": "1.000003", "message_hidden": self.chance.random() < 0.5}

    def _ref(self) -> str:
        number = self.chance.randrange(0, 12)
        return self.chance.choice(
            (f"{number}", f"A-{number}", f"{number} yes", f"done A-{number}", f"{number}:2026-10-01")
        )

    def _form(self, sponsor: int, by: Actor) -> Json:
        seen = self.views[sponsor]
        if seen and self.chance.random() < 0.8:
            view = self.chance.choice(seen)
            name, memo, blocks = view["callback_id"], _memo(view), view["blocks"]
            values = {
                its["block_id"]: self._filled(its["element"], sponsor, by) for its in blocks if its["type"] == "input"
            }
        else:
            self.made_up = True
            name, memo, values = (
                self.chance.choice(sorted(registry().forms)),
                {"ref": self._ref(), "item": self._ref()},
                {},
            )
        return {"asks": Asks.FORM, "door": Door.FORM, "name": name, "memo": memo, "values": values}

    def _filled(self, element: Json, sponsor: int, by: Actor) -> Any:
        options = [option["value"] for option in element.get("options", [])]
        person = self.chance.choice(EVERYBODY).user
        filled = {
            "static_select": lambda: self.chance.choice(options or [None]),
            "radio_buttons": lambda: self.chance.choice(options or [None]),
            "checkboxes": lambda: options[:1],
            "multi_static_select": lambda: options[:2],
            "users_select": lambda: person,
            "multi_users_select": lambda: [person],
            "datepicker": lambda: self.chance.choice(("2026-12-04", "2026-11-24", None)),
            "timepicker": lambda: "15:00",
            "file_input": list,
        }
        usual = lambda: self.chance.choice((element.get("initial_value"), self._own_words(sponsor, by), "40", None))  # noqa: E731
        return filled.get(element["type"], usual)()

    def _rest(self, sponsor: int, by: Actor) -> Json:
        message = {"message_ts": "1.000004", "message_text": self._own_words(sponsor, by), "thread": "1.000001"}
        return self.chance.choice(
            (
                {"asks": Asks.HOME, "door": Door.HOME},
                {"asks": Asks.REACTION, "door": Door.REACTION, "name": OFFER, **message},
                {"asks": Asks.SHORTCUT, "door": Door.SHORTCUT, "name": "create_action_item", **message},
                {"asks": Asks.LINE, "door": Door.MENTION, "text": "", **message},
                {"asks": Asks.NOTE, "door": Door.THREAD, "text": self._note(sponsor, by), **message},
                {"asks": Asks.NOTE, "door": Door.THREAD, "text": self._note(sponsor, by), **message},
            )
        )

    def _note(self, sponsor: int, by: Actor) -> str:
        """What is said in the thread of a session, which all messages that begin one share here."""
        kind, number = self.chance.choice(("decision", "action", "risk", "parked")), self.chance.randrange(1, 4)
        whom = f"<@{self._somebody(by).user}> friday" if kind == "action" else self.chance.choice(("", f"#{number}"))
        return f"{kind}: {whom} {self._own_words(sponsor, by)} {self.chance.choice(('', 'for EUR 80,000 because it is late'))}"


def _in_own_words(its: Any, words: str) -> Any:
    """What was shown to others is no secret in the hands of whoever presses or repeats it; what they are shown for it may be."""
    if isinstance(its, str) and not isinstance(its, Enum):
        return MARK.sub(words, its)
    if isinstance(its, dict):
        return {name: _in_own_words(value, words) for name, value in its.items()}
    return [_in_own_words(value, words) for value in its] if isinstance(its, list) else its


def _dicts(its: Any) -> Iterator[Json]:
    if isinstance(its, dict):
        yield its
        its = list(its.values())
    if isinstance(its, list | tuple):
        for one in its:
            yield from _dicts(one)


def _memo(view: Json) -> Json:
    memo: Json = json.loads(view.get("private_metadata") or "{}")
    return {name: value for name, value in memo.items() if not name.startswith("_")}
