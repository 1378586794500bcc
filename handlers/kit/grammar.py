"""One grammar for every door: `<noun> <verb> ...`. A short slash command brings its noun along; everything else says it."""

from dataclasses import dataclass

from handlers.kit.feature import Command, Registry
from handlers.kit.words import nearest

ALSO_CALLED = {
    "meeting": "session",
    "kpi": "sla",
    "kpis": "sla",
    "vendors": "vendor",
    "actions": "action",
    "risks": "risk",
}

USUAL = "vendor"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A command and what followed it."""

    command: Command
    rest: str


@dataclass(frozen=True, kw_only=True)
class Puzzled:
    """Nothing the grammar knows. `noun` as far as it was understood; `nearest` are lines that may have been meant."""

    noun: str | None
    said: str
    nearest: tuple[str, ...] = ()


def parse(registry: Registry, text: str, noun: str | None = None) -> Understood | Puzzled:
    """What a line means; `noun` when the slash command was a short one."""
    first, rest = _first_word(text)
    if noun is None:
        noun, (first, rest) = _noun(first), _first_word(rest)
        if noun not in registry.nouns:
            return _puzzled_by_noun(registry, text)
    command = registry.commands.get(f"{noun} {first.lower()}")
    if command:
        return Understood(command=command, rest=rest)
    verbs = [its.verb for its in registry.verbs(noun)]
    lines = tuple(f"{noun} {verb}" for verb in nearest(first, verbs)) if first else ()
    return Puzzled(noun=noun, said=first, nearest=lines)


def _noun(word: str) -> str:
    return ALSO_CALLED.get(word.lower(), word.lower())


def _puzzled_by_noun(registry: Registry, text: str) -> Understood | Puzzled:
    """A bare verb is taken where one noun has it, or a vendor does (`status`); else the nearest lines are offered."""
    first, rest = _first_word(text)
    alone = [command for command in registry.commands.values() if command.verb == first.lower()]
    vendors = [command for command in alone if command.noun == USUAL]
    if len(alone) == 1 or vendors:
        return Understood(command=(vendors or alone)[0], rest=rest)
    lines = nearest(first, [*registry.nouns, *(command.verb for command in alone)]) if first else []
    meant = [command.name for command in alone] or [f"{line} help" for line in lines]
    return Puzzled(noun=None, said=first, nearest=tuple(meant[:3]))


def _first_word(text: str) -> tuple[str, str]:
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""
