"""The embedded engine: SQLite through apsw, called in the event loop. Only commits wait for the disk elsewhere."""
