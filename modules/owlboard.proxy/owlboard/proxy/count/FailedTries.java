package owlboard.proxy.count;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/**
 * Tries that failed, and what became of their requests: one line of each peer and second, the last ones, in memory that does not grow.
 * Each loop writes a ring of its own; a reader may see a line that is being written anew.
 */
public final class FailedTries {
    private static final int KEPT_COUNT = 256;
    /** A failing peer's line of this second is among the youngest. */
    private static final int LOOKED_AT_COUNT = 16;

    /**
     * Of one peer in one second.
     *
     * @param second since the epoch
     * @param tries  how many of its tries failed
     * @param saved  how many of their requests another try has saved; {@code lost}: those that none has
     */
    public record Line(long second, int tries, int saved, int lost) {
        private Line and(Line other) {
            return new Line(second, tries + other.tries, saved + other.saved, lost + other.lost);
        }
    }

    private static final class Ring {
        final Zone[] peers = new Zone[KEPT_COUNT];
        final Line[] lines = new Line[KEPT_COUNT];
        long count;
    }

    private final Ring[] rings = new Ring[Loops.all().size()];

    /** A try of this peer, whose request is over. On that loop; {@code saved} and {@code lost} may both be false: its client has left. */
    public void add(Loop loop, Zone peer, long second, boolean saved, boolean lost) {
        var ring = rings[loop.index];
        if (ring == null) rings[loop.index] = ring = new Ring();
        var line = new Line(second, 1, saved ? 1 : 0, lost ? 1 : 0);
        for (long i = ring.count - 1; i >= Math.max(0, ring.count - LOOKED_AT_COUNT); i--) {
            int at = (int) (i % KEPT_COUNT);
            if (ring.peers[at] != peer || ring.lines[at].second != second) continue;
            ring.lines[at] = ring.lines[at].and(line);
            return;
        }
        int at = (int) (ring.count % KEPT_COUNT);
        ring.peers[at] = peer;
        ring.lines[at] = line;
        ring.count++;
    }

    /** The lines of that peer, the oldest first. */
    public List<Line> of(Zone peer) {
        var all = new TreeMap<Long, Line>();
        for (var ring : rings) {
            for (int i = 0; ring != null && i < KEPT_COUNT; i++) {
                var line = ring.lines[i];
                if (ring.peers[i] == peer && line != null) all.merge(line.second, line, Line::and);
            }
        }
        return new ArrayList<>(all.values());
    }
}
