/**
 * Event loops that schedule the virtual threads of the connections whose sockets they watch.
 * A loop is one platform thread with one selector; what belongs to a loop is touched by its virtual threads only, one at a time, and needs
 * no lock. Owns: selectors, run queues, the deadlines of wires, buffers that wires borrow. Threads: {@code Loop.execute} from anywhere; the
 * rest from virtual threads of that loop. Never: blocks, touches a disk or resolves a name on a loop; {@link owlboard.wire.loop.Offload}
 * leaves it for that.
 */
package owlboard.wire.loop;
