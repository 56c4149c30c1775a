package owlboard.proxy.http;

import owlboard.config.Configuration;
import owlboard.config.directive.Core;
import owlboard.proxy.count.Counters;
import owlboard.proxy.exchange.MainSlot;
import owlboard.wire.loop.Complaint;
import owlboard.wire.loop.Faults;

/**
 * How many clients may be connected: {@code worker_connections} × {@code worker_processes} where the file sets the first (connections to
 * upstreams are not counted), and what the heap has room for in any case. Beyond it room is made as nginx makes it, by closing who waits
 * between two requests; then whoever has been sending the same message for the longest time is cut. When nobody is left for that, the
 * newcomer is closed.
 *
 * @param clients most clients of all addresses
 * @param fromFile whether the file set that number
 */
public record Admission(long clients, boolean fromFile) {
    /** What a connection takes of the heap (5.2 KB were measured in the clear, 11 after a TLS handshake). */
    private static final long PLAIN_BYTES = 6 << 10;
    static final int TLS_WEIGHT = 2;
    /** Three eighths of the heap are for connections. */
    private static final long HEAP_WEIGHT = Runtime.getRuntime().maxMemory() / 8 * 3 / PLAIN_BYTES;
    private static final Complaint REUSED = new Complaint(Faults.Weight.WARN);
    private static final Complaint NOT_ENOUGH = new Complaint(Faults.Weight.ALERT);

    public static final MainSlot<Admission> SLOT = new MainSlot<>((making, _) -> of(making.configuration()));

    private static Admission of(Configuration configuration) {
        var connections = configuration.events().get(Core.WORKER_CONNECTIONS);
        if (connections == null) return new Admission(HEAP_WEIGHT, false);
        var processes = configuration.main().get(Core.WORKER_PROCESSES);
        return new Admission(connections * (processes == null ? 1L : workers(processes)), true);
    }

    /** 0 is {@code auto}. */
    private static long workers(int processes) {
        return processes == 0 ? Runtime.getRuntime().availableProcessors() : processes;
    }

    /** Whether a client that has just connected, and is counted, may stay. */
    public boolean admits(Counters counters, Crowd crowd) {
        if (counters.active() <= clients && counters.weight() <= HEAP_WEIGHT) return true;
        if (crowd.closeIdle()) {
            REUSED.add(_ -> what() + ", reusing connections");
            return true;
        }
        if (crowd.desk.loop.kept.closeSlowest()) return true;
        NOT_ENOUGH.add(count -> what() + ", closed " + count + " new ones");
        return false;
    }

    private String what() {
        return fromFile && clients <= HEAP_WEIGHT ? clients + " worker_connections are not enough"
                : "the heap has no room for more than " + HEAP_WEIGHT + " clients";
    }
}
