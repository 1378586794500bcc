"""Asking for a digest: now, or regularly. What would come is shown first, to the asker alone; then one press subscribes."""

from dataclasses import replace

from governance.digests import goes_by_results
from governance.people import Act, may, sees
from governance.refusals import NotAVendorsChannel
from governance.vendors import Vendor
from handlers.digests import places
from handlers.digests.composing import preview
from handlers.digests.posting import Going, post, told_of
from handlers.digests.register import DIGEST, feature, subscribed
from handlers.digests.wishes import USUAL, Wish, taken_vendor, the_wish
from handlers.kit import shown
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.finding import here
from handlers.kit.replies import Form, Reply, Show, say
from handlers.kit.requests import Request
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork


@feature.command(
    "digest now",
    usage="[vendor]",
    summary="Post the SLA digest of this channel's vendor; of another one, or in a direct message, to you alone.",
    act=Act.READ_DIGESTS,
    also=(Act.POST_DIGESTS,),
)
def now(request: Request, uow: UnitOfWork) -> Reply:
    vendor, channel = _of_here(request, uow)
    reader = None if places.is_channel(channel) else request.by
    going = Going(channel=channel, vendor=vendor, zone=request.zone, reader=reader)
    post(going, request.at, uow, once=f"digest:{channel}:{request.key}"[:170])
    return say(section(f"The digest of {esc(vendor.name)} is on its way."))


@feature.command(
    "digest subscribe",
    usage="<cadence> [zone] [for <vendor>] [by mail] [dark]",
    summary="See the digest, then have it come regularly, here or to you alone: `/digest subscribe weekly monday 9:00`.",
    act=Act.READ_DIGESTS,
    also=(Act.SUBSCRIBE_DIGESTS,),
)
def subscribe(request: Request, uow: UnitOfWork) -> Reply:
    wish = the_wish(request, uow)
    head = f"This is what would come {_where(wish, request)} {wish.words} ({wish.zone.key}), first {_first(wish)}."
    return say(section(f"{head}{_instead_of(wish, uow)}"), *_shown(wish, request, uow), actions(_subscribe(wish.line)))


@feature.command(
    "digest preview",
    usage="[for <vendor>]",
    summary="See the digest as it would be now; nobody else does.",
    act=Act.READ_DIGESTS,
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    _, vendor = taken_vendor(request.text, request, uow)
    vendor = vendor or here(request, uow)
    if vendor is None or not sees(request.by, vendor.id):
        raise NotAVendorsChannel
    channel = request.place.channel if vendor == request.place.vendor else None
    going = Going(channel=channel or places.directly(request.by), vendor=vendor, zone=request.zone)
    blocks = preview(told_of(going, request.at, uow), uow)
    line = f'{USUAL} for "{vendor.name}"' if channel is None else USUAL
    return say(section("This is how the digest would look now."), *blocks, actions(_subscribe(line, "Get it weekly")))


@feature.button("digests.subscribe", act=Act.READ_DIGESTS, also=(Act.SUBSCRIBE_DIGESTS,))
def begin(request: Request, uow: UnitOfWork) -> Reply:
    """What the preview promised; in the place of one that somebody chose for a channel, once it is said why."""
    wish = the_wish(replace(request, text=request.ref), uow)
    old = _replaced(wish, uow)
    if (
        old and not wish.is_theirs and not goes_by_results(old.cron)
    ):  # which is how a channel's first one came by itself
        blocks = (section(_instead_of(wish, uow).strip()), why_field())
        memo = {"line": request.ref}
        form = Form(name="digests.change", title="Change the digest", submit="Change", blocks=blocks, memo=memo)
        return Show(form=form, reopen=f"digest subscribe {request.ref}")
    return _begun(wish, "", request, uow)


@feature.form("digests.change", act=Act.READ_DIGESTS)
def begin_instead(request: Request, uow: UnitOfWork) -> Reply:
    wish = the_wish(replace(request, text=str(request.values.get("line"))), uow)
    return _begun(wish, why_in(request), request, uow)


def _begun(wish: Wish, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    old = _replaced(wish, uow)
    schedule = uow.schedules.set(
        what=DIGEST,
        channel=wish.channel,
        vendor_id=wish.vendor.id,
        cron=wish.rhythm,
        words=wish.words,
        zone=wish.zone.key,
        next_fire_at=wish.first,
        by=request.by.id,
        country=wish.country,
        dark=wish.dark,
    )
    before = f"{old.words} ({old.zone})" if old else None
    uow.record(subscribed(schedule, old=before, reason=reason))
    comes = f"The digest of *{esc(wish.vendor.name)}* comes {_where(wish, request)} {wish.words} ({wish.zone.key})"
    off = " On days off it comes on the next business day." if wish.country else ""
    return say(
        section(f"{comes}, first {_first(wish)}.{off}"),
        actions(
            button("Pause", "digests.pause", schedule.id),
            button("Remove", "digests.remove", schedule.id),
            button("All digests", "again", "digest list"),
        ),
        replace=True,
    )


def _subscribe(line: str, words: str = "Subscribe") -> Block:
    return button(words, "digests.subscribe", line, style="primary")


def _shown(wish: Wish, request: Request, uow: UnitOfWork) -> list[Block]:
    reader = request.by if wish.is_theirs else None
    going = Going(channel=wish.channel, vendor=wish.vendor, zone=wish.zone, dark=wish.dark, reader=reader)
    return preview(told_of(going, request.at, uow), uow, by_mail=places.is_mail(wish.channel))


def _where(wish: Wish, request: Request) -> str:
    return places.words(wish.channel, here=request.place.channel)


def _replaced(wish: Wish, uow: UnitOfWork) -> Schedule | None:
    """There is one digest a place and vendor, so another one ends."""
    going = uow.schedules.going_to(DIGEST, [wish.channel])
    old = next((its for its in going if its.vendor_id == wish.vendor.id), None)
    return None if old is None or (old.words, old.zone) == (wish.words, wish.zone.key) else old


def _instead_of(wish: Wish, uow: UnitOfWork) -> str:
    old = _replaced(wish, uow)
    return "" if old is None else f" It takes the place of the one that comes {esc(old.words)} ({esc(old.zone)})."


def _first(wish: Wish) -> str:
    return shown.moment(wish.first, wish.zone)


def _of_here(request: Request, uow: UnitOfWork) -> tuple[Vendor, str]:
    """The vendor and the channel of the place; directly to the asker where another vendor is named or nobody else reads."""
    named = taken_vendor(f"for {request.text}", request, uow)[1] if request.text else None
    other = named not in (None, request.place.vendor)
    alone = request.place.direct or other or not may(request.by, Act.POST_DIGESTS)
    vendor = named or (here(request, uow) if request.place.direct else request.place.vendor)
    channel = places.directly(request.by) if alone else request.place.channel
    if vendor is None or channel is None or not sees(request.by, vendor.id):
        raise NotAVendorsChannel
    return vendor, channel
