"""KPIs in words: every number with its colour, its change and its target."""

from pathlib import Path

import pytest

from bot.imports import import_kpis
from governance.refusals import Refusal
from tests.cast import GOVERNANCE, HELIX, VERA
from tests.running import Running

REPORTS = ("Helix Clinical,NW-301,K14,2026-09,38,40,", "Helix Clinical,NW-301,K14,2026-10,31,39,")
SAFETY = ("Helix Clinical,NW-301,K21,2026-09,9,9,", "Helix Clinical,NW-301,K21,2026-10,10,10,")
START_UP = ("Helix Clinical,,K03,2026-Q2,,,29.5", "Helix Clinical,,K03,2026-Q3,,,27")


def test_every_kpi_is_listed_the_worst_first(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS, *SAFETY, *START_UP)
    assert with_helix.say("sla status", at=HELIX) == (
        "KPIs of Helix Clinical\n======================\n"
        ":large_yellow_circle: Amber: Monitoring visit reports on time is red.\n"
        ":red_circle: Red Monitoring visit reports on time, October 2026: "
        "79.5 %, worse than 95 % (target 95 % or more)\n"
        ":large_green_circle: Green SUSAR reports on time, October 2026: 100 %, as before (target 100 % or more)\n"
        ":large_green_circle: Green Study start-up cycle time, Q3 2026: "
        "27 weeks, better than 29.5 weeks (target 28 weeks or less)"
    )


def test_an_imported_kpi_is_known_by_its_other_name_too(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    assert with_helix.say("kpi status Helix", at=GOVERNANCE) == with_helix.say("sla status Helix", at=GOVERNANCE)


def test_the_vendors_people_see_their_own_numbers(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    said = with_helix.say("sla status", by=VERA, at=HELIX, via="mention")
    assert "Monitoring visit reports on time" in said


def test_without_results_it_says_so(with_helix: Running) -> None:
    assert with_helix.say("sla status", at=HELIX) == (
        "KPIs of Helix Clinical\n======================\n:white_circle: Grey: no KPI has a current number."
    )


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_kept(
    with_helix: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        with_helix.import_results(SAFETY[0], "Helix Clinical,NW-301,K99,2026-10,1,2,", "Helix Clinical,,K21,soon,1,2,")
        == 0
    )
    printed = capsys.readouterr().out
    assert "line 3:" in printed
    assert "K99" in printed
    assert "line 4:" in printed
    assert "3 lines read, 1 used, 2 unusable." in printed


def test_the_same_file_again_changes_nothing(with_helix: Running, capsys: pytest.CaptureFixture[str]) -> None:
    with_helix.import_results(*REPORTS)
    before = with_helix.say("sla status", at=HELIX)
    with_helix.import_results(*REPORTS)
    assert "0 new results, 0 restated, 2 unchanged" in capsys.readouterr().out
    assert with_helix.say("sla status", at=HELIX) == before


def test_another_number_is_named_and_left_unless_somebody_says_why(
    with_helix: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    with_helix.import_results("Helix Clinical,,K14,2026-09,81,100,")
    with_helix.import_results("Helix Clinical,,K14,2026-09,85,100,")
    printed = capsys.readouterr().out
    assert "Helix Clinical, K14, September 2026: reported as 81 %, not as 85 %; left as it is." in printed
    assert "0 restated" in printed
    with_helix.import_results("Helix Clinical,,K14,2026-09,85,100,", reason="Four came by post")
    assert "1 restated" in capsys.readouterr().out
    assert "Note: Four came by post" in with_helix.say("sla result K14 September", at=HELIX)


def test_a_wrong_header_names_the_column_that_is_missing(with_helix: Running, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("supplier,study,kpi,period,numerator,denominator,value\nHelix Clinical,,K21,2026-10,1,2,\n")
    with pytest.raises(Refusal, match="vendor"):
        import_kpis(with_helix.parley.settings, file, Path("examples/kpi_results.toml"), None)
