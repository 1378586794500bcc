"""Who and where: Alice owns, Bob asks, Vera is the vendor's, Charlie has no business here. The ids are the sandbox's."""

from datetime import UTC, datetime

ALICE, BOB, VERA, CHARLIE, PARLEY = "U0ALICE", "U0BOB", "U0VERA", "U0CHARLIE", "U0PARLEY"
NORTHWIND, HELIX_TEAM, ORION_TEAM = "T0NORTH", "T0HELIX", "T0ORION"
# Nina and Omar have no account at the start: Nina's would be Helix's, Omar's Orion's.
NINA, OMAR = "U0NINA", "U0OMAR"
# Gus of Helix is a guest in Northwind's Slack.
GUS = "U0GUS"
HELIX, ORION, MERIDIAN, GOVERNANCE, QUIET, OLD = "C0HELIX", "C0ORION", "C0MERID", "C0GOV", "C0QUIET", "C0OLD"
DIRECT = {
    ALICE: "D0ALICE",
    BOB: "D0BOB",
    VERA: "D0VERA",
    CHARLIE: "D0CHARLIE",
    NINA: "D0NINA",
    OMAR: "D0OMAR",
    GUS: "D0GUS",
}

# Where every test begins: a Monday morning, 10:00 in Warsaw, 09:00 in London, 04:00 in New York.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# Later that day everybody works: it is 16:00 in Warsaw, 15:00 in London, 10:00 in New York.
AFTERNOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
