"""A browser that remembers nothing, shared by all tests of a worker: making one takes longer than most of what is asked with it."""

import httpx

BROWSER = httpx.Client(verify=False, trust_env=False)
