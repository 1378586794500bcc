"""What it all means: the rules of vendor governance, in plain values and plain functions that know no database and no Slack."""
