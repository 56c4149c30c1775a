/**
 * A stand-in for a Redis server. What it promises: modules/owlboard.standins/REDIS.md.
 * In: connections that speak RESP2 or RESP3. Out: replies, messages of channels. Owns: connections; what they hold is in {@code
 * redis.data}. Threads: one virtual thread per connection, a second one to write for a connection that listens to channels.
 * Never: lets a slow listener hold up who publishes: it is disconnected when too much waits for it. Source: Redis 7, commands and
 * protocol.
 */
package owlboard.standins.redis;
