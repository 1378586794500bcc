"""Whether Slack would take these blocks or this view: structure, counts, lengths and ids, told as Slack tells it."""

from typing import TYPE_CHECKING, Any

from sandbox.block_rules import Problems, check_block, check_text
from sandbox.workspace import Json, Refused

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_TOTAL = 12_000
VIEW_BYTES = 250_000


def check_message(ws: "Workspace", blocks: Any) -> None:
    """Refuse blocks that no message may have (`invalid_blocks_format`, `invalid_blocks` with messages)."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    problems = _blocks(ws, blocks, "message", MESSAGE_BLOCKS, "/blocks")
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        problems.append("only_one_table_allowed [json-pointer:/blocks]")
    written = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if not problems and written > MARKDOWN_TOTAL:
        problems.append(f"must be less than {MARKDOWN_TOTAL + 1} characters [json-pointer:/blocks]")
    if problems:
        raise Refused("invalid_blocks", messages=problems)


def check_view(ws: "Workspace", view: Any, kind: str) -> None:
    """Refuse a view Slack would not open as `kind` (modal or home): `invalid_arguments` with messages."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", messages=["must provide an object [json-pointer:/view]"])
    if view.get("type") != kind:
        raise Refused("invalid_arguments", messages=[f"must be of type {kind} [json-pointer:/view/type]"])
    if len(str(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    problems = _frame(view, kind) + _view_blocks(ws, view, kind)
    if problems:
        raise Refused("invalid_arguments", messages=problems)


def _frame(view: Json, kind: str) -> list[str]:
    problems = Problems()
    for key, limit in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        problems.longest(view.get(key), limit, f"/view/{key}")
    for key in ("title", "submit", "close"):
        if view.get(key) is not None:
            check_text(problems, view[key], f"/view/{key}", limit=24, kinds=("plain_text",))
    if kind == "modal" and view.get("title") is None:
        problems.missing("title", "/view")
    return problems.found


def _view_blocks(ws: "Workspace", view: Json, kind: str) -> list[str]:
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["missing required field: blocks [json-pointer:/view]"]
    problems = _blocks(ws, blocks, kind, VIEW_BLOCKS, "/view/blocks")
    if kind == "modal" and not view.get("submit") and any(block.get("type") == "input" for block in blocks):
        problems.append("missing required field: submit, since the view has an input block [json-pointer:/view]")
    return problems


def _blocks(ws: "Workspace", blocks: list[Json], surface: str, most: int, at: str) -> list[str]:
    problems = Problems(file_exists=lambda key: _file_exists(ws, key))
    if len(blocks) > most:
        problems.add(f"no more than {most} items allowed", at)
    for number, block in enumerate(blocks):
        check_block(problems, block, surface, f"{at}/{number}")
    problems.twice([block.get("block_id") for block in blocks], "block_id", at)
    return problems.found


def _file_exists(ws: "Workspace", reference: Json) -> bool:
    wanted = reference.get("id") or str(reference.get("url", "")).split("/files-pri/")[-1].split("/")[0]
    return any(file.id == wanted and file.data is not None for file in ws.files.values())
