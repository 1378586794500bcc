"""A red number in a file that somebody sends is told like one that comes by form; years of numbers in a file are history."""

from tests.cast import ALICE, DIRECT, HELIX, PARLEY, VERA
from tests.reports import Reports
from tests.running import Running

TITLES = "kpi,period,numerator,denominator"


def send(helix: Running, *lines: str) -> None:
    """Alice's side reports this KPI, so she sends the file."""
    helix.send_file(ALICE, "october.csv", "\n".join([TITLES.replace("kpi", "vendor,kpi"), *lines]))
    helix.click("Confirm", by=ALICE, at=DIRECT[ALICE])


def heard(helix: Running, person: str) -> str:
    said = [helix.read(its) for its in helix.sandbox.messages(DIRECT[person]) if its["user"] == PARLEY]
    return "\n".join(said)


def test_both_leads_hear_of_a_red_number_in_a_file_and_the_channel_two_business_days_later(
    helix: Running, reports: Reports
) -> None:
    send(helix, "Helix Clinical,K14,2026-10,159,200")
    assert "Please comment on this, or dispute the number: Visit reports on time is red" in heard(helix, VERA)
    assert "Helix Clinical: Visit reports on time is red for October 2026." in heard(helix, ALICE)
    assert "B-1" not in helix.heard(HELIX)
    helix.clock_moves(days=2)
    helix.tick("breaches")
    assert "B-1 Visit reports on time, October 2026: 79.5 %" in helix.heard(HELIX)


def test_of_years_in_a_file_only_the_newest_number_is_news(helix: Running, reports: Reports) -> None:
    send(helix, *(f"Helix Clinical,K14,2026-{month:02},{good},200" for month, good in ((7, 150), (8, 150), (9, 195))))
    assert "is red for" not in heard(helix, VERA)
    assert "None is open" in helix.say("sla breaches", at=HELIX)
