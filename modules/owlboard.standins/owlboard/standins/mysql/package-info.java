/**
 * A stand-in for a MySQL 8 server. What it promises: modules/owlboard.standins/MYSQL.md.
 * In: statements, prepared or not. Out: rows, counts, or the protocol's own errors; a statement that is not supported costs the connection
 * nothing. Owns: {@code mysql.journal} in its state folder. Threads: a virtual thread for each connection.
 * Never: TLS, LOAD DATA LOCAL, stored procedures. Source: dev.mysql.com/doc/dev/mysql-server, "Client/Server Protocol".
 */
package owlboard.standins.mysql;
