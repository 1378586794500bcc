"""Binds what belongs together into one ZIP: the files as they are, and a PDF set in a short-lived process of its own. A PDF alone
stays one."""

import asyncio
import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.limited import answer_of
from handlers.kit.bundles import Bundle

SETTER = "handlers.kit.typesetting"


class NotSet(Exception):
    """The PDF could not be set."""


async def bound(bundle: Bundle) -> bytes:
    """The ZIP, or the PDF where nothing lies beside it; the same bytes for the same files. Raises NotSet."""
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
