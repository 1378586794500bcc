"""The import of a delivery history, as a whole process: a sheet like the ones people export, and one twice as long."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.processes import Spent, spent_by
from bench.report import Line

LINES, AIM_SECONDS = 10_324, 5.0
MAPPING = "examples/scms_deliveries.toml"
TITLES = [
    "ID",
    "Project Code",
    "PQ #",
    "PO / SO #",
    "ASN/DN #",
    "Country",
    "Managed By",
    "Fulfill Via",
    "Vendor INCO Term",
    "Shipment Mode",
    "PQ First Sent to Client Date",
    "PO Sent to Vendor Date",
    "Scheduled Delivery Date",
    "Delivered to Client Date",
    "Delivery Recorded Date",
    "Product Group",
    "Sub Classification",
    "Vendor",
    "Item Description",
    "Molecule/Test Type",
    "Brand",
    "Dosage",
    "Dosage Form",
    "Unit of Measure (Per Pack)",
    "Line Item Quantity",
    "Line Item Value",
    "Pack Price",
    "Unit Price",
    "Manufacturing Site",
    "First Line Designation",
    "Weight (Kilograms)",
    "Freight Cost (USD)",
    "Line Item Insurance (USD)",
]
COUNTRIES = ("Côte d'Ivoire", "South Africa", "Nigeria", "Uganda", "Congo, DRC", "Zambia", "Viet Nam", "Haiti")
ITEMS = (
    "Efavirenz 600mg, tablets, 30 Tabs",
    "Nevirapine 200mg, tablets, 60 Tabs",
    'Rapid test, "Determine", 100 Tests',
)
VENDORS = 73
FIRST_DAY, DAYS = date(2006, 6, 1), 3380


def measure(folder: Path, env: dict[str, str], lines: int, file: Path | None, repeat: int) -> list[Line]:
    """Imports into a fresh SQLite database each time, schema and all; the best of `repeat` and its double."""
    single, double = file or folder / "deliveries.csv", folder / "twice.csv"
    if file is None:
        write(single, lines, VENDORS)
        write(double, 2 * lines, 2 * VENDORS)
    else:
        _twice(file, double)
    once = min(_import(folder, env, single) for _ in range(repeat))
    twice = min(_import(folder, env, double) for _ in range(repeat))
    return [
        Line(
            f"Import of a delivery history of {_count(single):,} lines, the whole process, best of {repeat}",
            once.words(),
            f"twice the lines, {_count(double):,}: {twice.words()}",
            f"x {twice.wall / once.wall:.2f} ({twice.cpu / once.cpu:.2f})",
            f"< {AIM_SECONDS:g} s",
            once.wall < AIM_SECONDS,
        )
    ]


def _import(folder: Path, env: dict[str, str], file: Path) -> Spent:
    for left in folder.glob("import.db*"):
        left.unlink()
    ours = env | {"DATABASE_URL": f"sqlite:///{folder}/import.db"}
    return spent_by(["-m", "bot", "import", "kpis", str(file), "--map", MAPPING], ours)


def write(path: Path, lines: int, vendors: int) -> None:
    """A delivery history with the dirt of a real one: a byte order mark, old Mac line ends, commas, words for dates."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file, lineterminator="\r")
        sheet.writerow(TITLES)
        sheet.writerows(_rows(lines, vendors))


def _rows(lines: int, vendors: int) -> Iterator[list[object]]:
    """Half of the lines are one vendor's, a few vendors have one line only, as in a real history."""
    chance = random.Random(3)
    for number in range(1, lines + 1):
        due = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        done = due + timedelta(days=round(chance.gauss(-4, 9)))
        vendor = _vendor(chance, vendors)
        captured = chance.random() > 0.002
        row: dict[str, object] = dict.fromkeys(TITLES, "")
        row |= {
            "ID": number,
            "Project Code": f"1{number % 60:02}-ZA-T30",
            "PQ #": "Pre-PQ Process" if number % 4 == 0 else f"FPQ-{number % 1200}",
            "PO / SO #": f"SO-{number // 2}",
            "Country": chance.choice(COUNTRIES),
            "PQ First Sent to Client Date": "Date Not Captured" if number % 50 == 0 else f"{due:%-m/%-d/%y}",
            "PO Sent to Vendor Date": "N/A - From RDC",
            "Scheduled Delivery Date": f"{due:%-d-%b-%y}",
            "Delivered to Client Date": f"{done:%-d-%b-%y}" if captured else "Date Not Captured",
            "Delivery Recorded Date": f"{done:%-d-%b-%y}",
            "Vendor": vendor,
            "Item Description": chance.choice(ITEMS),
            "Line Item Quantity": chance.randrange(1, 90_000),
            "Line Item Value": round(chance.random() * 200_000, 2),
            "Weight (Kilograms)": "Weight Captured Separately" if number % 7 == 0 else chance.randrange(1, 9000),
            "Freight Cost (USD)": "Freight Included in Commodity Cost" if number % 7 == 0 else 780.34,
        }
        yield list(row.values())


def _vendor(chance: random.Random, vendors: int) -> str:
    """Skewed: for every 73 vendors there is a large one, and the rest share the other half unequally."""
    if chance.random() < 0.5:
        return f"Distribution centre {chance.randrange(vendors // VENDORS)}"
    return f"Supplier {int(vendors * chance.random() ** 3)}, Ltd."


def _twice(file: Path, double: Path) -> None:
    """The file's lines, and once more under other vendors' names."""
    with file.open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.reader(sheet))
    place = rows[0].index("Vendor")
    again = [[*row[:place], f"{row[place]} II", *row[place + 1 :]] for row in rows[1:]]
    with double.open("w", encoding="utf-8-sig", newline="") as sheet:
        csv.writer(sheet, lineterminator="\r").writerows([*rows, *again])


def _count(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as sheet:
        return sum(1 for _ in csv.reader(sheet)) - 1
