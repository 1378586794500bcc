"""The room a session is held in, for tests: its panel, its thread, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from governance.agenda import AgendaItem
from governance.bodies import Part, Seat
from governance.decisions import State as DecisionState
from governance.sessions import Kind, Session
from storage.journal import history
from tests.bot.test_strangers import deliver
from tests.cast import ALICE, HELIX, HELIX_TEAM, NINA, NORTHWIND, PARLEY, VERA
from tests.results import working
from tests.running import Running

Json = dict[str, Any]
_PRESSES = count(1)


class Room:
    """What people do and read in the channel of Helix."""

    def __init__(self, parley: Running) -> None:
        self.parley = parley

    def at(self, hour: int, minute: int, day: int = 1) -> None:
        """That moment, in UTC, in December."""
        self.parley.watch.set(datetime(2026, 12, day, hour, minute, tzinfo=UTC))

    def later(self) -> None:
        """A second later, at which nothing falls due."""
        self.parley.watch.set(self.parley.watch() + timedelta(seconds=1))

    def click(self, label: str, by: str = ALICE, at: str | None = HELIX) -> str:
        """Presses a button in the channel."""
        self.later()
        return self.parley.click(label, by=by, at=at)

    def note(self, words: str, by: str = ALICE) -> str:
        """Says something in the session's thread."""
        self.later()
        return self.parley.note(words, by=by, at=HELIX, thread=self.thread)

    def press(self, label: str, by: str) -> None:
        """The same, and Slack takes nothing from Parley yet."""
        self.later()
        screen, part = self.parley._button(label, by, HELIX)
        name, block = part.element["action_id"], part.block["block_id"]
        self.parley.sandbox.click(by, HELIX, screen["ts"], name, part.element["value"], block)

    def press_old(self, name: str, by: str, ref: str = "S-1") -> str:
        """Presses a button on a screen that somebody left open; what they are told."""
        user = {"id": by, "team_id": HELIX_TEAM if by in (VERA, NINA) else NORTHWIND}
        message = self.panels[-1]
        payload = {"type": "block_actions", "user": user, "team": {"id": NORTHWIND, "domain": "northwind"}}
        payload |= {"container": {"type": "message", "message_ts": message["ts"], "channel_id": HELIX}}
        act = {"type": "button", "block_id": "b", "action_id": name, "value": ref, "action_ts": f"9.{next(_PRESSES)}"}
        payload |= {"channel": {"id": HELIX}, "trigger_id": f"7.7.{name}", "actions": [act]}
        before = len(self.parley.sandbox.ephemerals(by))
        deliver(self.parley, payload)
        return "\n".join(self.parley.read(its) for its in self.parley.sandbox.ephemerals(by)[before:])

    # --- what there is to read -------------------------------------------------------------------------------------------

    @property
    def panels(self) -> list[Json]:
        """What stands above each thread a session is or was held in."""
        said = [its for its in self.parley.sandbox.messages(HELIX) if its["user"] == PARLEY]
        above = [its for its in said if its.get("thread_ts", its["ts"]) == its["ts"]]
        return [its for its in above if any(words in str(its) for words in (" is on. ", " was held"))]

    @property
    def panel(self) -> str:
        return self.parley.read(self.panels[-1])

    @property
    def thread(self) -> str:
        return str(self.panels[-1]["ts"])

    def replies(self) -> list[str]:
        """What Parley said in the thread, but for how it works."""
        said = [its for its in self.parley.sandbox.messages(HELIX) if its.get("thread_ts") == self.thread]
        return [self.parley.read(its) for its in said if its["user"] == PARLEY and its["ts"] != self.thread][1:]

    def events(self, subject: str = "session:1") -> list[str]:
        """The names of what is on the record about something."""
        with self.parley.database.read() as connection:
            entries = history(connection, self.parley.parley.house.workspace or 0, subject)
        return [type(its.event).__name__ for its in entries]

    # --- what is kept ------------------------------------------------------------------------------------------------------

    def wait(self, *titles: str, kind: Kind | None = None, stems_from: str = "") -> None:
        """Points for the next session."""
        with self.working() as uow:
            for title in titles:
                uow.agenda.add(1, title, uow.at, for_kind=kind, stems_from=stems_from)

    def points(self, session: int = 1) -> list[AgendaItem]:
        with self.working() as uow:
            return list(uow.agenda.of_session(session))

    def waiting(self) -> list[str]:
        """What is open and on no agenda."""
        with self.working() as uow:
            return [its.title for its in uow.agenda.open_of(1) if its.session_id is None]

    def session(self, number: int = 1) -> Session:
        with self.working() as uow:
            found = uow.sessions.numbered(number)
        assert found is not None
        return found

    def decide(self, item: int | None = None) -> None:
        """A decision of the session, as the feature that makes them would keep it."""
        with self.working() as uow:
            who = uow.people.by_slack(ALICE)
            assert who
            facts = {"outcome": "Use the new form", "raised_by": who.id, "raised_at": uow.at, "decided_at": uow.at}
            uow.decisions.add(vendor_id=1, session_id=1, item_id=item, state=DecisionState.IN_FORCE, **facts)

    def body(self, *seats: tuple[str, Part, str | None], kind: Kind = Kind.JOINT_STRATEGY) -> None:
        """The body that meets in it: Slack user, part, and for whom a deputy is one."""
        with self.working() as uow:
            known = {its.slack_user: its for its in uow.people.everyone()}
            body = uow.bodies.add(1, kind, "Joint steering", uow.at)
            assert body
            made = [
                Seat(
                    person_id=known[who].id,
                    party=known[who].party,
                    part=part,
                    deputy_for=known[member].id if member else None,
                )
                for who, part, member in seats
            ]
            for party in sorted({its.party for its in made}):
                uow.bodies.seat(body, party, [its for its in made if its.party == party])

    def working(self) -> Any:
        return working(self.parley)
