/**
 * Event loops that schedule the virtual threads of the connections whose sockets they watch.
 * A loop is one platform thread with one selector; what belongs to a loop is touched by its virtual threads only, one at a time, and needs
 * no lock. So between reading a loop's state and changing it nothing may wait, and a contended monitor is a wait as well: since JDK 24 its
 * thread leaves the carrier, and others of the loop run. First change the state, then call what may wait (locks that several loops have,
 * {@code Offload}, logs, TLS engines, {@code yield}); look again at what was read before it.
 * Owns: selectors, run queues, the deadlines of wires, buffers that wires borrow. Threads: {@code Loop.execute} from anywhere; the rest
 * from virtual threads of that loop. Never: blocks, touches a disk or resolves a name on a loop; {@link owlboard.wire.loop.Offload} leaves
 * it for that.
 */
package owlboard.wire.loop;
