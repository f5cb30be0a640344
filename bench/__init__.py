"""Speed, as ratios to a bare server in the same run."""
