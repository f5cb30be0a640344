"""The pages on which organizers run a community."""
