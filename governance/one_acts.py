"""Acts of one: a link in a mail that lets one person do one thing once. Whoever has the link can do that, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_ABOUT = 2000


class Standing(StrEnum):
    """Whether a link still leads to its act."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class OneAct:
    """What a link does: the button's `name` and `ref` as in Slack, its `label` and `title`, and what it is `about` in words."""

    id: int
    person_id: int
    name: str
    ref: str
    label: str
    title: str
    about: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def standing(self, at: datetime) -> Standing:
        if self.used_at is not None:
            return Standing.USED
        return Standing.OPEN if at < self.expires_at else Standing.EXPIRED
