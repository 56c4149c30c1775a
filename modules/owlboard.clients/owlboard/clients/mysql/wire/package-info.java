/**
 * MySQL's packets, written once for both ends.
 * In: bytes of a peer. Out: greeting, log-in, columns, values, short answers, and the bytes of each; a {@link
 * owlboard.clients.mysql.wire.ProtocolException} for what is none. Threads: a stream belongs to one thread.
 * Never: knows what a statement means. Source: dev.mysql.com/doc/dev/mysql-server, "Client/Server Protocol".
 */
package owlboard.clients.mysql.wire;
