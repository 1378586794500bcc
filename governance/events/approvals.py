"""What happens when somebody says yes for their company."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class ApprovalGiven(Event):
    """Somebody approved of a version of a thing (`credit:3`), by the sentence they read. It is a signature where there is a `proof`:
    how the person proved themselves again."""

    subject_field = "about"
    about: str
    version: str
    vendor: int
    deed: str
    meaning: Words
    name: Words
    role: str
    proof: Words | None = None

    @property
    def subject(self) -> str:
        return str(self.about)
