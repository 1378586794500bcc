"""Writing TOML: plain values, lists of tables, tables in tables. What is written is read back as it was."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

Value = str | int | float | bool | date


def write_toml(top: Mapping[str, object]) -> str:
    """A document: single values first, then tables. A list of tables is written as one `[[name]]` each."""
    return "\n".join(_table(top, ())).strip("\n") + "\n"


def _table(values: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    plain = {name: value for name, value in values.items() if not isinstance(value, Mapping | list)}
    yield from (f"{_key(name)} = {_value(value)}" for name, value in plain.items())
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from ("", f"[{_path(*path, name)}]", *_table(value, (*path, name)))
        elif isinstance(value, list):
            for one in value:
                yield from ("", f"[[{_path(*path, name)}]]", *_table(one, (*path, name)))


def _path(*names: str) -> str:
    return ".".join(map(_key, names))


def _key(name: str) -> str:
    bare = name and name.isascii() and all(sign.isalnum() or sign in "-_" for sign in name)
    return name if bare else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else repr(value)


def _text(text: str) -> str:
    """As JSON writes it, which is TOML but for one sign that TOML wants escaped and JSON does not."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
