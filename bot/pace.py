"""How often the outside may ask: one address, whatever it asks for, and one secret, wherever it is used.

In this process only: where several answer, each has paces of its own.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from starlette.requests import Request

# A company's programs come from few addresses, many at once; somebody who tries addresses out comes for longer.
BURST, A_SECOND = 120, 1.0
# A secret is one person's, page's or program's: an hour is usual between two askings, a handful of devices may share it.
BURST_OF_A_SECRET, A_SECOND_OF_A_SECRET = 60, 0.2
MOST_CALLERS = 10_000


class Pace:
    """A bucket of `burst` for each caller, filled again at `a_second`. Who was not seen for longest is forgotten."""

    def __init__(self, now: Callable[[], datetime], burst: int = BURST, a_second: float = A_SECOND) -> None:
        self.now = now
        self.burst, self.a_second = float(burst), a_second
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Seconds until this caller may ask again; 0: now, and it counts."""
        at = self.now()
        left, before = self._left.pop(caller, (self.burst, at))
        left = min(self.burst, left + (at - before).total_seconds() * self.a_second)
        allowed = left >= 1
        self._left[caller] = (left - allowed, at)
        if len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self.a_second))


class Paces:
    """What is opened by a secret: paced by the address first, so that who tries secrets out is no burden to their owners."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.addresses = Pace(now)
        self.secrets = Pace(now, BURST_OF_A_SECRET, A_SECOND_OF_A_SECRET)

    def wait(self, request: Request, secret: str) -> int:
        """Seconds until this may be asked again; 0: now. A secret is remembered by its hash."""
        wait = self.addresses.wait(request.client.host if request.client else "")
        return wait or (self.secrets.wait(sha256(secret.encode(errors="replace")).hexdigest()) if secret else 0)
