"""Alembic's door: runs migrations on the connection it is handed. Procrastinate's tables are not ours to compare."""

from typing import Any

from alembic import context

from storage.tables import metadata

# Made by storage/search.py, which SQLAlchemy has no words for.
MADE_BY_HAND = {"actions_search"}

# Of an expression of this kind Alembic cannot tell that it is the same; tests/storage/test_migrations.py compares it as written.
IN_OTHER_WORDS = {"ix_journal_vendor", "uq_agenda_items_stems_from"}


def _comparable(_its: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    return name not in IN_OTHER_WORDS


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    if kind == "index":
        return name not in MADE_BY_HAND
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_ours,
    include_object=_comparable,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
