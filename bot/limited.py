"""Runs what reads hostile input in a process of its own, which has no secret of ours and is killed when it takes too long."""

import asyncio
import sys

# A machine with much to do gives a process its seconds of work later; after this long it is given up.
PATIENCE = 10.0
# One at a time: two would take both cores of a small machine from the people who wait for an answer.
_one_at_a_time = asyncio.Semaphore(1)


async def answer_of(module: str, task: bytes) -> bytes | None:
    """What a module of ours answers to a task, by its standard output; None when it did not live to give an answer."""
    async with _one_at_a_time:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": ":".join(sys.path)},  # and nothing else: our environment holds tokens
        )
        try:
            async with asyncio.timeout(PATIENCE):
                answer, _ = await process.communicate(task)
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return None if process.returncode else answer
