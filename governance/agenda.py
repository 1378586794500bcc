"""What the next session of a vendor has to talk about, and what each point stems from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One point; `stems_from` as the record names it (`breach:4`). Without a session it is for the next one."""

    id: int
    vendor_id: int
    session_id: int | None = None
    title: str
    stems_from: str = ""
    added_by: int | None = None
    added_at: datetime
    done_at: datetime | None = None
