/**
 * The MySQL client/server protocol, both ends: a stand-in for a MySQL 8 server, and a client for it and for real servers (MySQL, MariaDB).
 * In: statements, prepared or not. Out: rows, counts, or the protocol's own errors; a statement that is not supported costs the connection
 * nothing. Owns: the server's journal, {@code mysql.journal} in its state folder. Threads: a virtual thread for each connection of the
 * server; a client belongs to one thread at a time. Never: TLS, LOAD DATA LOCAL, stored procedures. Source:
 * dev.mysql.com/doc/dev/mysql-server, "Client/Server Protocol"; mariadb.com/kb, "Clientserver protocol".
 */
package owlboard.store.mysql;
