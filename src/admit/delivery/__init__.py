"""How news leaves: the worker that empties the outbox, and the mailer it gives messages to."""
