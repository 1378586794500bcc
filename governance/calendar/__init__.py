"""Time as business keeps it: zones that every calendar reads alike, and the days people work."""
