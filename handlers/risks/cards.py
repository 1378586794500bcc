"""How a risk looks: cause, event, effect, how likely and how bad; and its buttons."""

from governance.people import Person
from governance.risks import Risk, RiskState
from governance.vendors import Vendor
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way

TEXT = 800
STATES = {RiskState.DRAFT: "a draft, to be decided on", RiskState.OPEN: "kept", RiskState.DISCARDED: "discarded"}


def described(risk: Risk, vendor: Vendor | None) -> list[str]:
    """All of it; with the vendor's name for whoever may see several."""
    whose = f" ({esc(vendor.name)})" if vendor else ""
    return [
        f"*{risk.reference}*{whose}: {scored(risk)}, {STATES[risk.state]}.",
        f"*Cause*: {_words(risk.cause)}",
        f"*Event*: {_words(risk.event)}",
        f"*Effect*: {_words(risk.effect)}",
    ]


def scored(risk: Risk) -> str:
    """Such as "score 16 (4 likely x 4 bad, of 5 each)"."""
    return f"score {risk.score} of 25 (probability {risk.probability} x impact {risk.impact})"


def line(risk: Risk, vendor: Vendor | None) -> str:
    whose = f"{esc(vendor.name)}: " if vendor else ""
    return (
        f"{whose}*{risk.reference}* {_words(cut(risk.cause, 200))} {scored(risk).capitalize()}, {STATES[risk.state]}."
    )


def buttons(risk: Risk, reader: Person) -> list[Block]:
    """What can be decided; either company may."""
    ref = risk.reference
    keep = button("Keep risk", "risk.deed", f"keep {ref}", style="primary", label=f"Keep {ref}")
    discard = button("Discard", "risk.deed", f"discard {ref}", label=f"Discard {ref}")
    act = button("Create action", "risk.action", ref, label=f"Create an action for {ref}")
    if risk.state is RiskState.DRAFT:
        return [actions(keep, discard, act)]
    return [actions(act)] if risk.state is RiskState.OPEN else [actions(keep)]


def _words(text: str) -> str:
    return esc(one_way(cut(text, TEXT)))
