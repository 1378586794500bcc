"""What Parley remembers: values in, values out. Rows never leave this floor; only the unit of work commits."""
