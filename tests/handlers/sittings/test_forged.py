"""What no screen of ours would send is answered with a sentence, and changes nothing."""

import json

from handlers import registry
from tests.bot.test_reach import submission
from tests.bot.test_strangers import deliver
from tests.cast import HELIX, VERA
from tests.handlers.sittings.room import Room

BUTTONS = sorted(name for name in registry().buttons if name.startswith("sittings."))
FORMS = sorted(name for name in registry().forms if name.startswith("sittings."))
REFS = (
    "",
    "nonsense",
    "S-1 x",
    "S-1 99999999999999999999",
    "S-1 ² ² ²",
    "S-1 1 1 2026-13-45 x",
    "S-9 1",
    "-1",
    "9" * 30,
    "²",
)
CHANGES = ("sittings.start", "sittings.end", "sittings.present", "sittings.apology")  # for whom S-1 alone is enough


def test_no_button_and_no_form_goes_wrong_on_what_is_in_it(on: Room) -> None:
    quiet = [name for name in BUTTONS if name not in CHANGES]
    before = on.events(), on.points()
    for name in quiet:
        for ref in REFS:
            assert "went wrong" not in on.press_old(name, VERA, ref), (name, ref)
    assert (on.events(), on.points()) == before
    for name in FORMS:
        for of in ("S-1", "S-9", "²", ""):
            answer = _send(on, name, of)
            assert "went wrong" not in answer, (name, of, answer)


def _send(room: Room, name: str, of: str) -> str:
    """Sends a form with the same words in every field."""
    payload = submission(room.parley, VERA, name)
    fields = ("point", "outcome", "member", "words", "title", "owner", "due", "probability", "impact", "cause", "event")
    typed = {field: {"value": {"type": "plain_text_input", "value": " ² "}} for field in fields}
    payload["view"] |= {"private_metadata": json.dumps({"of": of, "_channel": HELIX}), "state": {"values": typed}}
    payload["view"]["id"] = f"V{name}{of}"
    return deliver(room.parley, payload).text
