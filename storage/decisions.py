"""The register of decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, text, true, update

from governance.decisions import WAITS, Decision, State
from governance.sessions import Kind
from storage import search
from storage.rows import value_of, values_of
from storage.tables import decisions, workspaces
from storage.tables.bodies import WAITING

TEXTS = ("question", "outcome", "rationale", "options", "evidence")


@dataclass(frozen=True)
class Decisions:
    """The decisions of one workspace."""

    connection: Connection
    workspace: int

    def add(
        self, *, vendor_id: int, state: State, outcome: str, raised_by: int, raised_at: datetime, **more: Any
    ) -> Decision:
        """A decision under the workspace's next number; two at once queue at the workspace's row. `more` are fields of `Decision`."""
        lock = select(workspaces.c.id).where(workspaces.c.id == self.workspace).with_for_update(key_share=True)
        self.connection.execute(lock)
        newest = select(func.coalesce(func.max(decisions.c.number), 0)).where(decisions.c.workspace == self.workspace)
        facts = {
            "vendor_id": vendor_id,
            "state": state,
            "outcome": outcome,
            "raised_by": raised_by,
            "raised_at": raised_at,
        }
        facts |= dict.fromkeys((*TEXTS, "authority"), "") | {"outcome": outcome} | more
        facts |= {"workspace": self.workspace, "number": newest.scalar_subquery() + 1, "words": _words(facts)}
        row = self.connection.execute(insert(decisions).values(facts).returning(decisions)).one()
        return value_of(Decision, row)

    def by_id(self, decision: int) -> Decision | None:
        return self._one(decisions.c.id == decision)

    def some(self, ids: Collection[int]) -> dict[int, Decision]:
        """Several at once, by id."""
        return {its.id: its for its in self._found(decisions.c.id.in_(list(ids)))}

    def numbered(self, number: int) -> Decision | None:
        """The decision people call D-<number>."""
        return self._one(decisions.c.number == number)

    def change(self, decision: Decision, **values: Any) -> Decision | None:
        """The decision with these values, unless its state changed meanwhile: then None."""
        values |= {"words": _words(vars(decision) | values)} if values.keys() & {*TEXTS} else {}
        same = (decisions.c.id == decision.id) & (decisions.c.state == decision.state)
        row = self.connection.execute(
            update(decisions).where(self._is(same)).values(**values).returning(decisions)
        ).one_or_none()
        return value_of(Decision, row) if row else None

    def of_session(self, session: int) -> list[Decision]:
        """What a session decided or referred, in order of their numbers; not what was taken back."""
        return self._found((decisions.c.session_id == session) & (decisions.c.state != State.WITHDRAWN))

    def of_sessions(self, sessions: Collection[int]) -> list[Decision]:
        """The same of several sessions."""
        return self._found(decisions.c.session_id.in_(list(sessions)) & (decisions.c.state != State.WITHDRAWN))

    def waiting(self, vendor: int, kind: Kind | None = None) -> list[Decision]:
        """What waits for a body of this kind, or of any; the oldest first."""
        waits = (decisions.c.vendor_id == vendor) & decisions.c.state.in_(list(WAITS))
        return self._found(waits & (decisions.c.goes_to == kind) if kind else waits)

    def circulated(self) -> list[Decision]:
        """Everything that members are asked by mail, the first to end first."""
        return self._circulated(true())

    def superseded_by(self, decision: int) -> list[Decision]:
        """What a decision took the place of, or was decided as it."""
        return self._found((decisions.c.state == State.SUPERSEDED) & (decisions.c.superseded_by == decision))

    def due(self, at: datetime) -> list[Decision]:
        """What was sent round and is not decided when its time is over."""
        return self._circulated(decisions.c.due_at <= at)

    def since(self, vendor: int, at: datetime) -> list[Decision]:
        """What has been decided with a vendor since a moment, the oldest first."""
        made = decisions.c.state.in_([State.IN_FORCE, State.SUPERSEDED, State.REJECTED])
        return self._found((decisions.c.vendor_id == vendor) & made & (decisions.c.decided_at > at))

    # --- the register ----------------------------------------------------------------------------------------------------

    def page(
        self, vendors: Collection[int] | None, words: str, first: int, most: int, study: int | None = None
    ) -> list[Decision]:
        """The newest first, from the `first` (0-based) on, of these vendors or of all; each has all the `words`, or one that begins so."""
        query = select(decisions).where(self._sought(vendors, words, study)).order_by(decisions.c.number.desc())
        return values_of(Decision, self.connection.execute(query.offset(first).limit(most)))

    def count(self, vendors: Collection[int] | None, words: str, study: int | None = None) -> int:
        query = select(func.count()).select_from(decisions).where(self._sought(vendors, words, study))
        return int(self.connection.execute(query).scalar_one())

    def _sought(self, vendors: Collection[int] | None, words: str, study: int | None) -> ColumnElement[bool]:
        where = [self._is(decisions.c.state != State.WITHDRAWN)]
        where += [decisions.c.vendor_id.in_(list(vendors))] if vendors is not None else []
        where += [or_(decisions.c.study_id.is_(None), decisions.c.study_id == study)] if study is not None else []
        for word in search.plain(words).split()[: search.MOST_WORDS]:
            where.append(decisions.c.words.contains(f" {word}", autoescape=True))
        return and_(*where)

    def _one(self, condition: ColumnElement[bool]) -> Decision | None:
        found = self._found(condition)
        return found[0] if found else None

    def _circulated(self, condition: ColumnElement[bool]) -> list[Decision]:
        # As the index says it: SQLite uses a partial one for no other words.
        asked = self._is((decisions.c.state == State.CIRCULATED) & condition)
        query = select(decisions).where(text(WAITING), asked).order_by(decisions.c.due_at, decisions.c.number)
        return values_of(Decision, self.connection.execute(query))

    def _found(self, condition: ColumnElement[bool]) -> list[Decision]:
        query = select(decisions).where(self._is(condition)).order_by(decisions.c.number)
        return values_of(Decision, self.connection.execute(query))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (decisions.c.workspace == self.workspace) & condition


def _words(facts: Any) -> str:
    """All its words, each behind a space, so that a word is found by its beginning."""
    return f" {search.plain(' '.join(str(facts.get(name) or '') for name in TEXTS))}"
