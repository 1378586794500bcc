"""Rehearsals: a vendor's people hear nothing before they are introduced, and the vendor manager reads what they would hear."""

from typing import Any

from governance.people import Person
from governance.refusals import NotIntroduced, Refusal
from handlers.kit.blocks import Block, context, cut, esc, section
from handlers.kit.confirming import manager_name
from handlers.kit.replies import Message
from storage.outbox import REHEARSED
from storage.unit_of_work import UnitOfWork

MOST_BLOCKS = 50


def not_introduced(by: Person, uow: UnitOfWork) -> Refusal | None:
    """NotIntroduced for the people of a vendor that is only rehearsed with yet."""
    vendor = uow.vendors.by_id(by.vendor_id) if by.vendor_id else None
    if vendor is None or vendor.introduced_at:
        return None
    return NotIntroduced(manager=manager_name(vendor, uow), vendor=vendor.name)


def check_introduced(by: Person, uow: UnitOfWork) -> None:
    """Raises what `not_introduced` says."""
    if why := not_introduced(by, uow):
        raise why


def rehearsed(payload: dict[str, Any]) -> dict[str, Any]:
    """A letter to the vendor manager in place of the one it was written for; any other as it is."""
    whom = payload.get(REHEARSED)
    if whom is None:
        return payload
    rest = {name: value for name, value in payload.items() if name not in (REHEARSED, "mail")}
    if "mail" in payload:
        return rest | Message((_front(f"to {esc(whom)} by mail"), *_mail(payload["mail"]))).payload()
    if "blocks" not in payload:
        return rest  # a picture, which the message behind it shows
    front = _front(f"in <#{whom}>" if whom.startswith(("C", "G")) else f"to <@{whom}>")
    said = f"{Message((front,)).text}\n{payload.get('text', '')}"
    return rest | {"text": said, "blocks": [front, *payload["blocks"]][:MOST_BLOCKS]}


def _front(place: str) -> Block:
    return context(f"Rehearsal, for you alone. Once you have introduced me I say this {place}:")


def _mail(letter: dict[str, Any]) -> list[Block]:
    subject = letter.get("subject") or letter.get("title") or ""
    return [section(f"*{esc(cut(str(subject), 200))}*\n{esc(cut(str(letter.get('words') or ''), 2000))}")]
