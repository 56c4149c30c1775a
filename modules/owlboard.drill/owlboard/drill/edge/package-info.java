/**
 * What is drilled: a topology that runs, one of the drill's own, or a URL; and what undoes a fault when the drill is gone.
 * In: a state folder or a URL. Out: the balancer's address, its roles, what its status page says. Owns: the drill's own topology and its
 * temporary folder, the guardians of leases. Threads: the caller's. Never: changes a file of a topology that is not its own.
 * Source: kill(1) for signals that Java cannot send.
 */
package owlboard.drill.edge;
