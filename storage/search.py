"""Full text over the titles of action items: FTS5 on SQLite, a GIN index on PostgreSQL, over the same plain words on both.

Words are made plain before either database sees them, so that both find the same: no case, no accents, letters and digits.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table

from storage.tables import actions

MOST_WORDS = 8
MOST = 500  # titles one search finds
_titled = actions.alias("titled")
_SIMPLE: ColumnElement[str] = literal_column("'simple'")
_WORDS = re.compile(r"[^\W_]+")
# Scripts that put no space between words are searched sign by sign.
_SIGN = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af])")


def plain(text: str) -> str:
    """The words of a text as they are searched, a space between any two."""
    apart = _SIGN.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(sign))
    return " ".join(_WORDS.findall(bare.casefold()))


def found(words: str, dialect: str, workspace: int, vendor: int | None) -> Select[tuple[int]]:
    """The ids of titles that have each of these words, or one that begins so, the newest `MOST`; of one vendor, or of all.

    A word of every title would else be looked for, and put in order, in all there ever was.
    """
    wanted = plain(words).split()[:MOST_WORDS]
    if not wanted:
        return select(_titled.c.id).limit(0)
    ask = _in_sqlite if dialect == "sqlite" else _in_postgresql
    return ask(wanted, vendor).where(_titled.c.workspace == workspace).limit(MOST)


def _in_sqlite(wanted: list[str], vendor: int | None) -> Select[tuple[int]]:
    """The vendor is one more word, in a column of its own: whoever sees little is not made to wait for what others have."""
    titles = table("actions_search", column("rowid"), column("actions_search"))
    asked = " ".join(f'"{word}"*' for word in wanted)
    asked = f"words : ({asked})" + (f' AND vendor_id : "{vendor}"' if vendor is not None else "")
    query = select(titles.c.rowid).select_from(titles.join(_titled, _titled.c.id == titles.c.rowid))
    return query.where(titles.c.actions_search.op("MATCH")(asked)).order_by(titles.c.rowid.desc())


def _in_postgresql(wanted: list[str], vendor: int | None) -> Select[tuple[int]]:
    # Written out, not bound: only so does the planner see how common a word is.
    asked = func.to_tsquery(_SIMPLE, " & ".join(f"'{word}':*" for word in wanted))
    query = select(_titled.c.id).where(_vector().op("@@")(asked)).order_by(_titled.c.id.desc())
    return query if vendor is None else query.where(_titled.c.vendor_id == vendor)


def _vector() -> ColumnElement[str]:
    return func.to_tsvector(_SIMPLE, _titled.c.words)


def create(dialect: str) -> list[str]:
    """The statements that make the index."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


_SQLITE = [
    (
        "CREATE VIRTUAL TABLE actions_search USING fts5"
        "(words, vendor_id, content='actions', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    (
        "CREATE TRIGGER actions_search_new AFTER INSERT ON actions "
        "BEGIN INSERT INTO actions_search (rowid, words, vendor_id) VALUES (NEW.id, NEW.words, NEW.vendor_id); END"
    ),
    (
        "CREATE TRIGGER actions_search_changed AFTER UPDATE OF words, vendor_id ON actions BEGIN "
        "INSERT INTO actions_search (actions_search, rowid, words, vendor_id) "
        "VALUES ('delete', OLD.id, OLD.words, OLD.vendor_id); "
        "INSERT INTO actions_search (rowid, words, vendor_id) VALUES (NEW.id, NEW.words, NEW.vendor_id); END"
    ),
    (
        "CREATE TRIGGER actions_search_gone AFTER DELETE ON actions "
        "BEGIN INSERT INTO actions_search (actions_search, rowid, words, vendor_id) "
        "VALUES ('delete', OLD.id, OLD.words, OLD.vendor_id); END"
    ),
]

_POSTGRESQL = ["CREATE INDEX actions_search ON actions USING gin (to_tsvector('simple', words))"]
