"""The digests there are: listed, paused, resumed and removed, by those who asked for them and by the sponsor for channels."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from governance.digests import next_due
from governance.events import DigestPaused, DigestResumed, DigestStopped, Words
from governance.people import Act, may, sees, who_can
from governance.refusals import ComingAlready, NotYours, PausedAlready, UnknownSchedule, WhichDigest
from governance.vendors import Vendor
from handlers.digests import places
from handlers.digests.register import DIGEST, feature
from handlers.digests.wishes import taken_marks, taken_vendor
from handlers.kit import shown
from handlers.kit.because import check_why, take_because, why_field, why_in
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.kpi_lines import more
from handlers.kit.replies import Form, Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.usage import as_they_type
from handlers.kit.words import listing
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

LISTED = 12


@feature.command("digest list", summary="The digests that come regularly, here and to you.", act=Act.READ_DIGESTS)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    found = _visible(uow.schedules.all(DIGEST), request)
    if not found:
        words = "No digest comes regularly yet. `/digest subscribe weekly monday 9:00` shows one and starts it."
        return say(section(as_they_type(words, request.by, direct=request.place.direct)))
    vendors = uow.vendors.some({its.vendor_id for its in found})
    lost = {its.channel for its in uow.vendors.all_links() if its.closed}
    blocks = [block for its in found[:LISTED] for block in _listed(its, vendors[its.vendor_id], lost, request)]
    return say(*blocks, *(section(line) for line in more(len(found) - LISTED)))


@feature.command(
    "digest pause",
    usage="[for <vendor>] [because <reason>]",
    summary="No digest for a while; a channel is owed the reason.",
    act=Act.READ_DIGESTS,
    also=(Act.SUBSCRIBE_DIGESTS,),
)
def pause(request: Request, uow: UnitOfWork) -> Reply:
    return _by_line("pause", request, uow)


@feature.command(
    "digest resume",
    usage="[for <vendor>]",
    summary="A paused digest comes again.",
    act=Act.READ_DIGESTS,
    also=(Act.SUBSCRIBE_DIGESTS,),
)
def resume(request: Request, uow: UnitOfWork) -> Reply:
    return _resumed(_meant("resume", request, uow), request, uow)


@feature.command(
    "digest remove",
    usage="[for <vendor>] [because <reason>]",
    summary="The digest comes no more; a channel is owed the reason.",
    act=Act.READ_DIGESTS,
    also=(Act.SUBSCRIBE_DIGESTS,),
)
def remove(request: Request, uow: UnitOfWork) -> Reply:
    return _by_line("remove", request, uow)


@feature.button("digests.pause", act=Act.READ_DIGESTS, also=(Act.SUBSCRIBE_DIGESTS,))
def pause_this(request: Request, uow: UnitOfWork) -> Reply:
    return _by_button("pause", request, uow)


@feature.button("digests.resume", act=Act.READ_DIGESTS, also=(Act.SUBSCRIBE_DIGESTS,))
def resume_this(request: Request, uow: UnitOfWork) -> Reply:
    return _resumed(_this("resume", request, uow), request, uow)


@feature.button("digests.remove", act=Act.READ_DIGESTS, also=(Act.SUBSCRIBE_DIGESTS,))
def remove_this(request: Request, uow: UnitOfWork) -> Reply:
    return _by_button("remove", request, uow)


@feature.form("digests.why", act=Act.READ_DIGESTS)
def end_with_reason(request: Request, uow: UnitOfWork) -> Reply:
    deed = str(request.values.get("deed"))
    its = _this(deed, replace(request, ref=str(request.values.get("schedule"))), uow)
    return _DEEDS[deed](its, why_in(request), request, uow)


# --- what is done ----------------------------------------------------------------------------------------------------


def _by_line(deed: str, request: Request, uow: UnitOfWork) -> Reply:
    """What comes to a channel both companies read is theirs to ask about; one's own needs no reason."""
    line, reason = take_because(request.text)
    its = _meant(deed, replace(request, text=line), uow)
    if places.is_channel(its.channel):
        reason = check_why(reason, f"/digest {deed} because nothing is measured in December")
    return _DEEDS[deed](its, reason, request, uow)


def _by_button(deed: str, request: Request, uow: UnitOfWork) -> Reply:
    its = _this(deed, request, uow)
    if not places.is_channel(its.channel):
        return _DEEDS[deed](its, "", request, uow)
    blocks = (section(_called(its, request, uow)), why_field())
    memo, word = {"schedule": str(its.id), "deed": deed}, deed.capitalize()
    form = Form(name="digests.why", title=f"{word} the digest", submit=word, blocks=blocks, memo=memo)
    return Show(form=form, reopen="digest list")


def _paused(its: Schedule, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    uow.schedules.pause(its.id)
    uow.record(DigestPaused(schedule=its.id, channel=its.channel, vendor=its.vendor_id, reason=_words(reason)))
    resume_it = button("Resume", "digests.resume", its.id, style="primary")
    return say(section(f"{_called(its, request, uow)} is paused."), actions(resume_it, _remove(its)))


def _resumed(its: Schedule, request: Request, uow: UnitOfWork) -> Reply:
    zone = ZoneInfo(its.zone)
    first = next_due(its.cron, zone, request.at, its.country)
    uow.schedules.resume(its.id, first)
    uow.record(DigestResumed(schedule=its.id, channel=its.channel, vendor=its.vendor_id))
    return say(section(f"{_called(its, request, uow)} comes {its.words} again, next {shown.moment(first, zone)}."))


def _removed(its: Schedule, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    uow.schedules.stop(its.id)
    uow.record(DigestStopped(schedule=its.id, channel=its.channel, vendor=its.vendor_id, reason=_words(reason)))
    return say(section(f"{_called(its, request, uow)} comes no more."))


_DEEDS = {"pause": _paused, "remove": _removed}


def _words(reason: str) -> Words | None:
    return Words(reason) if reason else None


def _called(its: Schedule, request: Request, uow: UnitOfWork) -> str:
    vendor = uow.vendors.by_id(its.vendor_id)
    return f"The digest of *{esc(vendor.name)}* {_place(its, request)}"


def _place(its: Schedule, request: Request) -> str:
    return places.words(its.channel, here=request.place.channel)


# --- which one -------------------------------------------------------------------------------------------------------


def _visible(found: list[Schedule], request: Request) -> list[Schedule]:
    """Those of channels a person may know of, and their own; in a shared channel only those about its vendor."""
    own, only = (
        places.of_person(request.by),
        request.place.vendor.id if request.place.shared and request.place.vendor else None,
    )
    return [
        its
        for its in found
        if sees(request.by, its.vendor_id)
        and only in (None, its.vendor_id)
        and (its.channel in own or (places.is_channel(its.channel) and _may_know(its, request)))
    ]


def _may_know(its: Schedule, request: Request) -> bool:
    """In a shared channel nothing is said of other channels; a vendor's people hear of all that are about them."""
    return not request.place.shared or its.channel == request.place.channel


def _meant(deed: str, request: Request, uow: UnitOfWork) -> Schedule:
    """The digest a line means: the channel's where it is said there, else one's own."""
    text, marks = taken_marks(request.text)
    _, vendor = taken_vendor(text, request, uow)
    alone = bool(marks & {"me", "mail"}) or not request.place.vendor
    where = places.of_person(request.by) if alone else [request.place.channel or ""]
    if "mail" in marks:
        where = [places.by_mail(request.by)]
    found = [its for its in uow.schedules.going_to(DIGEST, where) if vendor is None or its.vendor_id == vendor.id]
    others = [its for its in found if deed in ("pause", "resume") and its.enabled != (deed == "pause")]
    found = [its for its in found if its not in others]
    if others and not found:
        raise PausedAlready if deed == "pause" else ComingAlready
    if not found:
        raise UnknownSchedule(deed=deed)
    if len(found) > 1:
        vendors = uow.vendors.some({its.vendor_id for its in found})
        those = [f"{vendors[its.vendor_id].name} {places.words(its.channel)}" for its in found]
        raise WhichDigest(those=listing(those, "or"))
    return _checked(found[0], deed, request)


def _this(deed: str, request: Request, uow: UnitOfWork) -> Schedule:
    its = uow.schedules.by_id(int(request.ref)) if request.ref.isdigit() else None
    if its is None or its.what != DIGEST or not _visible([its], request):
        raise UnknownSchedule(deed=deed)
    return _checked(its, deed, request)


def _checked(its: Schedule, deed: str, request: Request) -> Schedule:
    """Whatever comes to a channel is the sponsor's to change; one's own is everybody's."""
    if places.is_channel(its.channel) and not may(request.by, Act.SUBSCRIBE_DIGESTS):
        raise NotYours(deed=f"{deed} a channel's digest", who=who_can(Act.SUBSCRIBE_DIGESTS, request.by))
    return its


# --- how they are listed ---------------------------------------------------------------------------------------------


def _listed(its: Schedule, vendor: Vendor, lost: set[str], request: Request) -> list[Block]:
    next_one = f"next {shown.moment(its.next_fire_at, request.zone)}" if its.enabled else "*paused*"
    if its.enabled and its.channel in lost:
        next_one = "next digest once the channel is back"
    off = ", not on days off" if its.country else ""
    theme = ", dark pictures" if its.dark else ""
    line = f"*{esc(vendor.name)}* {_place(its, request)}: {its.words} ({its.zone}{off}{theme}), {next_one}"
    if places.is_channel(its.channel) and not may(request.by, Act.SUBSCRIBE_DIGESTS):
        return [section(line)]
    turn = button("Pause", "digests.pause", its.id) if its.enabled else button("Resume", "digests.resume", its.id)
    return [section(line), actions(turn, _remove(its))]


def _remove(its: Schedule) -> Block:
    return button("Remove", "digests.remove", its.id)
