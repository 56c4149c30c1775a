/**
 * {@code owlboard drill}: a fault is made on purpose while people use the edge, and each promise gets its verdict.
 * In: names of drills, a topology that runs, one of its own, or a URL. Out: what clients saw before, during and after, as text, JSON and
 * one page; exit code 0 when every promise was kept, 1 when one was broken. Owns: the traffic, its record, a topology of its own in a
 * temporary folder. Threads: a virtual thread per request and WebSocket, one that sends on time, one that looks at the status page.
 * Never: leaves a fault behind ({@code edge.Lease}), reads a log to know what a client saw. Source: the invariants I1 to I7 of the
 * issue that asked for it; vegeta's report for the table.
 */
package owlboard.drill;
