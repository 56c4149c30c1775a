/**
 * A client of Redis, or the stand-in, and a listener of its channels.
 * In: commands as words. Out: {@link owlboard.clients.redis.resp.Reply}, or a {@link owlboard.clients.redis.RedisFailure} with the
 * server's line. Threads: any.
 * Never: TLS, clusters. Source: Redis 7, commands and protocol.
 */
package owlboard.clients.redis;
