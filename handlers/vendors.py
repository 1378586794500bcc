"""Vendors: add one, name its leads, link its channel, show and list them."""

import re
from dataclasses import dataclass, replace

from governance.events import PersonRecognised, StudyAdded, VendorAdded, VendorLeadNamed, VendorLinked, Words
from governance.people import Act, Person, Role
from governance.refusals import (
    ActsForAnother,
    ChannelTaken,
    CompanyUnknown,
    Empty,
    NoChannel,
    TooLong,
    UnknownTier,
    VendorTaken,
)
from governance.vendors import TIERS, Link, Status, Study, Vendor
from handlers.kit import shown
from handlers.kit.because import check_why, take_because
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    choice,
    context,
    esc,
    field,
    fields,
    header,
    person_input,
    section,
    text_input,
)
from handlers.kit.confirming import confirm
from handlers.kit.feature import Feature
from handlers.kit.finding import does_more_than_read, mentioned, take_vendor, the_vendor, unknown_vendor
from handlers.kit.replies import Form, Reply, Say, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, plural, take_person
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("vendors")

LONGEST_NAME = 120
PAGE = 15
REHEARSAL = (
    "*In rehearsal*: {vendor}'s people hear nothing yet. Whatever I would say to them comes to their account lead on your side "
    "instead, until somebody presses *Introduce Parley*."
)
SERVICES = (
    "CRO",
    "Central laboratory",
    "Data management",
    "Pharmacovigilance",
    "Manufacturing",
    "Logistics",
    "Imaging",
)
_TIER = re.compile(r"[\s,]*\btier\s*[:=]?\s*(\d{1,4})\b[\s,]*", re.IGNORECASE)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A vendor about to be added, as far as it is known."""

    name: str = ""
    service: str = ""
    tier: int | None = None
    leads: tuple[Person, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.name and self.service and self.tier)


@feature.command(
    "vendor add",
    usage="<name>, tier <1-3>, <kind of service>, @account leads",
    summary="Add a vendor; the leads of both sides are found by their company.",
    act=Act.KEEP_VENDORS,
)
def add(request: Request, uow: UnitOfWork) -> Reply:
    draft = _read(request.text, uow)
    if not draft.complete:
        return Show(form=_form(draft), reopen=f"vendor add {request.text}")
    return _added(_keep(draft, request, uow), uow)


@feature.form("vendor.add", act=Act.KEEP_VENDORS)
def add_by_form(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    chosen = [its[name] for name in ("sponsor_lead", "vendor_lead") if its.get(name)]
    leads = tuple(does_more_than_read(mentioned(uow, Mention(user))) for user in chosen)
    draft = Draft(
        name=request.required("name"),
        service=request.required("service"),
        tier=int(request.required("tier")),
        leads=leads,
    )
    with about("name"):
        return _added(_keep(draft, request, uow), uow)


@feature.command(
    "vendor lead",
    usage="<vendor> @person [because <reason>]",
    summary="Name an account lead of either side; where there is one already, with the reason.",
    act=Act.KEEP_VENDORS,
)
def lead(request: Request, uow: UnitOfWork) -> Reply:
    line, reason = take_because(request.text)
    found = _MENTION.search(line)
    if found is None:
        raise Empty(what="The account lead", hint="`/vendor lead <vendor> @person`")
    vendor = the_vendor(request, uow, _MENTION.sub("", line), "/vendor lead <vendor> @person")
    who, _ = take_person(found.group())
    assert isinstance(who, Mention)
    person = does_more_than_read(mentioned(uow, who))
    old = vendor.sponsor_lead if person.is_sponsors else vendor.vendor_lead
    if old not in (None, person.id):
        reason = check_why(reason, f'/vendor lead "{vendor.name}" @person because their predecessor has another job')
    _name_lead(vendor, person, uow)
    party = "sponsor" if person.is_sponsors else f"vendor:{vendor.id}"
    uow.record(VendorLeadNamed(vendor=vendor.id, person=person.id, party=party, old=old, reason=_words(reason)))
    return say(section(f"{shown.person(person)} leads *{esc(vendor.name)}* for {_side(person, vendor)} now."))


@feature.command("vendor show", usage="[name]", summary="What is known of a vendor.", act=Act.SEE_STATUS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, request.text, "/vendor show <name>")
    return say(*_card(vendor, uow))


@feature.command("vendor list", usage="[page]", summary="All vendors, by tier.", act=Act.SEE_VENDORS)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    if request.place.shared and request.place.vendor:
        return say(*_card(request.place.vendor, uow))
    page = int(request.text) if request.text.isdigit() else 1
    return _page(max(1, page), uow)


@feature.command(
    "vendor link",
    usage="<vendor> [#channel] [study <protocol>]",
    summary="Make this channel the vendor's: names can be left out there from then on.",
    act=Act.KEEP_VENDORS,
)
def link(request: Request, uow: UnitOfWork) -> Reply:
    channel, text = _channel(request)
    name, _, protocol = text.partition(" study ")
    taken = uow.vendors.link_of(channel)
    if taken:
        raise ChannelTaken(vendor=uow.vendors.by_id(taken.vendor_id).name)
    vendor = _named(name, request, uow)
    study = _study(protocol.strip(), uow).id if protocol.strip() else None
    # Until Slack has said otherwise the channel counts as shared: less is said there.
    uow.vendors.link(channel, vendor.id, study=study, zone=request.zone.key, shared=True)
    uow.record(VendorLinked(vendor=vendor.id, channel=channel, study=study))
    learn = {"channel": channel, "work": "confirmations.ask", "linked_by": request.by.id}
    uow.outbox.put(Kind.LEARN, f"learn:{channel}", learn, once=f"learn:{request.key}"[:200])
    rehearsal = [] if vendor.introduced_at else [section(REHEARSAL.format(vendor=esc(vendor.name)))]
    return say(
        section(f"<#{channel}> belongs to *{esc(vendor.name)}* now. `/vendor status` answers for it there."),
        *rehearsal,
        actions(
            *([] if vendor.introduced_at else [introduce_button(vendor)]),
            button("Show its status", "again", f'vendor status "{vendor.name}"', style="primary"),
            button("Post a weekly digest", "again", "digest subscribe weekly monday 9:00"),
        ),
    )


def _channel(request: Request) -> tuple[str, str]:
    """The channel a line names, else the one it is typed in; and the line without it."""
    named = _CHANNEL.search(request.text)
    if named:
        return named[1], " ".join(_CHANNEL.sub(" ", request.text).split())
    if request.place.direct or not request.place.channel:
        raise NoChannel
    return request.place.channel, request.text


def _named(name: str, request: Request, uow: UnitOfWork) -> Vendor:
    if not name.strip():
        raise Empty(what="The vendor", hint="`/vendor link <vendor>`")
    vendor, rest = take_vendor(request, uow, name)
    if vendor is None or rest:
        raise unknown_vendor(request, uow, name)
    return vendor


# --- reading and keeping ---------------------------------------------------------------------------------------------


def _read(text: str, uow: UnitOfWork) -> Draft:
    """`<name>, tier 1, <service> @leads`: the tier divides name and service where no comma does."""
    leads = tuple(_mentioned_all(text, uow))
    text = _MENTION.sub(" ", text)
    tier = _TIER.search(text)
    if tier and int(tier.group(1)) not in TIERS:
        raise UnknownTier(tier=tier.group(1))
    before, after = (text[: tier.start()], text[tier.end() :]) if tier else (text, "")
    name, _, service = before.partition(",")
    service = ", ".join(part.strip(" ,") for part in (service, after) if part.strip(" ,"))
    return Draft(name=_clean(name), service=_clean(service), tier=int(tier.group(1)) if tier else None, leads=leads)


def _mentioned_all(text: str, uow: UnitOfWork) -> list[Person]:
    found = [take_person(match.group())[0] for match in _MENTION.finditer(text)]
    return [does_more_than_read(mentioned(uow, who)) for who in found if isinstance(who, Mention)]


def _clean(text: str) -> str:
    return " ".join(text.split()).strip('"“” ')


def _keep(draft: Draft, request: Request, uow: UnitOfWork) -> Vendor:
    if not draft.name:
        raise Empty(what="The name", hint="the vendor's name")
    if len(draft.name) > LONGEST_NAME:
        raise TooLong(what="The name", length=len(draft.name), most=LONGEST_NAME)
    ours = next((person for person in draft.leads if person.is_sponsors), request.by)
    vendor = uow.vendors.add(
        name=draft.name, service=draft.service, tier=draft.tier or 3, status=Status.ACTIVE, sponsor_lead=ours.id
    )
    if vendor is None:
        raise VendorTaken(name=draft.name)
    theirs = [person for person in draft.leads if not person.is_sponsors]
    uow.record(
        VendorAdded(
            vendor=vendor.id,
            name=Words(vendor.name),
            service=Words(vendor.service),
            tier=vendor.tier,
            sponsor_lead=ours.id,
            vendor_lead=theirs[0].id if theirs else None,
        )
    )
    for person in theirs[:1]:
        _name_lead(vendor, person, uow)
    return replace(vendor, vendor_lead=theirs[0].id if theirs else None)


def _study(protocol: str, uow: UnitOfWork) -> Study:
    """The study with this protocol number; named for the first time, it is kept."""
    known = uow.vendors.study(protocol)
    if known:
        return known
    study = uow.vendors.add_study(protocol, protocol)
    uow.record(StudyAdded(study=study.id, protocol=protocol, title=Words(protocol)))
    return study


def _name_lead(vendor: Vendor, person: Person, uow: UnitOfWork) -> None:
    """A lead of the vendor's side makes their company known; of ours, only the vendor's card changes."""
    if person.is_sponsors:
        uow.vendors.set_leads(vendor.id, sponsor=person.id)
        return
    if person.slack_team is None:
        raise CompanyUnknown(person=person.name)
    if person.vendor_id not in (None, vendor.id) and not person.awaits:
        raise ActsForAnother(person=person.name)
    uow.people.recognise(person.id, Role.VENDOR_LEAD, vendor.id)
    uow.vendors.set_leads(vendor.id, vendor_side=person.id)
    uow.record(PersonRecognised(person=person.id, name=Words(person.name), role=Role.VENDOR_LEAD, vendor=vendor.id))
    confirm(person, vendor, uow)


# --- showing -----------------------------------------------------------------------------------------------------------


def introduce_button(vendor: Vendor) -> Block:
    return button("Introduce Parley", "again", f'vendor introduce "{vendor.name}"')


def _words(reason: str) -> Words | None:
    return Words(reason) if reason else None


def _side(person: Person, vendor: Vendor) -> str:
    return "our side" if person.is_sponsors else f"{esc(vendor.name)}'s side"


def _added(vendor: Vendor, uow: UnitOfWork) -> Say:
    return say(
        section(
            f"*{esc(vendor.name)}* is added. Next: go to the channel you share and type `/vendor link {esc(vendor.name)}`."
        ),
        *_card(vendor, uow)[1:],
    )


def _card(vendor: Vendor, uow: UnitOfWork) -> list[dict[str, object]]:
    people = uow.people.some({lead for lead in (vendor.sponsor_lead, vendor.vendor_lead) if lead})
    channels = ", ".join(_linked(its) for its in uow.vendors.links_of(vendor.id, lost_too=True)) or "none linked yet"
    return [
        header(vendor.name),
        fields(
            [
                ("Service", esc(vendor.service) or "not stated"),
                ("Tier", TIERS[vendor.tier].capitalize()),
                ("Status", vendor.status.capitalize()),
                ("Channels", channels),
                ("Our account lead", shown.person(people.get(vendor.sponsor_lead or 0))),
                ("Their account lead", shown.person(people.get(vendor.vendor_lead or 0))),
            ]
        ),
        *([] if vendor.introduced_at else [section(REHEARSAL.format(vendor=esc(vendor.name)))]),
        actions(
            button("Status", "again", f'vendor status "{vendor.name}"', style="primary"),
            button("Add an action", "again", "action add"),
            *([] if vendor.introduced_at else [introduce_button(vendor)]),
        ),
    ]


def _linked(link: Link) -> str:
    lost = link.closed or ("no longer shared" if link.unshared_at else None)
    return f"<#{link.channel}>{f' ({lost})' if lost else ''}"


def _page(page: int, uow: UnitOfWork) -> Say:
    count = uow.vendors.count()
    vendors = uow.vendors.page((page - 1) * PAGE, PAGE)
    if not vendors:
        return say(
            section("There are no vendors yet." if not count else "There are no more vendors."),
            actions(button("Add a vendor", "again", "vendor add", style="primary")),
        )
    lines = [
        f"*{esc(its.name)}*: tier {its.tier}, {esc(its.service) or 'service not stated'}, {its.status}"
        for its in vendors
    ]
    blocks = [header(f"{plural(count, 'vendor')}"), section("\n".join(lines))]
    if count > page * PAGE:
        blocks += [
            context(f"Page {page} of {-(-count // PAGE)}"),
            actions(button("Next page", "again", f"vendor list {page + 1}")),
        ]
    return say(*blocks)


def _form(draft: Draft) -> Form:
    tiers = [(str(tier), words.capitalize()) for tier, words in TIERS.items()]
    ours = next((its.slack_user for its in draft.leads if its.is_sponsors), None)
    theirs = next((its.slack_user for its in draft.leads if not its.is_sponsors), None)
    return Form(
        name="vendor.add",
        title="Add a vendor",
        submit="Add",
        blocks=(
            field("name", "Name", text_input(draft.name, most=LONGEST_NAME)),
            field(
                "service", "Kind of service", text_input(draft.service, placeholder=", ".join(SERVICES[:3]), most=120)
            ),
            field(
                "tier", "Tier", choice(tiers, str(draft.tier or 2)), hint="It sets how often and how closely you meet."
            ),
            field("sponsor_lead", "Our account lead", person_input(ours), optional=True),
            field("vendor_lead", "Their account lead", person_input(theirs), optional=True),
        ),
    )
