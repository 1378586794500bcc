"""A stand-in Slack workspace and mailbox on loopback: strict where Slack is strict, so that tests against it mean something.

It talks to the bot over the wire only, and knows nothing of how the bot is built.
"""
