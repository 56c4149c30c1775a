/**
 * The Redis protocol, RESP2 and RESP3, written once for both ends.
 * In: bytes of a peer. Out: commands (for a server), {@link owlboard.clients.redis.resp.Reply} (for a client), and the bytes of both.
 * Threads: a reader and a writer belong to one thread.
 * Never: knows what a command does. A byte string that is not a reply is a {@code String} with one char per byte (ISO 8859-1).
 * Source: the RESP specification of Redis 7.
 */
package owlboard.clients.redis.resp;
