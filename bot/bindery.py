"""Binds what belongs together into one ZIP: the files as they are, and a PDF set in a short-lived process of its own. A PDF alone
stays one."""

import asyncio
import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.house import House
from bot.limited import answer_of
from handlers.kit.bundles import Bundle
from storage.outbox import Letter

SETTER = "handlers.kit.typesetting"


class NotSet(Exception):
    """The PDF could not be set."""


async def made(house: House, letter: Letter) -> bytes:
    """The file a letter asks for, made now. Raises NotSet."""
    its = await asyncio.to_thread(house.document, letter.workspace, letter.payload["document"])
    return await bound(its) if isinstance(its, Bundle) else its


async def bound(bundle: Bundle) -> bytes:
    """The ZIP, the same bytes for the same files; the PDF itself where there is nothing else in it. Raises NotSet."""
    task = json.dumps({"template": bundle.template, "data": bundle.data}, ensure_ascii=False).encode()
    pdf = await answer_of(SETTER, task)
    if pdf is None:
        raise NotSet("the PDF could not be set")
    if not bundle.files:
        return pdf
    return await asyncio.to_thread(_zipped, {bundle.pdf: pdf, **bundle.files})


def _zipped(files: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return content.getvalue()
