/**
 * Messages of PostgreSQL's frontend/backend protocol 3.0, written once for both ends.
 * In: bytes of a peer. Out: messages and their fields, and the bytes of each; a {@link owlboard.clients.postgres.wire.ProtocolException}
 * for what is none. Threads: a stream belongs to one thread.
 * Never: knows what a statement means. Source: postgresql.org/docs/15/protocol.html, sections 55.7 and 55.8.
 */
package owlboard.clients.postgres.wire;
