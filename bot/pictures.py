"""Draws pictures in a short-lived process of their own, so that the plotting library's memory goes when the picture is done."""

import asyncio
import sys

DRAW_SECONDS = 60.0
# Two at a time would take both cores of a small machine from the people who wait for an answer.
_one_at_a_time = asyncio.Semaphore(1)


class NotDrawn(Exception):
    """The picture could not be drawn."""


async def draw(picture: str) -> bytes:
    """A picture (as `handlers.kit.charts` describes it, in JSON) as PNG. Raises NotDrawn."""
    async with _one_at_a_time:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "handlers.kit.charts",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(DRAW_SECONDS):
                image, trouble = await process.communicate(picture.encode())
        except TimeoutError:
            process.kill()
            raise NotDrawn("drawing took too long") from None
    if process.returncode:
        raise NotDrawn((trouble.decode(errors="replace").strip().splitlines() or ["drawing failed"])[-1])
    return image
