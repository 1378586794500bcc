"""The minutes of sessions: what stands in each version never changes, and minutes that were filed stay so; the database sees to it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, true, update

from governance.minutes import Addendum, Comment, Minutes, State, Version
from governance.sessions import Session
from storage.rows import value_of, values_of
from storage.tables import minutes, minutes_addenda, minutes_comments, minutes_versions


@dataclass(frozen=True)
class AllMinutes:
    """The minutes of one workspace."""

    connection: Connection
    workspace: int

    def draft(
        self, session: Session, content: Mapping[str, Any], at: datetime, *, scribe: int | None, due_on: date
    ) -> Minutes:
        """The first version."""
        facts: dict[str, Any] = {
            "session_id": session.id,
            "vendor_id": session.vendor_id,
            "study_id": session.study_id,
            "version": 1,
        }
        facts |= {
            "state": State.DRAFT,
            "scribe_id": scribe,
            "drafted_at": at,
            "due_on": due_on,
            "workspace": self.workspace,
        }
        row = self.connection.execute(insert(minutes).values(facts).returning(minutes)).one()
        its = value_of(Minutes, row)
        self._write(its, 1, content, scribe, at)
        return its

    def by_id(self, ident: int) -> Minutes | None:
        return self._one(minutes.c.id == ident)

    def of_session(self, session: int) -> Minutes | None:
        return self._one(minutes.c.session_id == session)

    def of_sessions(self, sessions: Collection[int]) -> dict[int, Minutes]:
        """By session; those that have none are left out."""
        return {its.session_id: its for its in self._found(minutes.c.session_id.in_(list(sessions)))}

    def unfiled(self, most: int = 200) -> list[Minutes]:
        """What is not approved by both yet, the longest due first."""
        return self._found(minutes.c.filed_at.is_(None), most)

    def newest(self, vendors: Collection[int] | None, most: int = 10) -> list[Minutes]:
        """The last that were drafted with these vendors, or with all; the newest first."""
        ours = self._is(minutes.c.vendor_id.in_(list(vendors)) if vendors is not None else true())
        query = select(minutes).where(ours).order_by(minutes.c.drafted_at.desc(), minutes.c.id.desc()).limit(most)
        return values_of(Minutes, self.connection.execute(query))

    def drafts(self) -> list[Minutes]:
        """What has not gone to both companies yet."""
        return self._found(minutes.c.filed_at.is_(None) & (minutes.c.state == State.DRAFT))

    def overdue(self, day: date) -> list[Minutes]:
        """What was to be approved before a day, is not, and no chair has heard so."""
        late = (minutes.c.due_on < day) & minutes.c.chairs_told_at.is_(None) & (minutes.c.state != State.DRAFT)
        return self._found(minutes.c.filed_at.is_(None) & late)

    def change(self, its: Minutes, **values: Any) -> Minutes | None:
        """The minutes with these values, unless somebody changed them meanwhile or they are filed: then None."""
        same = (minutes.c.id == its.id) & (minutes.c.version == its.version) & minutes.c.filed_at.is_(None)
        row = self.connection.execute(
            update(minutes).where(self._is(same)).values(**values).returning(minutes)
        ).one_or_none()
        return value_of(Minutes, row) if row else None

    # --- what stands in them ---------------------------------------------------------------------------------------------

    def rewrite(self, its: Minutes, content: Mapping[str, Any], by: int | None, at: datetime) -> Minutes | None:
        """The next version, which everybody is asked to approve anew; None as in `change`."""
        changed = self.change(its, version=its.version + 1)
        if changed:
            self._write(changed, changed.version, content, by, at)
        return changed

    def version(self, its: Minutes, number: int | None = None) -> Version:
        """One of its versions, or the newest."""
        where = (minutes_versions.c.minutes_id == its.id) & (minutes_versions.c.version == (number or its.version))
        query = select(minutes_versions).where(minutes_versions.c.workspace == self.workspace, where)
        return value_of(Version, self.connection.execute(query).one())

    def approved_as(self, these: Collection[Minutes]) -> dict[int, str]:
        """By minutes, what an approval of their newest version names: see `Version.approved_as`."""
        its = minutes_versions.c
        newest = (minutes.c.id == its.minutes_id) & (minutes.c.version == its.version)
        query = select(its.minutes_id, its.version, its.digest).join(minutes, newest)
        where = self._is(minutes.c.id.in_([one.id for one in these]))
        return {row.minutes_id: f"{row.version} {row.digest}" for row in self.connection.execute(query.where(where))}

    def versions(self, its: Minutes) -> list[Version]:
        """All of them, the first first."""
        mine = (minutes_versions.c.workspace == self.workspace) & (minutes_versions.c.minutes_id == its.id)
        query = select(minutes_versions).where(mine).order_by(minutes_versions.c.version)
        return values_of(Version, self.connection.execute(query))

    def _write(self, its: Minutes, version: int, content: Mapping[str, Any], by: int | None, at: datetime) -> None:
        facts: dict[str, Any] = {
            "minutes_id": its.id,
            "version": version,
            "content": content,
            "made_by": by,
            "made_at": at,
        }
        facts |= {"digest": digest(content), "workspace": self.workspace}
        self.connection.execute(insert(minutes_versions).values(facts))

    # --- what is said to them --------------------------------------------------------------------------------------------

    def comment(self, its: Minutes, text: str, by: int, at: datetime) -> Comment:
        facts = {"minutes_id": its.id, "version": its.version, "text": text, "person_id": by, "said_at": at}
        statement = insert(minutes_comments).values(workspace=self.workspace, **facts).returning(minutes_comments)
        return value_of(Comment, self.connection.execute(statement).one())

    def comments(self, its: Minutes) -> list[Comment]:
        """To any of its versions, in the order they were said."""
        mine = (minutes_comments.c.workspace == self.workspace) & (minutes_comments.c.minutes_id == its.id)
        return values_of(
            Comment, self.connection.execute(select(minutes_comments).where(mine).order_by(minutes_comments.c.id))
        )

    def add_to(self, its: Minutes, text: str, by: int, at: datetime) -> Addendum:
        """A correction, under the next number."""
        mine = (minutes_addenda.c.workspace == self.workspace) & (minutes_addenda.c.minutes_id == its.id)
        newest = select(func.coalesce(func.max(minutes_addenda.c.number), 0)).where(mine).scalar_subquery()
        facts = {"minutes_id": its.id, "number": newest + 1, "text": text, "person_id": by, "added_at": at}
        statement = insert(minutes_addenda).values(workspace=self.workspace, **facts).returning(minutes_addenda)
        return value_of(Addendum, self.connection.execute(statement).one())

    def addenda(self, its: Minutes) -> list[Addendum]:
        mine = (minutes_addenda.c.workspace == self.workspace) & (minutes_addenda.c.minutes_id == its.id)
        return values_of(
            Addendum, self.connection.execute(select(minutes_addenda).where(mine).order_by(minutes_addenda.c.number))
        )

    def _one(self, condition: ColumnElement[bool]) -> Minutes | None:
        return next(iter(self._found(condition, 1)), None)

    def _found(self, condition: ColumnElement[bool], most: int | None = None) -> list[Minutes]:
        query = select(minutes).where(self._is(condition)).order_by(minutes.c.due_on, minutes.c.id).limit(most)
        return values_of(Minutes, self.connection.execute(query))

    def _is(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (minutes.c.workspace == self.workspace) & condition


def digest(content: Mapping[str, Any]) -> str:
    """What a version is known by: the SHA-256 of its content in canonical JSON, in hex."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
