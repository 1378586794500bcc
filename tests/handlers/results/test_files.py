"""Numbers in a file: what changes a reported one is shown, old and new, and is kept only with the reason why."""

from datetime import date

from governance.events import Door, ResultRestated
from governance.kpis.results import Figures
from handlers.kit.measuring import Number, keep
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.measured import QUERIES, REPORTS, START_UP, agreed, person
from tests.results import working
from tests.running import Running

TITLES = "kpi,period,numerator,denominator,value"


def send(known: Running, *lines: str, titles: str = TITLES, by: str = VERA) -> str:
    return known.send_file(by, "october.csv", "\n".join([titles, *lines]))


def confirm(known: Running, by: str = VERA) -> str:
    return known.click("Confirm", by=by, at=DIRECT[by])


def report(known: Running, *lines: str) -> None:
    send(known, *lines)
    confirm(known)


def newest(known: Running, by: str = VERA) -> str:
    """What Parley said of the last file it imported."""
    return [said for its in known._direct(by) if (said := known.read(its)).startswith("Imported")][-1]


def test_a_number_reported_already_is_shown_old_and_new_and_confirm_asks_why(known: Running) -> None:
    agreed(known, **REPORTS)
    agreed(known, **START_UP)
    report(known, "K14,2026-10,38,40,")
    said = send(known, "K14,2026-10,37,40,", "K03,2026-Q3,,,27.5")
    assert said.endswith(
        "october.csv: 2 KPI results (1 changes what is reported)\n"
        "Kpi ← kpi, Period ← period, Numerator ← numerator, Denominator ← denominator, Value ← value\n"
        "Reported already, with another number\n"
        "Line 2: Visit reports on time, October 2026: 95 % (38 of 40) → 92.5 % (37 of 40)\n"
        "The first numbers are kept. Confirm asks you why they change.\n"
        "[Confirm] [Cancel]"
    )
    form = confirm(known)
    assert form.startswith("-- Restate results --\nWhy do these numbers change?")
    assert "The first numbers and your reason are kept." in form
    assert "95 % (38 of 40)" in known.say("sla result K14", by=BOB, at=HELIX)


def test_the_reason_is_kept_with_each_restated_number_and_on_the_record(known: Running) -> None:
    agreed(known, **REPORTS)
    agreed(known, **START_UP)
    report(known, "K14,2026-10,38,40,")
    send(known, "K14,2026-10,37,40,", "K03,2026-Q3,,,27.5")
    confirm(known)
    assert "I am importing october.csv" in known.submit(by=VERA, reason="One was late after all")
    shown = known.say("sla result K14", by=BOB, at=HELIX)
    assert "92.5 % (37 of 40), target 95 % or more (restated)" in shown
    assert "Note: One was late after all" in shown
    assert "Note:" not in known.say("sla result K03", by=BOB, at=HELIX)
    with known.database.read() as connection:
        (entry,) = [its for its in history(connection, 1, "result:3") if isinstance(its.event, ResultRestated)]
    assert (entry.event.old, entry.event.new, str(entry.event.reason)) == (95, 92.5, "One was late after all")


def test_without_a_reason_the_form_stays_and_nothing_changes(known: Running) -> None:
    agreed(known, **REPORTS)
    report(known, "K14,2026-10,38,40,")
    send(known, "K14,2026-10,37,40,")
    confirm(known)
    assert "! Please complete this required field." in known.submit(by=VERA, reason="  ")
    assert "95 % (38 of 40)" in known.say("sla result K14", by=BOB, at=HELIX)


def test_a_column_of_reasons_spares_the_question(known: Running) -> None:
    agreed(known, **REPORTS)
    report(known, "K14,2026-10,38,40,")
    said = send(known, "K14,2026-10,37,40,,One was late", titles=f"{TITLES},Reason")
    assert "38 of 40) → 92.5 % (37 of 40) (One was late)\nThe first numbers are kept.\n" in said
    assert confirm(known).startswith("Imported 1 KPI result from october.csv.")
    assert "Note: One was late" in known.say("sla result K14", by=BOB, at=HELIX)


def test_the_same_number_again_is_here_already(known: Running) -> None:
    agreed(known, **REPORTS)
    report(known, "K14,2026-10,38,40,")
    assert "october.csv: 0 KPI results, 1 here already" in send(known, "K14,2026-10,38,40,")


def test_after_the_import_the_numbers_are_told_with_their_colours(known: Running) -> None:
    agreed(known, **REPORTS)
    agreed(known, **START_UP)
    report(known, "K14,2026-10,38,40,", "K03,2026-Q3,,,40")
    assert newest(known) == (
        "Imported 2 KPI results from october.csv.\n"
        ":large_green_circle: Green Visit reports on time, October 2026: 95 % (38 of 40), target 95 % or more\n"
        ":red_circle: Red Study start-up, Q3 2026: 40 weeks, target 28 weeks or less"
    )


def test_of_very_many_numbers_the_newest_are_told_and_how_many_more_there_are(known: Running) -> None:
    agreed(known, **REPORTS, effective_from=date(2020, 1, 1))
    months = [f"{year}-{month:02}" for year in range(2020, 2026) for month in range(1, 13)]
    report(known, *(f"K14,{month},38,40," for month in months))
    said = newest(known)
    assert said.startswith(
        "Imported 72 KPI results from october.csv.\n:large_green_circle: Green Visit reports on time, Dec"
    )
    assert said.endswith("and 12 more")


def test_of_a_file_that_was_cut_off_all_is_told_when_it_is_done(known: Running) -> None:
    definition = agreed(known, **REPORTS)
    months = [date(2026, month, 1) for month in (7, 8, 9, 10)]
    send(known, *(f"K14,{month:%Y-%m},39,40," for month in months))
    figures = Figures(numerator=39, denominator=40, value=97.5)
    with working(known, Door.FILE) as uow:
        numbers = [Number(definition=definition, period=month, figures=figures) for month in months[:2]]
        keep(numbers, uow.people.by_id(person(known, VERA)), uow)
        uow.connection.exec_driver_sql("UPDATE uploads SET done_lines = 3")
    confirm(known)
    assert newest(known).startswith("Imported 4 KPI results from october.csv.\n")
    assert newest(known).count("97.5 % (39 of 40)") == 4
    assert "4 results of Helix Clinical: July 2026, August 2026, September 2026 and October 2026" in known.heard(
        DIRECT[ALICE]
    )


def test_of_many_changes_the_first_are_named_and_how_many_more_there_are(known: Running) -> None:
    agreed(known, **REPORTS, effective_from=date(2025, 1, 1))
    months = [f"2025-{month:02}" for month in range(1, 13)]
    report(known, *(f"K14,{month},38,40," for month in months))
    said = send(known, *(f"K14,{month},39,40," for month in months))
    assert "12 KPI results (12 change what is reported)" in said
    assert said.count("→ 97.5 %") == 10
    assert "and 2 more\nThe first numbers are kept." in said


def test_what_was_reported_while_the_file_waited_is_left_as_it_is(known: Running) -> None:
    agreed(known, **REPORTS)
    send(known, "K14,2026-10,37,40,")
    waiting = known.sandbox.messages(DIRECT[VERA])[-1]
    report(known, "K14,2026-10,38,40,")
    known.sandbox.click(VERA, DIRECT[VERA], waiting["ts"], "upload.confirm#0", "1", waiting["blocks"][-1]["block_id"])
    known.settle()
    assert newest(known) == (
        "Imported 0 KPI results from october.csv. Another number was reported for one of them meanwhile, and I left that; "
        "send the file again to see it."
    )
    assert "95 % (38 of 40)" in known.say("sla result K14", by=BOB, at=HELIX)


def test_the_longest_case_is_shown_where_it_changes(known: Running) -> None:
    agreed(known, **QUERIES)
    titles = "kpi,period,numerator,denominator,worst"
    send(known, "Q2H,2026-10,38,40,3", titles=titles)
    confirm(known)
    said = send(known, "Q2H,2026-10,38,40,5", titles=titles)
    assert "95 % (38 of 40), longest 3 hours → 95 % (38 of 40), longest 5 hours" in said


def test_whoever_reports_for_several_vendors_reads_whose_number_changes(known: Running) -> None:
    known.say("vendor add Orion Labs, tier 2, Central laboratory, @Alice")
    known.import_results("Helix Clinical,,K14,2026-09,81,100,", "Orion Labs,,K14,2026-09,91,100,")
    titles = "vendor,kpi,period,numerator,denominator"
    lines = ("Helix Clinical,K14,2026-09,82,100", "Orion Labs,K14,2026-09,92,100")
    said = send(known, *lines, titles=titles, by=ALICE)
    assert "Line 2: Helix Clinical: Monitoring" in said
    assert "Line 3: Orion Labs: Monitoring" in said
