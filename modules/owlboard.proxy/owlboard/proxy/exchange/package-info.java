/**
 * A request and what becomes of it, whatever protocol it came by and whatever answers it: the floor of the engine.
 * In: heads and bodies. Out: an answer's head as data, and the chain of links that it passes; the last one is the protocol's own.
 * Owns: what an exchange knows, its body as far as it was read, the desk of each loop.
 * Threads: the one that serves the exchange.
 * Never: names a phase, a feature or a protocol.
 */
package owlboard.proxy.exchange;
