"""What features share: words, forms, calendars, mail and pictures. Nothing here knows a feature."""
