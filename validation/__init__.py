"""The validation pack: requirement, test and result in one document (`make validation-pack`). No floor knows of it.

The requirements stand in one file, `requirements.toml`, and name their tests; no test carries a number. A marker on each test would
vanish with a test that is deleted, and nobody would miss it; here the house test fails until the requirement is traced anew. It also
fails for every command and act that no requirement covers, and for every test or file that is no longer there.
"""
