"""The engine for more than one process: PostgreSQL through asyncpg."""
