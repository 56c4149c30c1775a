/**
 * The faults, each with what is promised beside it.
 * In: an {@link owlboard.drill.edge.Edge} and a crowd that uses it. Out: marks on the time line, verdicts of its own. Owns: the fault,
 * which ends with the call that made it. Threads: the caller's. Never: outlives the drill ({@link owlboard.drill.edge.Lease}).
 */
package owlboard.drill.fault;
