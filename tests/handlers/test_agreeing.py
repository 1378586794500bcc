from pathlib import Path
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running
from bot.schedules import import_schedule

def test_x(with_helix: Running) -> None:
    with_helix.say("help", by=VERA, at=HELIX, via="mention")
    text = Path("examples/schedule.toml").read_text()
    print(with_helix.send_file(ALICE, "schedule.toml", text))
    print(with_helix.click("Confirm", by=ALICE, at=DIRECT[ALICE]))
    print(with_helix.heard(HELIX))
    print(with_helix.click("Agree to all 4", by=VERA, at=HELIX))
    print(with_helix.heard(HELIX))
    print(with_helix.say("sla export yaml", at=HELIX))
    (y,) = with_helix.files_of(ALICE).values()
    print(y.decode())
    print(with_helix.send_file(ALICE, "schedule.yaml", y))
    bad = text.replace("target = 95.0", 'target = "high"').replace('zone = "Europe/London"', 'zone = "Moon"').replace("red_limit = 75.0","red_limit=99").replace("at_risk = 10.0", "at_risk=300").replace("vera@helix.example","bob@northwind.example")
    print(with_helix.send_file(ALICE, "bad.toml", bad))
    Path("/tmp/w/s.toml").write_text(text.replace("target = 90.0","target = 91").replace("2027-01-01","2027-02-01"))
    import_schedule(with_helix.parley.settings, Path("/tmp/w/s.toml"), None, None, confirmed=False)
    import_schedule(with_helix.parley.settings, Path("/tmp/w/s.toml"), "Helix Clinical", None, confirmed=True)
    with_helix.settle()
    print(with_helix.heard(HELIX)[-1500:])
    assert 0
