/**
 * What a Redis server holds and the commands that change it.
 * In: commands as lists of byte strings (one char per byte). Out: {@link owlboard.clients.redis.resp.Reply}; messages to listeners of
 * channels. Owns: the databases, their journal, the channels. Threads: any; one command or transaction at a time, under the lock of
 * {@link owlboard.standins.redis.data.Store}. Never: waits for a peer. A command that changes something is written to the journal, with its
 * time, before it runs: it needs no clock and no chance but that time, so that a replay ends in the same state, and a full disk leaves
 * nothing half done. Source: the command reference of Redis 7.
 */
package owlboard.standins.redis.data;
