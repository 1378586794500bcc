"""Tokens for sending measurements over HTTP: one vendor's, shown once and privately, taken back at any time."""

from governance.events import IngestTokenOpened, IngestTokenRevoked, Words
from governance.kpis.result_refusals import HowTokens, TokenTakenTwice, UnknownToken
from governance.people import Act
from governance.refusals import Empty
from governance.tokens import Token, token_hash
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import actions, button, cut, esc, one_way, paragraphs, section
from handlers.kit.finding import here, take_vendor, the_vendor
from handlers.kit.replies import INGEST, Reply, say
from handlers.kit.requests import Request
from handlers.kit.usage import as_they_type
from handlers.kit.words import shortened
from handlers.results.register import feature
from storage.unit_of_work import UnitOfWork

LONGEST = 100


@feature.command(
    "sla token",
    usage="new <what it is for> | list | revoke <number>",
    summary="Let a program send a vendor's results; the token is shown once, to you alone.",
    act=Act.KEEP_TOKENS,
)
def token(request: Request, uow: UnitOfWork) -> Reply:
    verb, _, rest = request.text.strip().partition(" ")
    if verb.lower() not in ("new", "list", "revoke"):
        raise HowTokens
    vendor, rest = _vendor(request, uow, rest.strip(), f"/sla token {verb} <vendor>")
    if verb.lower() == "new":
        return _new(vendor, rest, request, uow)
    return _list(vendor, request, uow) if verb.lower() == "list" else _revoke(vendor, rest, uow)


def _vendor(request: Request, uow: UnitOfWork, text: str, usage: str) -> tuple[Vendor, str]:
    """The place's or the asker's own; else the one named first."""
    known = here(request, uow)
    if known is not None:
        return known, text
    named, rest = take_vendor(request, uow, text)
    return (named, rest) if named else (the_vendor(request, uow, text, usage), "")


def _new(vendor: Vendor, label: str, request: Request, uow: UnitOfWork) -> Reply:
    if not label:
        raise Empty(what="The token's name", hint="what it is for, such as: nightly export")
    # A delivery that comes again has the same key, and so the same token: nobody has to keep it.
    its = uow.tokens.add(
        vendor.id, cut(label, LONGEST), token_hash(uow.rules.addresses.token(request.key)), request.by.id
    )
    if its is None:
        raise TokenTakenTwice
    uow.record(IngestTokenOpened(token=its.id, vendor=vendor.id, label=Words(its.label)))
    return say(
        section(f"With this token a program sends results of *{esc(vendor.name)}*:\n`{INGEST}`"),
        section(
            "I show it once, to you alone, and keep it nowhere. Whoever has it can send results, so keep it to yourself."
        ),
        actions(
            button(
                "Revoke it",
                "again",
                f'sla token revoke "{vendor.name}" {its.id}'
                if not here(request, uow)
                else f"sla token revoke {its.id}",
            )
        ),
        seed=request.key,
    )


def _list(vendor: Vendor, request: Request, uow: UnitOfWork) -> Reply:
    found = uow.tokens.of_vendor(vendor.id)
    if not found:
        how = as_they_type("`/sla token new` makes a token.", request.by, direct=request.place.direct)
        return say(section(f"No program can send results of *{esc(vendor.name)}*. {how}"))
    people = uow.people.some({its.made_by for its in found})
    lines = [f"{_line(its, request)}, made by {shown.person(people.get(its.made_by))}" for its in found]
    return say(*paragraphs([f"*Tokens of {esc(vendor.name)}*", *lines])[:40])


def _line(its: Token, request: Request) -> str:
    used = f"last used {shown.moment(its.used_at, request.zone)}" if its.used_at else "never used"
    return f"*{its.id}* {esc(one_way(its.label))}: since {shown.moment(its.made_at, request.zone)}, {used}"


def _revoke(vendor: Vendor, said: str, uow: UnitOfWork) -> Reply:
    its = next((one for one in uow.tokens.of_vendor(vendor.id) if said.strip() in (str(one.id), one.label)), None)
    if its is None or not uow.tokens.revoke(its):
        raise UnknownToken(name=shortened(said))
    uow.record(IngestTokenRevoked(token=its.id, vendor=vendor.id))
    return say(section(f"Revoked: the token for {esc(one_way(its.label))} opens nothing any more."))
