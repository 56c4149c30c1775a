/**
 * PostgreSQL's frontend/backend protocol 3.0, both ends: a stand-in for a PostgreSQL 15 server, and a client for it and for real servers.
 * In: statements, simple or extended. Out: rows, counts, or errors with their SQLSTATE; a statement that is not supported costs the
 * connection nothing. Owns: the server's journal, {@code postgres.journal} in its state folder. Threads: a virtual thread for each
 * connection of the server; a client belongs to one thread at a time. Never: TLS (SSLRequest is answered N), COPY, replication, pg_catalog.
 * Source: postgresql.org/docs/15/protocol.html; RFC 5802 and 7677 for the log-in.
 */
package owlboard.store.postgres;
