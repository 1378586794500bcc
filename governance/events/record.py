"""What happens to the record itself."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class TextsErased(Event):
    """The free texts of an entry were erased; `fields` names them, divided by commas. What is hashed of them stays."""

    subject_field = "entry"
    entry: int
    fields: str
    reason: Words
