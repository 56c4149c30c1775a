/**
 * What became of a drill: the figures of its three phases, and a verdict for each promise.
 * In: the record of all clients, the time line, the balancer's counters. Out: {@link owlboard.drill.judge.Course}. Owns: nothing. Threads:
 * the caller's. Never: asks anybody anything. Source: invariants I1 to I7.
 */
package owlboard.drill.judge;
