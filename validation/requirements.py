"""The requirements as they stand in `requirements.toml`: read whole, or refused with what is wrong."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("requirements.toml")


class Risk(StrEnum):
    """How bad it would be if the requirement were not met."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Harm(StrEnum):
    """What would come to harm."""

    PEOPLE = "people"
    DATA = "data integrity"
    CONTRACT = "contract"


class Unusable(Exception):
    """What is wrong with a file, in one sentence."""


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A sentence that can be shown or not. `tests` are files or `file::test_name`, as pytest takes them."""

    id: str
    sentence: str
    risk: Risk
    harm: Harm
    tests: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Requirements about one thing; their ids begin with its letters."""

    id: str
    title: str
    requirements: tuple[Requirement, ...]


def read(path: Path = FILE) -> tuple[Chapter, ...]:
    """All chapters. Raises Unusable."""
    try:
        chapters = tuple(_chapter(its) for its in tomllib.loads(path.read_text("utf-8"))["chapter"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(f"{path.name} cannot be read: {error}.") from error
    if troubles := list(_troubles(chapters)):
        raise Unusable(f"{path.name}: {'; '.join(troubles)}.")
    return chapters


def every(chapters: Iterable[Chapter]) -> Iterator[Requirement]:
    """The requirements of all chapters, in their order."""
    for chapter in chapters:
        yield from chapter.requirements


def _chapter(its: Mapping[str, Any]) -> Chapter:
    return Chapter(
        id=its["id"], title=its["title"], requirements=tuple(_requirement(one) for one in its["requirement"])
    )


def _requirement(its: Mapping[str, Any]) -> Requirement:
    strange = its.keys() - {field.name for field in fields(Requirement)}
    if strange:
        raise ValueError(f"{its['id']} has a field {min(strange)!r}")
    several = {name: tuple(its.get(name, ())) for name in ("tests", "clauses", "commands", "acts")}
    return Requirement(
        id=its["id"], sentence=its["sentence"], risk=Risk(its["risk"]), harm=Harm(its["harm"]), **several
    )


def _troubles(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    for chapter in chapters:
        for its in chapter.requirements:
            if not its.id.startswith(f"{chapter.id}-"):
                yield f"{its.id} does not belong to chapter {chapter.id}"
            if not its.tests:
                yield f"{its.id} names no test"
    for name, times in Counter(its.id for its in every(chapters)).items():
        if times > 1:
            yield f"{name} is there {times} times"
