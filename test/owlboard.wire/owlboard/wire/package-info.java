/**
 * What the tests of loops, wires and messages share.
 * Out: code run on a loop, two connected wires of one loop, bytes that arrive in chosen segments.
 * Threads: a test's own thread waits; everything else runs on a loop.
 * Never: sleeps.
 */
package owlboard.wire;
