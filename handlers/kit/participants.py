"""Files that could name trial participants: the lines that could are left out before anything of the file is kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from governance.participants import Known, check, find_in
from handlers.kit.columns import Matched, UnknownTable, matched
from handlers.kit.sheets import Line
from handlers.kit.workbooks import MOST_ROWS, Row, rows_of, write_csv, write_xlsx
from storage.unit_of_work import UnitOfWork

LEFT_OUT = "left out: "
FARTHEST = 2 * MOST_ROWS  # empty rows are written, too, and a workbook may have a million


def colleagues(uow: UnitOfWork) -> frozenset[str]:
    """The full names of everybody of both companies, in lower case: they are no participants."""
    return frozenset(person.name.lower() for person in uow.people.everyone())


def safe_table(name: str, content: bytes, known: Known) -> tuple[Matched, bytes]:
    """A table as `matched` understands it, and its content, both without what could name a participant.

    A line that could has one cell instead, which says why. Of a workbook only what was read is kept: it may have more sheets,
    notes and properties, which nobody looked at. Raises what `rows_of` and `matched` raise, and NamesAParticipant.
    """
    rows = rows_of(name, content)
    table = _matched(name, rows, known)
    head = len(rows) - len(table.lines)
    lines = [_left_out(row, table.titles, known) for row in table.lines]
    clean = [*(_left_out(row, (), known) for row in rows[:head]), *lines]
    if clean == rows:
        return table, _written(name, rows) if _is_book(name) else content
    return replace(table, lines=lines), _written(name, clean)


def _matched(name: str, rows: Sequence[Row], known: Known) -> Matched:
    """A refusal to understand a table says what stands in its first row, which must not be anybody's name."""
    try:
        return matched(name, rows)
    except UnknownTable:
        for _, cells in rows[:1]:
            check("\n".join(cells), known)
        raise


def why_left_out(row: Sequence[str]) -> str | None:
    """Why this line of a table was left out; None where it was not."""
    return row[0].removeprefix(LEFT_OUT) if row and row[0].startswith(LEFT_OUT) else None


def safe_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a sheet; one that could name a participant is unusable, and says why."""
    for line in lines:
        found = find_in(line.cells.items())
        yield replace(line, cells=dict.fromkeys(line.cells, ""), trouble=found.why) if found else line


def _left_out(row: Row, titles: Sequence[str], known: Known) -> Row:
    number, cells = row
    if why_left_out(cells):
        return row
    named = [(titles[at] if at < len(titles) else "", cell) for at, cell in enumerate(cells)]
    found = find_in(named, known)
    return (number, [f"{LEFT_OUT}{found.why}"]) if found else row


def _is_book(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm"))


def _written(name: str, rows: Sequence[Row]) -> bytes:
    """The rows as a file of the same kind, each with the number it had unless that is far beyond all that can be sent."""
    cells = dict(rows) if rows[-1][0] <= FARTHEST else dict(enumerate((row for _, row in rows), 1))
    dense = [cells.get(number, []) for number in range(1, max(cells) + 1)]
    write = write_xlsx if _is_book(name) else write_csv
    return write(dense[0], dense[1:])
