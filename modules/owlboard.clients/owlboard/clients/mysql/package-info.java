/**
 * A client of MySQL, MariaDB, or the stand-in.
 * In: statements, prepared where they have parameters. Out: rows, counts, or the server's error with its number and state. Threads: a
 * connection belongs to one thread at a time.
 * Never: TLS, LOAD DATA LOCAL. Source: dev.mysql.com/doc/dev/mysql-server, "Client/Server Protocol"; mariadb.com/kb, "Clientserver
 * protocol".
 */
package owlboard.clients.mysql;
