/**
 * What is counted, once: each loop writes cells of its own with plain writes, whoever wants to know sums them up. No locks, no fences and
 * nothing new per request; a reader may see a moment ago.
 * Threads: a cell is written by its loop's threads only; read by all.
 * Never: asks what an exchange is, reads configuration.
 */
package owlboard.proxy.count;
