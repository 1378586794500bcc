"""Draws pictures in a short-lived process of their own, so that the plotting library's memory goes when the picture is done.

The same picture is drawn once: what was drawn is kept under a hash of what it shows, in files that are this user's alone.
"""

import asyncio
import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from handlers.kit import charts, drawing

DRAW_SECONDS = 60.0
MOST_KEPT = 200  # pictures of some 60 kB
_EDITION = hashlib.sha256(
    b"".join(Path(its.__file__).read_bytes() for its in (charts, drawing) if its.__file__)
).digest()


class NotDrawn(Exception):
    """The picture could not be drawn."""


@dataclass
class Studio:
    """Draws one picture at a time; two would take both cores of a small machine from the people who wait for an answer."""

    folder: Path
    drawn: int = 0
    _one_at_a_time: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def draw(self, picture: str) -> bytes:
        """A picture (as `handlers.kit.charts` describes it, in JSON) as PNG. Raises NotDrawn."""
        name = hashlib.sha256(_EDITION + picture.encode()).hexdigest()
        async with self._one_at_a_time:
            if kept := await asyncio.to_thread(self._kept, name):
                return kept
            image = await _drawn(picture)
            self.drawn += 1
            await asyncio.to_thread(self._keep, name, image)
        return image

    def _kept(self, name: str) -> bytes | None:
        with suppress(OSError):
            if self._is_ours():
                os.utime(self.folder / name)  # what is used stays longest
                return (self.folder / name).read_bytes() or None
        return None

    def _keep(self, name: str, image: bytes) -> None:
        """Whole or not at all; the ones that were not used for longest make room. A full disk only means drawing again."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as half:
                half.write(image)
            os.replace(half.name, self.folder / name)
            for old in sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
                old.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        """Nobody else may have put pictures there, or may read them."""
        its = self.folder.lstat()
        return (
            self.folder.is_dir()
            and not self.folder.is_symlink()
            and its.st_uid == os.getuid()
            and not its.st_mode & 0o077
        )


async def _drawn(picture: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "handlers.kit.drawing",
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
