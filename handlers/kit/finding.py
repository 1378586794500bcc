"""Finding what people name: a vendor, a person. In a shared channel only that channel's vendor exists."""

import re
from collections.abc import Iterable, Sequence

from governance.people import Act, Person, may, sees
from governance.refusals import (
    HasLeft,
    NotAPerson,
    NotThisVendors,
    ReadsOnly,
    UnknownAddress,
    UnknownPerson,
    UnknownStudy,
    UnknownVendor,
    WhichPerson,
    WhichVendor,
)
from governance.vendors import Study, Vendor, name_key
from handlers.kit.requests import Request
from handlers.kit.seeing import of_our_sides, visible_vendors
from handlers.kit.words import Mention, Named, listing, nearest, take_person
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

_ME = re.compile(r"\s*@?me(?=\s|$)[\s,:]*", re.IGNORECASE)


def the_vendor(request: Request, uow: UnitOfWork, text: str, usage: str) -> Vendor:
    """The vendor a whole text names, or else the place's, or else the asker's own."""
    if text.strip():
        vendor, rest = take_vendor(request, uow, text)
        if vendor and not rest:
            return vendor
        raise unknown_vendor(request, uow, text)
    vendor = here(request, uow)
    if vendor is None:
        raise WhichVendor(usage=usage)
    return vendor


def here(request: Request, uow: UnitOfWork) -> Vendor | None:
    """The vendor nobody needs to name: the channel's, or the one the asker works for."""
    vendor = request.place.vendor
    if vendor is None and request.by.vendor_id is not None:
        vendor = uow.vendors.by_id(request.by.vendor_id)
    return vendor if vendor and sees(request.by, vendor.id) else None


def take_vendor(request: Request, uow: UnitOfWork, text: str) -> tuple[Vendor | None, str]:
    """The vendor at the front of a text, quoted or not, by its name or the only one that begins so; and what follows."""
    names = visible_vendors(request, uow)
    quoted, rest = _quoted(text)
    if quoted is not None:
        return _named(uow, quoted, names), rest
    words = text.split()
    for match in (_whole, _beginning):
        for count in range(min(len(words), 12), 0, -1):
            name = match(" ".join(words[:count]), names)
            if name:
                return uow.vendors.named(name), " ".join(words[count:])
    return None, text


def take_vendor_behind(request: Request, uow: UnitOfWork, text: str) -> tuple[Vendor | None, str]:
    """The vendor at the end of a text, quoted or not, perhaps after `for` or `of`; and what stands before it."""
    names, words = visible_vendors(request, uow), text.split()
    for match in (_whole, _beginning):
        for count in range(min(len(words), 12), 0, -1):
            name = match(" ".join(words[-count:]).strip('"“”'), names)
            if name:
                before = words[:-count]
                return uow.vendors.named(name), " ".join(before[:-1] if before[-1:] in (["for"], ["of"]) else before)
    return None, text


def unknown_vendor(request: Request, uow: UnitOfWork, text: str) -> UnknownVendor:
    """The refusal, with the nearest names the asker may see."""
    name = text.strip().strip('"“”')
    near = _near(name, visible_vendors(request, uow))
    all_of_them = " `/vendor list` shows them all." if request.by.is_sponsors and not request.place.shared else ""
    return UnknownVendor(name=name, nearest=(f" Did you mean {listing(near, 'or')}?" if near else "") + all_of_them)


def the_study(protocol: str, request: Request, uow: UnitOfWork) -> Study:
    """The study with this protocol number; to a vendor, a study exists only where there are actions of theirs in it."""
    study = uow.vendors.study(protocol)
    mine = request.by.vendor_id
    if study and (mine is None or uow.actions.count(Sought(vendor=mine, study=study.id, closed_too=True))):
        return study
    near = nearest(protocol, [its.protocol for its in uow.vendors.all_studies()]) if mine is None else []
    raise UnknownStudy(name=protocol, nearest=f" Did you mean {listing(near, 'or')}?" if near else "")


def take_owner(request: Request, uow: UnitOfWork, text: str) -> tuple[Person | None, str]:
    """The person at the front of a text, and what follows; None when no person is named there."""
    if me := _ME.match(text):
        return request.by, text[me.end() :].strip()
    who, rest = take_person(text)
    if who is None:
        return None, text
    if isinstance(who, Mention):
        return mentioned(uow, who), rest
    return _called_in_full(request, uow, who, rest) or (_called(request, uow, who), rest)


def mentioned(uow: UnitOfWork, mention: Mention) -> Person:
    """Someone picked from Slack's list. The door has made their acquaintance before the handler is called."""
    person = uow.people.by_slack(mention.slack_user)
    if person is None:
        raise UnknownPerson(name=mention.label or mention.slack_user, nearest="")
    if person.is_bot or person.slack_user == uow.workspace.bot_user:
        raise NotAPerson(name=person.name)
    if person.left_at:
        raise HasLeft(person=person.name)
    return person


def by_address(request: Request, uow: UnitOfWork, addresses: Sequence[str]) -> list[Person]:
    """The people with these mail addresses; to whoever may not know of somebody, nobody has theirs."""
    known = uow.people.by_mail({address.lower() for address in addresses})
    for address in addresses:
        if address.lower() not in known or not of_our_sides(known[address.lower()], request):
            raise UnknownAddress(address=address)
    return list(known.values())


def may_own(person: Person, vendor: Vendor | None, by: Person | None = None) -> Person:
    """The person, unless they are of neither side of this vendor's matters, or only read them."""
    return does_more_than_read(may_come(person, vendor, by))


def does_more_than_read(person: Person) -> Person:
    """The person, unless they read and audit and so change nothing."""
    if not may(person, Act.KEEP_ACTIONS) and person.is_sponsors:
        raise ReadsOnly(person=person.name)
    return person


def may_come(person: Person, vendor: Vendor | None, by: Person | None = None) -> Person:
    """The person, unless they are of neither side of this vendor's matters."""
    if person.is_sponsors or (vendor and person.vendor_id == vendor.id):
        return person
    # Who works for another vendor is not everybody's to know: to a vendor's people all others are alike.
    name = person.name if person.vendor_id is None and by and by.is_sponsors else "This person"
    raise NotThisVendors(person=name, vendor=vendor.name if vendor else "this matter")


def _called_in_full(request: Request, uow: UnitOfWork, named: Named, rest: str) -> tuple[Person, str] | None:
    """The person whose name goes on behind its first word, as in `@Vera Novak friday`, and what follows."""
    for count in (2, 1):
        words = rest.split(maxsplit=count)
        name = " ".join([named.name, *words[:count]])
        found = [its for its in uow.people.named(name) if of_our_sides(its, request)] if len(words) >= count else []
        if len(found) == 1 and " " in name:
            return found[0], words[count] if len(words) > count else ""
    return None


def _called(request: Request, uow: UnitOfWork, named: Named) -> Person:
    found = [person for person in uow.people.named(named.name) if of_our_sides(person, request)]
    if len(found) == 1:
        return found[0]
    if found:
        raise WhichPerson(name=named.name, people=listing(sorted({person.name for person in found})))
    known = [person.name for person in uow.people.everyone() if of_our_sides(person, request)]
    near = _near(named.name, known)
    raise UnknownPerson(name=named.name, nearest=f" Did you mean {listing(near, 'or')}?" if near else "")


def _near(name: str, known: Sequence[str]) -> list[str]:
    """The names that look like it, whole or by as many of their first words; else those that look like its first word."""
    words = name.split()
    for count in (len(words), 1):
        typed = " ".join(words[:count])
        beginnings = {" ".join(its.split()[:count]): its for its in reversed(known)}
        found = [*nearest(typed, known), *(beginnings[its] for its in nearest(typed, beginnings))]
        if found:
            return list(dict.fromkeys(found))[:3]
    return []


def _named(uow: UnitOfWork, name: str, names: Iterable[str]) -> Vendor | None:
    known = _whole(name, names) or _beginning(name, names)
    return uow.vendors.named(known) if known else None


def _whole(text: str, names: Iterable[str]) -> str | None:
    key = name_key(text)
    return next((name for name in names if name_key(name) == key), None) if key else None


def _beginning(text: str, names: Iterable[str]) -> str | None:
    key = name_key(text)
    found = [name for name in names if name_key(name).startswith(key)] if len(key) > 1 else []
    return found[0] if len(found) == 1 else None


def _quoted(text: str) -> tuple[str | None, str]:
    for left, right in (('"', '"'), ("“", "”")):
        if text.startswith(left) and right in text[1:]:
            name, _, rest = text[1:].partition(right)
            return name, rest.strip(" ,")
    return None, text
