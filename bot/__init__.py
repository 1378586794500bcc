"""The running bot: the only floor that talks to Slack, mail, the clock and the environment, and the only one that is async."""
