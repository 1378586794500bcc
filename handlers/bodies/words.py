"""Charters in plain words: how often, by which quorum, what may be decided, and what a new version changes."""

from collections.abc import Iterable, Sequence

from governance.bodies import Body, Charter, Part, Seat, Standing
from governance.charters import too_few
from governance.decisions import limit_words
from handlers.bodies.book import Book
from handlers.kit import shown
from handlers.kit.blocks import cut, esc, one_way
from handlers.kit.words import listing, plural

LONGEST = 600
UNTIL = "Until both companies have agreed, 1 of each company and a chair make a quorum, and there is no limit."

# --- one charter; all words are escaped ----------------------------------------------------------------------------------


def quorum_words(its: Charter, book: Book) -> str:
    """Such as "1 of each company and a chair"."""
    parts = [f"{its.of_sponsor} of each company"]
    if its.of_sponsor != its.of_vendor:
        parts = [f"{its.of_sponsor} of {book.sponsor}", f"{its.of_vendor} of {book.vendor.name}"]
    parts += [plural(its.chairs, "chair") if its.chairs > 1 else "a chair"] if its.chairs else []
    parts += [f"{its.heads} people in all"] if its.heads > its.of_sponsor + its.of_vendor else []
    return esc(listing(parts))


def authority_words(its: Charter) -> str:
    """Such as "up to EUR 50,000; never about protocol amendment"."""
    never = f"; never about {listing([one_way(matter) for matter in its.reserved], 'or')}" if its.reserved else ""
    return esc(f"{limit_words(its)}{never}")


def days_words(count: int) -> str:
    return plural(count, "business day")


def facts(its: Charter, book: Book) -> list[tuple[str, str]]:
    """Everything both companies agree on, by its name."""
    return [
        ("Meets", str(its.meets)),
        ("Quorum", quorum_words(its, book)),
        ("What it decides", esc(one_way(cut(its.decides, LONGEST))) or "not stated"),
        ("May decide", authority_words(its)),
        ("Pre-read", f"{days_words(its.pre_read_days)} before"),
        ("Minutes", f"within {days_words(its.minutes_days)}"),
        ("Goes up to", esc(_above(its, book))),
    ]


def changes(before: Charter | None, after: Charter, book: Book) -> list[str]:
    """What a version changes of the one in force, a line each; of a first one what it says."""
    if before is None:
        return [f"{name}: {words}" for name, words in facts(after, book)]
    pairs = zip(facts(before, book), facts(after, book), strict=True)
    return [f"{name}: {old} → {new}" for (name, old), (_, new) in pairs if old != new]


def short_words(body: Body, its: Charter, book: Book) -> str:
    """A body in one line: what it is, and what it can decide by which quorum."""
    return (
        f"*{esc(one_way(body.name))}*, {its.meets}: quorum {quorum_words(its, book)}; may decide {authority_words(its)}"
    )


def _above(its: Charter, book: Book) -> str:
    if its.escalates_to is None:
        return "nobody"
    there = book.of_kind(its.escalates_to)
    return one_way(there.name) if there else f"{book.name_of(its.escalates_to)} (not set up yet)"


# --- where it stands -----------------------------------------------------------------------------------------------------


def standing_words(body: Body, book: Book) -> list[str]:
    """Since when both have agreed, and what waits for whom."""
    found = []
    if body.charter:
        found.append(f"Charter version {body.charter.version}, {agreed_words(body.charter)}")
    if body.proposed:
        company = esc(book.company(book.answers(body.proposed)))
        until = "; until then the one before holds" if body.charter else ""
        found.append(f"*Version {body.proposed.version} waits for {company} to agree*{until}")
    return found or ["*No charter is agreed yet*"]


def until_then(bodies: Iterable[Body]) -> list[str]:
    """By what a body meets to whose charter both have not agreed yet."""
    return [] if all(its.charter for its in bodies) else [UNTIL]


def agreed_words(its: Charter) -> str:
    return f"agreed by both on {its.answered_at:%-d %B %Y}" if its.answered_at else "agreed by both"


def version_words(its: Charter) -> str:
    """What became of a version."""
    answered = f" on {its.answered_at:%-d %B %Y}" if its.answered_at else ""
    return {
        Standing.PROPOSED: "waits to be answered",
        Standing.AGREED: f"in force, {agreed_words(its)}",
        Standing.REPLACED: f"replaced, was {agreed_words(its)}",
        Standing.DECLINED: f"declined{answered}" if its.answered_by else f"gave way to the next one{answered}",
    }[its.state]


# --- who sits in it ------------------------------------------------------------------------------------------------------


def chairs_words(body: Body, book: Book) -> str:
    """Such as "@Alice for Northwind Bio, nobody yet for Helix Clinical"."""
    each = [f"{_people(_of(body, party, Part.CHAIR), book)} for {esc(book.company(party))}" for party in book.parties]
    return ", ".join(each)


def side_words(body: Body, party: str, book: Book) -> str:
    """One side's people: who chairs, who is a member, who stands in for whom."""
    chairs, members = (_of(body, party, part) for part in (Part.CHAIR, Part.MEMBER))
    parts = [f"chair {_people(chairs, book)}"]
    parts += [f"{'members' if len(members) > 1 else 'member'} {_people(members, book)}"] if members else []
    parts += [_stands_in(its, book) for its in _of(body, party, Part.DEPUTY)]
    return f"*{esc(book.company(party))}*: {'; '.join(parts)}"


def hints(body: Body, its: Charter, book: Book) -> list[str]:
    """A kind word where fewer are named than the rule asks for."""
    return [
        f"The quorum asks for {least} of {esc(book.company(party))}; {_named(count)}."
        for party, (least, count) in too_few(body, its).items()
    ]


def _named(count: int) -> str:
    return f"{count} {'is' if count == 1 else 'are'} named so far" if count else "nobody is named yet"


def _of(body: Body, party: str, part: Part) -> list[Seat]:
    return [its for its in body.seats if its.party == party and its.part is part]


def _people(seats: Sequence[Seat], book: Book) -> str:
    return listing([shown.person(book.people.get(its.person_id)) for its in seats]) or "nobody yet"


def _stands_in(its: Seat, book: Book) -> str:
    who, other = (shown.person(book.people.get(one or 0)) for one in (its.person_id, its.deputy_for))
    return f"{who} stands in for {other}"
