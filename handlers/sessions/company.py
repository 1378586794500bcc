"""Who is named in a line or a form: by a mention or, where somebody is known by their mail address only, by that or by name."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from governance.people import Person
from governance.refusals import UnknownGuest, WhichGuest
from governance.vendors import Vendor
from handlers.kit.blocks import Block, esc, field, text_input
from handlers.kit.finding import by_address, mentioned
from handlers.kit.replies import about
from handlers.kit.requests import Request
from handlers.kit.words import Mention, listing, shortened, take_person
from storage.unit_of_work import UnitOfWork

_MENTION = r"<@[UW][A-Z0-9]{1,20}(?:\|[^>]*)?>"
_ADDRESS = r"<mailto:[^|>\s]+(?:\|[^>]*)?>|[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"
_JOINTS = re.compile(r"\band\b|[,;]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who is named, who of them need not come, and the text without them."""

    required: tuple[Person, ...] = ()
    optional: tuple[Person, ...] = ()
    rest: str = ""

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (*self.required, *self.optional)


def take_company(text: str, vendor: int, request: Request, uow: UnitOfWork) -> Company:
    """Everybody a text names, and after "optional" those who need not come. Who has no Slack is of the sponsor or this vendor."""
    unlisted = [its for its in uow.people.unlisted() if its.is_sponsors or its.vendor_id == vendor]
    one = "|".join((_MENTION, _ADDRESS, *_names(unlisted)))
    optional, text = _taken(re.compile(rf"\boptional:?((?:[\s,]*(?:and\s+)?(?:{one}))+)", re.IGNORECASE), text)
    each = re.compile(one, re.IGNORECASE)
    need_not = _people(each.findall(optional), unlisted, request, uow)
    required = _people(each.findall(text), unlisted, request, uow)
    return Company(
        required=required,
        optional=tuple(its for its in need_not if its not in required),
        rest=each.sub(" ", text).strip(),
    )


def as_line(people: Iterable[Person], optional: Collection[int]) -> list[str]:
    """People as `take_company` reads them again."""
    words = {its.id: f"<@{its.slack_user}>" if its.slack_user else its.mail or its.name for its in people}
    need_not = [said for who, said in words.items() if who in optional]
    return [
        *(said for who, said in words.items() if who not in optional),
        *(["optional", *need_not] if need_not else []),
    ]


# --- in forms ----------------------------------------------------------------------------------------------------------


def others_input(initial: str = "", *, hint: str = "Write optional before those who need not come.") -> Block:
    """Slack's list has no people without Slack; here they are written."""
    line = text_input(initial, placeholder="pat@vendor.example, Kim Low", most=500)
    return field(
        "others", "People without Slack", line, optional=True, hint=f"Their mail addresses, or names I know. {hint}"
    )


def form_company(vendor: Vendor, request: Request, uow: UnitOfWork) -> Company:
    """Who was picked from Slack's lists, and who was written beside them."""
    with about("people"):
        picked, need_not = (_picked(name, request, uow) for name in ("people", "optional"))
    others = form_others(vendor.id, request, uow)
    required = (*picked, *others.required)
    return Company(
        required=required, optional=tuple(its for its in (*need_not, *others.optional) if its not in required)
    )


def form_others(vendor: int, request: Request, uow: UnitOfWork) -> Company:
    """The people without Slack; whatever else is written there is nobody's name."""
    with about("others"):
        others = take_company(esc(request.values.get("others") or ""), vendor, request, uow)
        if unknown := " ".join(_JOINTS.sub(" ", others.rest).split()):
            raise UnknownGuest(name=shortened(unknown))
    return others


def _picked(name: str, request: Request, uow: UnitOfWork) -> list[Person]:
    return [mentioned(uow, Mention(user)) for user in request.values.get(name) or []]


# --- piece by piece ----------------------------------------------------------------------------------------------------


def _names(people: Iterable[Person]) -> list[str]:
    """Whole names, the longest first; a single word is no name, for any word could be one."""
    names = {tuple(esc(its.name).split()) for its in people}
    whole = sorted((words for words in names if len(words) > 1), key=lambda words: (-len(" ".join(words)), words))
    return [r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)" for words in whole]


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (found[1], f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _people(said: Sequence[str], unlisted: Sequence[Person], request: Request, uow: UnitOfWork) -> tuple[Person, ...]:
    """The people behind these words, each once."""
    picked = (take_person(word)[0] for word in said if word.startswith("<@"))
    addresses = [
        word.removeprefix("<mailto:").partition("|")[0].rstrip(">") for word in said if not word.startswith("<@")
    ]
    people = [
        *(mentioned(uow, who) for who in picked if isinstance(who, Mention)),
        *by_address(request, uow, [address for address in addresses if "@" in address]),
        *(_called(word, unlisted) for word in said if "@" not in word),
    ]
    return tuple({its.id: its for its in people}.values())


def _called(name: str, unlisted: Iterable[Person]) -> Person:
    key = name.casefold().split()
    found = [its for its in unlisted if esc(its.name).casefold().split() == key]
    if len(found) > 1:
        raise WhichGuest(name=found[0].name, addresses=listing(sorted(its.mail or "" for its in found)))
    return found[0]
