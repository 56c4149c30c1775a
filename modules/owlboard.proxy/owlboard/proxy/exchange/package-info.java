/**
 * What an answer is on its way out: its head as data, and the chain of links that it passes.
 * In: what a content says. Out: calls of the protocol's own writer, the last link.
 * Threads: the one that serves the exchange.
 * Never: names a phase, a connection or a protocol.
 */
package owlboard.proxy.exchange;
