/**
 * SCRAM-SHA-256, the server's end.
 * In: the messages of a client, as text; what is kept of each user's password. Out: the next message, or a {@link
 * owlboard.clients.scram.ScramException}.
 * Never: channel binding; tells an unknown user from a wrong password; touches a connection. Source: RFC 5802, RFC 7677.
 */
package owlboard.standins.scram;
