/**
 * Connections: plain and TLS, accepted and dialled, that read like blocking ones and never block a loop.
 * In: a {@link owlboard.wire.loop.Loop}. Out: a {@link owlboard.wire.net.Wire}.
 * Owns: the socket, its interest in the selector, one deadline.
 * Threads: a wire is used by virtual threads of its own loop only; at most one reads and one writes at a time.
 * Never: resolves a name, reads a file, knows HTTP.
 */
package owlboard.wire.net;
