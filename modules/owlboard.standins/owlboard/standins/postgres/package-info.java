/**
 * A stand-in for a PostgreSQL 15 server. What it promises: modules/owlboard.standins/POSTGRES.md.
 * In: statements, simple or extended. Out: rows, counts, or errors with their SQLSTATE; a statement that is not supported costs the
 * connection nothing. Owns: {@code postgres.journal} in its state folder. Threads: a virtual thread for each connection.
 * Never: TLS (SSLRequest is answered N), COPY, replication, pg_catalog. Source: postgresql.org/docs/15/protocol.html.
 */
package owlboard.standins.postgres;
