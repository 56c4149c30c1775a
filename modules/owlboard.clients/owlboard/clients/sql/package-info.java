/**
 * What a service sees of a SQL store, whichever protocol is spoken.
 * In: statements and values. Out: {@link owlboard.clients.sql.SqlRows}, or a {@link owlboard.clients.sql.SqlException} with the server's
 * own code and message. Threads: a connection belongs to one thread at a time; the pool to all. Never: reconnects by itself, repeats a
 * statement.
 */
package owlboard.clients.sql;
