"""Notes as people write them; talk is none."""

import pytest

from governance.notes import NoteKind
from handlers.kit.notes import notes_in

ACTION, RISK, PARKED, DECISION = NoteKind.ACTION, NoteKind.RISK, NoteKind.PARKED, NoteKind.DECISION


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("", []),
        ("I think so too", []),
        ("the action: we take it slowly", []),
        ("actions: many", []),
        ("action: call the depot", [(ACTION, "call the depot")]),
        ("*Action:* call the depot", [(ACTION, "call the depot")]),
        ("_Decided_ : we use the form", [(DECISION, "we use the form")]),
        ("> decision: use the new form\nI like this one", []),
        ("&gt; decision: use it\naction: call\n> risk: it snows\nthe depot", [(ACTION, "call\n\nthe depot")]),
        ("• park: lunch", [(PARKED, "lunch")]),
        ("risk:", [(RISK, "")]),
        (
            "Well.\naction: call\nthe depot\nrisk: it snows\n",
            [(ACTION, "call\nthe depot"), (RISK, "it snows")],
        ),
    ],
)
def test_each_note_with_its_text_and_nothing_for_talk(text: str, notes: list[tuple[NoteKind, str]]) -> None:
    assert notes_in(text) == notes
