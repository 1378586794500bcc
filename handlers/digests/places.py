"""Where a digest goes: a channel, a person directly, or a person's mailbox; and in which words that is said."""

from governance.people import Person
from handlers.kit.blocks import esc

MAIL = "mail:"


def directly(person: Person) -> str:
    assert person.slack_user is not None
    return person.slack_user


def by_mail(person: Person) -> str:
    return f"{MAIL}{person.id}"


def is_channel(place: str) -> bool:
    return place.startswith(("C", "G"))


def is_mail(place: str) -> bool:
    return place.startswith(MAIL)


def of_person(person: Person) -> list[str]:
    """Where what this person asked for themselves can go."""
    return [by_mail(person), *([person.slack_user] if person.slack_user else [])]


def words(place: str, *, here: str | None = None) -> str:
    """Such as "here", "to you directly" or "to you by mail"."""
    if is_channel(place):
        return "here" if place == here else f"in <#{esc(place)}>"
    return "to you by mail" if is_mail(place) else "to you directly"
