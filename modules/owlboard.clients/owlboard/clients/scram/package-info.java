/**
 * SCRAM-SHA-256, what both ends compute, and the client's end: a password is proved without being sent. MongoDB and PostgreSQL use it.
 * In: the messages of the server, as text. Out: the next message, or a {@link owlboard.clients.scram.ScramException}.
 * Never: channel binding (the {@code -PLUS} variant); touches a connection. Source: RFC 5802, RFC 7677.
 */
package owlboard.clients.scram;
