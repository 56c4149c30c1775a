/**
 * SCRAM-SHA-256, both ends: a password is proved without being sent. MongoDB and PostgreSQL use it.
 * In: the messages of the other end, as text. Out: the next message, or a {@link owlboard.store.scram.ScramException}.
 * Never: channel binding (the {@code -PLUS} variant); touches a connection.
 * Source: RFC 5802, RFC 7677.
 */
package owlboard.store.scram;
