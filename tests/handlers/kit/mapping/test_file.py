"""The mapping file: what it says, and what is refused in one sentence."""

from pathlib import Path

import pytest

from governance.kpis.definitions import Direction, Lens
from governance.kpis.periods import Frequency
from handlers.kit.mapping import (
    MappingUnreadable,
    MissingKey,
    UnknownKey,
    WrongMapping,
    WrongValue,
    read_mapping,
)

KPI = """
[kpi]
code = "OTD"
name = "Deliveries on time"
lens = "timeliness"
unit = "%"
direction = "higher"
target = 95
red_limit = 85
"""
ON_TIME = (
    """
dates = ["%d-%b-%y"]
blanks = ["Date Not Captured", "N/A - From RDC"]
[columns]
vendor = "Vendor"
period = "Due"
[rate]
done = "Done"
due = "Due"
"""
    + KPI
)


def write(tmp_path: Path, text: str, name: str = "map.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_knows_its_kpi_and_the_usual_values(tmp_path: Path) -> None:
    (kpi,) = read_mapping(write(tmp_path, ON_TIME)).kpis
    assert (kpi.code, kpi.lens, kpi.direction) == ("OTD", Lens.TIMELINESS, Direction.HIGHER)
    assert (kpi.target, kpi.red_limit) == (95, 85)
    assert (kpi.frequency, kpi.smallest_denominator, kpi.grace_days) == (Frequency.MONTHLY, 0, 10)


def test_yaml_says_the_same_as_toml(tmp_path: Path) -> None:
    text = """
dates: ["%d-%b-%y"]
blanks: ["Date Not Captured", "N/A - From RDC"]
columns: {vendor: Vendor, period: Due}
rate: {done: Done, due: Due}
kpi: {code: OTD, name: Deliveries on time, lens: timeliness, unit: "%", direction: higher, target: 95, red_limit: 85}
"""
    from_yaml = read_mapping(write(tmp_path, text, "map.yaml"))
    from_toml = read_mapping(write(tmp_path, ON_TIME))
    assert vars(from_yaml) | {"file": ""} == vars(from_toml) | {"file": ""}


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        (
            ("period =", "periode ="),
            UnknownKey,
            (
                "map.toml: [columns] has the key 'periode', which does not exist. Did you mean 'period'? Allowed"
                " are denominator, kpi, numerator, period, study, value and vendor."
            ),
        ),
        (
            ('vendor = "Vendor"\n', ""),
            MissingKey,
            ("map.toml: [columns] lacks the key 'vendor'. Give it the title of the column that names the vendor."),
        ),
        (
            ('"timeliness"', '"speed"'),
            WrongValue,
            (
                "map.toml: 'lens' in [kpi] says 'speed'. Give it one of quality, timeliness, cost, relationship,"
                " safety, compliance, delivery or governance."
            ),
        ),
        (
            ("target = 95", 'target = "95"'),
            WrongValue,
            ("map.toml: 'target' in [kpi] says '95'. Give it a number."),
        ),
        (
            ("target = 95", "target = nan"),
            WrongValue,
            ("map.toml: 'target' in [kpi] says nan. Give it a number."),
        ),
        (
            ("red_limit = 85", "red_limit = 96"),
            WrongValue,
            (
                "map.toml: 'red_limit' in [kpi] says 96. Give it a limit at or below the target 95, since higher"
                " is better."
            ),
        ),
        (
            ("%d-%b-%y", "%d-%b"),
            WrongMapping,
            ("map.toml: the date format '%d-%b' in 'dates' tells no year and month; write one like '%d-%b-%y'."),
        ),
        (
            ("%d-%b-%y", "%y %y %m"),
            WrongMapping,
            ("map.toml: the date format '%y %y %m' in 'dates' tells no year and month; write one like '%d-%b-%y'."),
        ),
        (
            ('["%d-%b-%y"]', "[]"),
            WrongValue,
            ('map.toml: \'dates\' in the mapping says []. Give it a list of texts, such as ["a", "b"].'),
        ),
        (
            ('[rate]\ndone = "Done"\ndue = "Due"', ""),
            WrongMapping,
            ("map.toml: it needs 'numerator' and 'denominator' or 'value' in [columns], or a table [rate]."),
        ),
        (
            ("[rate]", 'value = "x"\n[rate]'),
            WrongMapping,
            (
                "map.toml: with [rate] the lines are counted, so [columns] takes no kpi, numerator, denominator "
                "or value."
            ),
        ),
        (
            ('due = "Due"', 'equals = "Due"'),
            UnknownKey,
            ("map.toml: [rate] has the key 'equals', which does not exist. Allowed are done and due."),
        ),
        (
            (KPI, ""),
            MissingKey,
            ("map.toml: the mapping lacks the key 'kpi'. Give it a table [kpi], or one [[kpi]] for each."),
        ),
        (
            (KPI, KPI.replace("[kpi]", "[[kpi]]") * 2),
            WrongMapping,
            ("map.toml: two KPIs have the code 'OTD'; each needs its own."),
        ),
        (
            (KPI, KPI.replace("[kpi]", "[[kpi]]") + KPI.replace("[kpi]", "[[kpi]]").replace("OTD", "X")),
            WrongMapping,
            ("map.toml: it describes several KPIs, so [columns] needs the key 'kpi', the column with their codes."),
        ),
        (
            ("red_limit = 85", "smallest_denominator = -1\nred_limit = 85"),
            WrongValue,
            ("map.toml: 'smallest_denominator' in [kpi] says -1. Give it a number from 0 up."),
        ),
        (
            ("[columns]", 'decimal = ":"\n[columns]'),
            WrongValue,
            ("map.toml: 'decimal' in the mapping says ':'. Give it the mark before decimals: \".\" or \",\"."),
        ),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_sentence(
    tmp_path: Path, change: tuple[str, str], refusal: type[WrongMapping], sentence: str
) -> None:
    assert change[0] in ON_TIME
    with pytest.raises(refusal) as told:
        read_mapping(write(tmp_path, ON_TIME.replace(*change)))
    assert str(told.value) == sentence


@pytest.mark.parametrize(("name", "text"), [("m.toml", "a = = 1"), ("m.yaml", "a: [1"), ("m.yml", "\t:")])
def test_a_file_that_is_neither_toml_nor_yaml_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(MappingUnreadable, match=f"{name} cannot be read as (TOML|YAML): "):
        read_mapping(write(tmp_path, text, name))
    with pytest.raises(WrongMapping, match="the mapping is not a table of keys and values"):
        read_mapping(write(tmp_path, "- just\n- a list\n", "list.yaml"))
    with pytest.raises(MappingUnreadable, match="there is no such file"):
        read_mapping(tmp_path / "missing.toml")
