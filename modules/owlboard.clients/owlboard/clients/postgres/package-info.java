/**
 * A client of PostgreSQL, or the stand-in.
 * In: statements, prepared where they have parameters. Out: rows, counts, or the server's error with its SQLSTATE. Threads: a connection
 * belongs to one thread at a time; only cancelling is for any.
 * Never: TLS, COPY. Source: postgresql.org/docs/15/protocol.html; RFC 5802 and 7677 for the log-in.
 */
package owlboard.clients.postgres;
