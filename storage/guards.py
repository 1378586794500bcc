"""The triggers that make the journal append-only, for both databases, as the first migration creates them; of approvals; and of minutes."""

_REFUSED = "the journal is append-only"
_STAYS = "an approval never changes"
_FILED = "minutes never change"


def create(dialect: str) -> list[str]:
    """The statements that put the guards up."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


def create_for_approvals(dialect: str) -> list[str]:
    """The same for approvals, which came later."""
    return _SQLITE_APPROVALS if dialect == "sqlite" else _POSTGRESQL_APPROVALS


def create_for_minutes(dialect: str) -> list[str]:
    """The same for the versions of minutes and their addenda; and minutes that were filed stay so."""
    return _SQLITE_MINUTES if dialect == "sqlite" else _POSTGRESQL_MINUTES


def _sqlite_guard(table: str, deed: str, refused: str = _REFUSED) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    )


def _sqlite_no_replace(table: str, same: str, refused: str = _REFUSED) -> str:
    # REPLACE is refused by itself, whether or not the connection remembered to switch recursive_triggers on.
    return (
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    )


def _postgresql_guard(table: str, deed: str, each: str = "ROW", refuses: str = "refuse_change") -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_{deed.lower()} BEFORE {deed} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {refuses}()"
    )


_SQLITE = [
    _sqlite_guard("journal", "UPDATE"),
    _sqlite_guard("journal", "DELETE"),
    _sqlite_no_replace("journal", "workspace = NEW.workspace AND number = NEW.number"),
    # Texts can be erased (deleted), never reworded.
    _sqlite_guard("journal_texts", "UPDATE"),
    _sqlite_no_replace("journal_texts", "workspace = NEW.workspace AND number = NEW.number AND field = NEW.field"),
    _sqlite_guard("journal_heads", "DELETE"),
]

_POSTGRESQL = [
    f"CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    _postgresql_guard("journal", "UPDATE"),
    _postgresql_guard("journal", "DELETE"),
    _postgresql_guard("journal", "TRUNCATE", "STATEMENT"),
    _postgresql_guard("journal_texts", "UPDATE"),
    _postgresql_guard("journal_heads", "DELETE"),
    _postgresql_guard("journal_heads", "TRUNCATE", "STATEMENT"),
]

_SQLITE_APPROVALS = [
    _sqlite_guard("approvals", "UPDATE", _STAYS),
    _sqlite_guard("approvals", "DELETE", _STAYS),
    _sqlite_no_replace("approvals", "id = NEW.id", _STAYS),
]

_OF_APPROVALS = "refuse_change_of_approval"
_POSTGRESQL_APPROVALS = [
    f"CREATE FUNCTION {_OF_APPROVALS}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_STAYS}'; END $$",
    _postgresql_guard("approvals", "UPDATE", refuses=_OF_APPROVALS),
    _postgresql_guard("approvals", "DELETE", refuses=_OF_APPROVALS),
    _postgresql_guard("approvals", "TRUNCATE", "STATEMENT", refuses=_OF_APPROVALS),
]

_OF_MINUTES = ("minutes_versions", "minutes_addenda")
_SQLITE_MINUTES = [
    *(_sqlite_guard(table, deed, _FILED) for table in _OF_MINUTES for deed in ("UPDATE", "DELETE")),
    # Under another id, too: REPLACE takes away whatever is in the way of the new row.
    _sqlite_no_replace("minutes", "id = NEW.id OR session_id = NEW.session_id", _FILED),
    _sqlite_no_replace(
        "minutes_versions", "id = NEW.id OR (minutes_id = NEW.minutes_id AND version = NEW.version)", _FILED
    ),
    _sqlite_no_replace(
        "minutes_addenda", "id = NEW.id OR (minutes_id = NEW.minutes_id AND number = NEW.number)", _FILED
    ),
    (
        "CREATE TRIGGER minutes_refuses_update BEFORE UPDATE ON minutes WHEN OLD.filed_at IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{_FILED}'); END"
    ),
    _sqlite_guard("minutes", "DELETE", _FILED),
]

_CHANGES_MINUTES = "refuse_change_of_minutes"
_POSTGRESQL_MINUTES = [
    f"CREATE FUNCTION {_CHANGES_MINUTES}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_FILED}'; END $$",
    *(
        _postgresql_guard(table, deed, refuses=_CHANGES_MINUTES)
        for table in _OF_MINUTES
        for deed in ("UPDATE", "DELETE")
    ),
    *(_postgresql_guard(table, "TRUNCATE", "STATEMENT", refuses=_CHANGES_MINUTES) for table in _OF_MINUTES),
    (
        "CREATE TRIGGER minutes_refuses_update BEFORE UPDATE ON minutes FOR EACH ROW WHEN (OLD.filed_at IS NOT NULL) "
        f"EXECUTE FUNCTION {_CHANGES_MINUTES}()"
    ),
    _postgresql_guard("minutes", "DELETE", refuses=_CHANGES_MINUTES),
]
