"""The pages that attendees meet."""
