"""Figures, each beside its floor: what Parley does on real data, and what the bare parts below it would do."""
