"""Status: one answer to "where do we stand with this vendor?", at once."""

from governance.kpis.readings import overall
from governance.people import Act
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, header, section
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.reporting import report_of
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

feature = Feature("status")

TOLD = 12


@feature.command(
    "vendor status",
    usage="[name]",
    summary="Where a vendor stands: colour, KPIs, actions, session.",
    act=Act.SEE_STATUS,
)
def status(request: Request, uow: UnitOfWork) -> Reply:
    from handlers import registry

    vendor = the_vendor(request, uow, request.text, "/vendor status <name>")
    report = report_of(vendor, request.at, request.zone, uow)
    parts = [block for part in registry().report_sections() for block in part(report, uow)]
    return say(
        header(vendor.name),
        section(shown.verdict(overall(report.readings))),
        *parts,
        actions(
            button("All KPIs", "again", f'sla status "{vendor.name}"'),
            button("Add an action", "again", "action add"),
            button("Schedule a session", "again", f'session schedule "{vendor.name}"'),
        ),
    )


@feature.on_home(order=10)
def where_vendors_stand(request: Request, uow: UnitOfWork) -> list[Block]:
    """The colour of each vendor the person may see, the most important first."""
    if request.by.is_sponsors:
        vendors = uow.vendors.page(0, TOLD)
    else:
        vendors = [uow.vendors.by_id(request.by.vendor_id)] if request.by.vendor_id else []
    if not vendors:
        return [header("Vendors"), section("No vendor is yours to see yet. `help` says what you can do.")]
    verdicts = uow.kpis.verdicts(request.today, [vendor.id for vendor in vendors])
    lines = [f"*{esc(its.name)}*: {shown.verdict(verdicts.get(its.id) or overall([]))}" for its in vendors]
    return [header("Vendors"), section("\n".join(lines))]
