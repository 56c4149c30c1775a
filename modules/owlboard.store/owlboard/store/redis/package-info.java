/**
 * A stand-in for a Redis server, and a client for this one and the real one.
 * In: connections that speak RESP2 or RESP3. Out: replies, messages of channels.
 * Owns: connections; what they hold is in {@code redis.data}, how they speak in {@code redis.resp}.
 * Threads: one virtual thread per connection, a second one to write for a connection that listens to channels. A client may be used by many
 * threads. Never: lets a slow listener hold up who publishes: it is disconnected when too much waits for it. Source: Redis 7, commands and
 * protocol.
 */
package owlboard.store.redis;
