"""The tests: a real server, real sockets, a real SQLite file, a real browser."""
