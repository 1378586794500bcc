"""From a digest onto the agenda of the vendor's next session: a KPI that needs talking about, or anything else."""

from governance.events import AgendaItemAdded, Words
from governance.kpis.colours import Colour
from governance.kpis.readings import Reading, change
from governance.people import Act
from governance.refusals import NothingForTheAgenda, OnTheAgendaAlready
from governance.vendors import Vendor
from handlers.digests.register import feature
from handlers.digests.snoozing import the_vendor
from handlers.kit import shown
from handlers.kit.blocks import choice, cut, esc, field, section, text_input
from handlers.kit.replies import Form, Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.studies import readings_apart
from handlers.kit.trends import WORST_FIRST
from storage.unit_of_work import UnitOfWork

LONGEST = 150
ELSE = "else"


@feature.button("digests.agenda", act=Act.PUT_ON_AGENDA)
def ask(request: Request, uow: UnitOfWork) -> Reply:
    return Show(form=_form(the_vendor(request, uow), request, uow))


@feature.form("digests.agenda", act=Act.PUT_ON_AGENDA)
def put(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow)
    title, stems_from = _chosen(vendor, request, uow)
    stands = stems_from and any(its.is_open for its in uow.agenda.stemming_from([stems_from]))
    item = None if stands else uow.agenda.add(vendor.id, title, request.at, stems_from=stems_from, by=request.by.id)
    if item is None:
        raise OnTheAgendaAlready(title=title)
    uow.record(AgendaItemAdded(agenda_item=item.id, vendor=vendor.id, title=Words(title), stems_from=stems_from))
    coming = uow.sessions.coming(vendor.id, request.at, most=1)
    when = f": {shown.session_line(coming[0], request.zone)}" if coming else ", which is not planned yet"
    return say(section(f"*{esc(title)}* is on the agenda of the next session{when}."))


def _form(vendor: Vendor, request: Request, uow: UnitOfWork) -> Form:
    poor = _poor(vendor, request, uow)
    choices = [(str(its.definition.id), _title(its)) for its in poor[:90]]
    return Form(
        name="digests.agenda",
        title="Put on the agenda",
        submit="Put it there",
        blocks=(
            field("kpi", "What", choice([*choices, (ELSE, "Something else")], choices[0][0] if choices else ELSE)),
            field(
                "title",
                "In your words",
                text_input(most=LONGEST),
                hint=f"For the next session with {vendor.name}. Empty: the KPI's name and number.",
                optional=True,
            ),
        ),
        memo={"vendor": vendor.id},
    )


def _chosen(vendor: Vendor, request: Request, uow: UnitOfWork) -> tuple[str, str]:
    """The point's title, and what it stems from as the record names it."""
    words, kpi = (request.values.get("title") or "").strip(), request.values.get("kpi")
    its = next((its for its in _poor(vendor, request, uow) if str(its.definition.id) == kpi), None)
    if its is None and not words:
        raise NothingForTheAgenda
    return words or _title(its), f"definition:{its.definition.id}" if its else ""  # type: ignore[arg-type]


def _poor(vendor: Vendor, request: Request, uow: UnitOfWork) -> list[Reading]:
    readings = readings_apart(uow.kpis.readings([vendor.id], request.today)[vendor.id], uow)
    return sorted(
        (its for its in readings if its.colour is not Colour.GREEN),
        key=lambda its: (WORST_FIRST.index(its.colour), its.definition.name),
    )


def _title(its: Reading) -> str:
    return cut(f"{its.definition.name}: {change(its).words}", LONGEST)
