"""`/sla agreements`: whose turn it is with what, what is in force, what was declined."""

from governance.kpis.agreeing import has_agreed, newest_in_force, party_of, waits_for
from governance.kpis.definitions import Definition, Standing
from governance.people import Act
from governance.vendors import Vendor
from handlers.kit.approving import can_sign
from handlers.kit.blocks import Block, actions, button, esc, header, menu, paragraphs, section
from handlers.kit.finding import here, the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from handlers.kpis.book import Batch, Book, Proposal, open_book
from handlers.kpis.facts import Names, approved, lines, names_for, standing, title
from handlers.kpis.finding import the_version
from handlers.kpis.register import feature
from handlers.kpis.telling import answers
from storage.unit_of_work import UnitOfWork

SHOWN = 4


@feature.command(
    "sla agreements",
    usage="[vendor]",
    summary="What waits for your agreement, what for theirs, what is in force, what was declined.",
    act=Act.SEE_STATUS,
)
def agreements(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text and here(request, uow) is None and request.by.is_sponsors:
        return _everywhere(request, uow)
    book = open_book(the_vendor(request, uow, request.text, "/sla agreements <vendor>"), uow)
    names = names_for(book, [*book.kpis, *book.terms], uow)
    parts = [
        *_part("Waiting for you", _waiting(book, request, ours=True), book, names, answered=True),
        *_part(f"Waiting for {_other(request, names)}", _waiting(book, request, ours=False), book, names),
        *_imported(book, request, names),
        *_in_force(book, request, names),
        *_part("Declined", _declined(book), book, names),
    ]
    nothing = section("Nothing has been agreed yet. `sla define` or `sla catalogue` begins.")
    other = book.vendor.name if request.by.is_sponsors else uow.workspace.name
    return say(header(f"Agreed KPIs with {other}"), *(parts or [nothing]))


def _everywhere(request: Request, uow: UnitOfWork) -> Reply:
    """Without a vendor: where something waits, across all of them."""
    vendors = {its.id: its for its in uow.vendors.everyone()}
    asked: list[Proposal] = [*uow.kpis.asked(vendors), *uow.terms.asked(vendors)]
    turns: dict[int, list[bool]] = {}
    for its in asked:
        turns.setdefault(its.vendor_id, []).append(waits_for(its) is party_of(request.by))
    found = [_counted(vendor, turns[vendor.id]) for vendor in vendors.values() if vendor.id in turns]
    return say(*paragraphs(found or ["Nothing waits for anybody's agreement."]))


def _counted(vendor: Vendor, turns: list[bool]) -> str:
    return f"*{esc(vendor.name)}*: {plural(sum(turns), 'proposal')} waiting for you, {len(turns) - sum(turns)} for them"


def _other(request: Request, names: Names) -> str:
    return names.company(party_of(request.by).other)


# --- the parts ---------------------------------------------------------------------------------------------------------


def _waiting(book: Book, request: Request, *, ours: bool) -> Batch:
    side = party_of(request.by) if ours else party_of(request.by).other
    return Batch(
        tuple(its for its in book.kpis if waits_for(its) is side),
        tuple(its for its in book.terms if waits_for(its) is side),
    )


def _imported(book: Book, request: Request, names: Names) -> list[Block]:
    """What was measured before it was put to anybody."""
    newest = {its.key: its for its in book.kpis}
    kpis = [its for its in newest.values() if its.state is Standing.IMPORTED and not waits_for(its)]
    return _part("Imported, agreed by nobody yet", Batch(tuple(kpis)), book, names, answered=True)


def _in_force(book: Book, request: Request, names: Names) -> list[Block]:
    agreed = [its for its in book.in_force(request.today) if its.state is Standing.AGREED]
    terms = newest_in_force(book.terms)
    its: list[Proposal] = [*agreed, *([terms] if terms else [])]
    if not its:
        return []
    found = [f"{title(one, names)}: {standing(one, names)}" for one in its]
    change = [menu("Change one of them", "sla.change", [(str(one.id), f"{one.code} {one.name}") for one in agreed])]
    export = button("Export the schedule", "again", f'sla export "{book.vendor.name}" toml')
    return [section(f"*In force*: {len(its)}"), *paragraphs(found), actions(export, *(change if agreed else ()))]


def _declined(book: Book) -> Batch:
    """Those after which nothing has been agreed or proposed."""
    newest = {its.key: its for its in book.kpis}
    return Batch(tuple(its for its in newest.values() if its.state is Standing.DECLINED))


def _part(lead: str, batch: Batch, book: Book, names: Names, *, answered: bool = False) -> list[Block]:
    """A heading, a line each with its buttons, and one button for all where there are several to answer."""
    if not batch:
        return []
    blocks: list[Block] = [section(f"*{lead}*: {len(batch.all)}")]
    for its in batch.all[:SHOWN]:
        words = f"{title(its, names)}: {standing(its, names)}"
        row = _row(its, book, answered=answered)
        blocks += [section(words), actions(*row)] if len(row) > 1 else [section(words, button=next(iter(row), None))]
    if len(batch.all) > SHOWN:
        blocks.append(section(f"and {len(batch.all) - SHOWN} more"))
    return [*blocks, actions(answers(batch, book)[0])] if answered and len(batch.all) > 1 else blocks


def _row(its: Proposal, book: Book, *, answered: bool) -> tuple[Block, ...]:
    """What can be pressed beside a line. What was imported can be agreed to or changed; there is nothing to decline."""
    single = Batch((its,)) if isinstance(its, Definition) else Batch((), (its,))
    back = (button("Take it back", "sla.withdraw", single.ref),) if its.state is Standing.PROPOSED else ()
    if not isinstance(its, Definition):
        return answers(single, book) if answered else back
    read = button("Read", "sla.read", its.id)
    if not answered:
        return (read, *back)
    return (_agree(its), read) if its.state is Standing.IMPORTED else (*answers(Batch((its,)), book)[:2], read)


def _agree(its: Definition) -> Block:
    return button("Agree", "sla.agree", its.id, style="primary")


@feature.button("sla.read", act=Act.SEE_STATUS)
def read(request: Request, uow: UnitOfWork) -> Reply:
    """All that a version says, with what this person can answer."""
    book, version = the_version(request, uow)
    names = names_for(book, [version], uow)
    text = [f"{title(version, names)}: {standing(version, names)}", *lines(version, book.before(version), names)]
    text += approved(version, names)
    return say(*paragraphs(text), actions(*_what_to_do(version, book, request, uow)))


def _what_to_do(version: Definition, book: Book, request: Request, uow: UnitOfWork) -> tuple[Block, ...]:
    mine = not has_agreed(version, party_of(request.by))
    if version.state is Standing.PROPOSED and mine:
        return answers(Batch((version,)), book, signs=can_sign(request.by, uow))
    change = button("Change", "sla.change", version.id)
    return (_agree(version), change) if version.state is Standing.IMPORTED and mine else (change,)
