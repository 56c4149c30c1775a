/**
 * A small SQL core, shared by the stand-ins for MySQL and PostgreSQL.
 * In: statements as text, their parameters as values. Out: a {@link owlboard.standins.sql.Result}, or a {@link
 * owlboard.standins.sql.SqlFailure} that says which kind of wrong it is. Owns: the tables, their indexes and their journal. A transaction
 * is one journal record: it happens or it doesn't. Readers see what was committed when their statement began; one transaction writes at a
 * time, the others wait a bounded time. Threads: a {@link owlboard.standins.sql.Session} belongs to one thread at a time; a {@link
 * owlboard.standins.sql.Database} to all.
 * Never: knows a wire protocol, an error number or a user. Source: ISO/IEC 9075 where MySQL 8 and PostgreSQL 15 agree, else {@link
 * owlboard.standins.sql.Dialect}.
 */
package owlboard.standins.sql;
