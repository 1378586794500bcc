"""How bodies look: a vendor's as a list, one with its people, and the versions of its charter. Everybody of both sides may look."""

from collections.abc import Sequence

from governance.approvals import Deed
from governance.bodies import USUAL_CHARTER, Body, Charter, Standing, offered
from governance.events import CharterDeclined
from governance.people import Act, Person, may
from governance.sessions import Kind
from handlers.bodies.book import Book, given_to
from handlers.bodies.naming import the_body
from handlers.bodies.register import feature
from handlers.bodies.words import (
    UNTIL,
    authority_words,
    chairs_words,
    changes,
    days_words,
    facts,
    hints,
    quorum_words,
    short_words,
    side_words,
    standing_words,
    until_then,
    version_words,
)
from handlers.kit import shown
from handlers.kit.approving import can_sign, newest, said_of, sign_button
from handlers.kit.blocks import Block, actions, button, context, cut, esc, header, one_way, paragraphs, section
from handlers.kit.replies import Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

WHY = 300
VERSIONS = 12
HELD = (Standing.AGREED, Standing.REPLACED)

# --- a vendor's ----------------------------------------------------------------------------------------------------------


def list_page(book: Book, request: Request, uow: UnitOfWork, lead: str = "") -> Say:
    """All bodies of a vendor; where it has none, the usual ones are offered."""
    front = [section(lead)] if lead else []
    if not book.bodies:
        return say(*front, *_offer(book, request))
    sections = [section("\n".join(_lines(its, book, request)), button=_open(its, book, request)) for its in book.bodies]
    blocks = [
        *front,
        header(f"Who meets with {book.other(request.by.party)}"),
        *sections,
        *_to_answer(book, request, uow),
    ]
    return say(*blocks, *_more(book, request))


def _lines(body: Body, book: Book, request: Request) -> list[str]:
    its = body.charter or body.proposed or USUAL_CHARTER
    days = f"Pre-read {days_words(its.pre_read_days)} before, minutes within {days_words(its.minutes_days)}"
    above = f"; goes up to {esc(one_way(book.name_of(its.escalates_to)))}" if its.escalates_to else ""
    return [
        f"*{esc(one_way(body.name))}*: {body.level}, meets {its.meets}",
        f"Chairs: {chairs_words(body, book)}",
        f"Quorum: {quorum_words(its, book)}. May decide {authority_words(its)}",
        f"{days}{above}",
        *hints(body, its, book),
        *standing_words(body, book),
        *_next(body, book, request),
    ]


def _next(body: Body, book: Book, request: Request) -> list[str]:
    session = book.coming.get(body.kind)
    if session is None:
        return ["No session of it is planned"]
    return [f"Next: *{session.reference}* {shown.moment(session.starts_at, request.zone)}"]


def _open(body: Body, book: Book, request: Request) -> Block:
    return button("Open", "again", f"session body {quoted(book)} {body.kind}", label=f"Open {body.name}")


def quoted(book: Book) -> str:
    return f'"{book.vendor.name}"'


def _to_answer(book: Book, request: Request, uow: UnitOfWork) -> list[Block]:
    waiting = book.waiting_for(request.by.party)
    if not waiting or not may(request.by, Act.KEEP_BODIES):
        return []
    return [actions(*answers(waiting, book, request.by, uow))]


def answers(
    waiting: Sequence[tuple[Body, Charter]], book: Book, reader: Person, uow: UnitOfWork, *, look: bool = False
) -> list[Block]:
    """Agree to exactly these versions, sign that, decline one; perhaps look first."""
    ref = f"{book.vendor.id} {','.join(str(its.id) for _, its in waiting)}"
    many = len(waiting) > 1
    found = [button("Agree to all" if many else "Agree", "body.agree", ref, style="primary", label=_agree_to(waiting))]
    if can_sign(reader, uow):
        found.append(
            sign_button("body.sign", ref, "these charters" if many else "this charter", "Sign all" if many else "Sign")
        )
    if not many:
        found.append(button("Decline", "body.decline", ref, label=f"Decline the charter of {waiting[0][0].name}"))
    place = "" if many else f" {waiting[0][0].kind}"
    look_at = "Look at each" if many else "Look"
    return [*found, *([button(look_at, "again", f"session body {quoted(book)}{place}")] if look else [])]


def _agree_to(waiting: Sequence[tuple[Body, Charter]]) -> str:
    many = len(waiting) > 1
    return f"Agree to all {len(waiting)} charters" if many else f"Agree to the charter of {waiting[0][0].name}"


def _more(book: Book, request: Request) -> list[Block]:
    """What holds until all is agreed; and what more could be set up, for whoever may."""
    left = [kind for kind in Kind if book.of_kind(kind) is None]
    new = (
        [f"`session body {esc(book.vendor.name)} new` sets up another one: {esc(listing(left, 'or'))}."] if left else []
    )
    lines = [*until_then(book.bodies), *(new if may(request.by, Act.KEEP_BODIES) else [])]
    return [context("\n".join(lines))] if lines else []


def _offer(book: Book, request: Request) -> list[Block]:
    usual = offered(book.vendor.tier)
    bodies = [Body(id=0, vendor_id=book.vendor.id, kind=kind, name=kind.capitalize()) for kind, _ in usual]
    lines = [short_words(body, its, book) for body, (_, its) in zip(bodies, usual, strict=True)]
    # A vendor is nowhere told in which tier it is.
    tier = f" for tier {book.vendor.tier}" if request.by.is_sponsors else ""
    lead = f"*{esc(book.vendor.name)} has no governance bodies yet.* These are usual{tier}:"
    if not may(request.by, Act.KEEP_BODIES):
        return paragraphs([lead, *(f"• {line}" for line in lines), UNTIL])
    ask = f"Set them up, and {esc(book.other(request.by.party))} is asked to agree. All of it can be changed later. {UNTIL}"
    row = actions(button("Set these up", "body.setup", book.vendor.id, style="primary"))
    return [*paragraphs([lead, *(f"• {line}" for line in lines), ask]), row]


# --- one -----------------------------------------------------------------------------------------------------------------


def body_page(body: Body, book: Book, request: Request, uow: UnitOfWork, lead: str = "") -> Say:
    """One body: its people by company, its charter, what waits, and what the reader can do."""
    its = body.charter or body.proposed or USUAL_CHARTER
    front = [section(lead)] if lead else []
    named = [*(side_words(body, party, book) for party in book.parties), *hints(body, its, book)]
    terms = [f"{name}: {words}" for name, words in facts(its, book)] if body.charter or body.proposed else []
    lines = [f"*{body.level.capitalize()} level*, with {esc(book.other(request.by.party))}", *named]
    blocks = [*front, header(body.name), *paragraphs([*lines, "", *terms, *_next(body, book, request)])]
    return say(
        *blocks,
        *paragraphs([*standing_words(body, book), *until_then([body]), *_proposal(body, book)]),
        *_row(body, book, request, uow),
    )


def _proposal(body: Body, book: Book) -> list[str]:
    """What is proposed, by whom and why, and what it would change."""
    its = body.proposed
    if its is None:
        return []
    who = shown.person(book.people.get(its.proposed_by or 0))
    why = [f"Why: {esc(one_way(cut(its.why, WHY)))}"] if its.why else []
    changed = changes(body.charter, its, book) if body.charter else []
    return [f"Proposed by {who}", *why, *(f"• {line}" for line in changed)]


def _row(body: Body, book: Book, request: Request, uow: UnitOfWork) -> list[Block]:
    keeps = may(request.by, Act.KEEP_BODIES)
    mine = [pair for pair in book.waiting_for(request.by.party) if pair[0].id == body.id]
    found = answers(mine, book, request.by, uow) if mine and keeps else []
    if keeps:
        found.append(button("Name our people", "body.people", body.id, label=f"Name our people of {body.name}"))
        found.append(button("Propose a change", "body.change", body.id, label=f"Propose a change of {body.name}"))
    return [actions(*found, button("Versions", "body.versions", body.id, label=f"Versions of {body.name}"))]


# --- versions ------------------------------------------------------------------------------------------------------------


@feature.button("body.versions", act=Act.SEE_SESSIONS)
def show_versions(request: Request, uow: UnitOfWork) -> Reply:
    book, body = the_body(request.ref, request, uow)
    return versions_page(body, book, uow)


def versions_page(body: Body, book: Book, uow: UnitOfWork) -> Say:
    """Every version of a charter, the newest first: what it changed and why, who agreed to it and when."""
    versions = uow.bodies.versions(body.id)
    given = given_to(versions, uow)
    declined = _declined(body, uow)
    blocks: list[Block] = [header(f"Charter of {body.name}")]
    for its in reversed(versions[-VERSIONS:]):
        held = [one for one in versions if one.version < its.version and one.state in HELD]
        why = [f"Why: {esc(one_way(cut(its.why, WHY)))}"] if its.why else []
        approvals = [newest(given[its.id], str(its.version), deed) for deed in (Deed.PROPOSED, Deed.AGREED)]
        said = [said_of(one) for one in approvals if one]
        said += [f"Declined: {esc(one_way(cut(no, WHY)))}" for no in declined.get(its.version, ())]
        terms = [f"• {line}" for line in changes(held[-1] if held else None, its, book)]
        blocks += paragraphs([f"*Version {its.version}*: {version_words(its)}", *why, *said, *terms])
    return say(*blocks[:45]) if versions else say(section("No charter has been proposed yet."))


def _declined(body: Body, uow: UnitOfWork) -> dict[int, list[str]]:
    """By version why it was declined, from the record."""
    events = [entry.event for entry in uow.history(f"body:{body.id}")]
    return {its.version: [its.reason] for its in events if isinstance(its, CharterDeclined)}
