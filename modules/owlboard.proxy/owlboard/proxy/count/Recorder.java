package owlboard.proxy.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/**
 * The flight recorder: the last requests, and every failed, retried or slow one, in memory that does not grow. Each loop writes rings of
 * its own; a reader may see a row that is being written anew.
 */
public final class Recorder {
    private static final int LAST_COUNT = 2000;
    private static final int KEPT_COUNT = 500;

    private final class Rings {
        final Row[] last = new Row[Math.max(1, LAST_COUNT / Loops.all().size())];
        final Row[] kept = new Row[Math.max(1, KEPT_COUNT / Loops.all().size())];
        long lastCount;
        long keptCount;
    }

    private final Rings[] rings = new Rings[Loops.all().size()];
    /** What takes longer is slow; the sampler sets it. */
    long slowNanos = 1_000_000_000;

    public Recorder() {
        for (int i = 0; i < rings.length; i++) rings[i] = new Rings();
    }

    public boolean isSlow(long nanos) {
        return nanos >= slowNanos;
    }

    /** The row for a request that has ended, to be filled at once, by the loop's threads. {@code keep}: it is remembered longer. */
    public Row next(Loop loop, boolean keep) {
        var mine = rings[loop.index];
        var ring = keep ? mine.kept : mine.last;
        int at = (int) ((keep ? mine.keptCount++ : mine.lastCount++) % ring.length);
        if (ring[at] == null) ring[at] = new Row();
        ring[at].kept = keep;
        return ring[at];
    }

    /** A row, and when its request began as long as that is looked at: the row itself may be written anew. */
    private record Found(long atMillis, Row row) {
        Found(Row row) {
            this(row.atMillis, row);
        }
    }

    /** All that are remembered longer, and the {@code most} of the others that ended last; those that began last are first. */
    public List<Row> rows(int most) {
        var all = new ArrayList<Found>();
        for (var mine : rings) {
            int length = mine.last.length;
            long end = mine.lastCount;
            for (long at = Math.max(0, end - Math.min(most, length)); at < end; at++) {
                var row = mine.last[(int) (at % length)];
                if (row != null) all.add(new Found(row));
            }
            for (var row : mine.kept) if (row != null) all.add(new Found(row));
        }
        all.sort(Comparator.comparingLong(Found::atMillis).reversed());
        var copies = new ArrayList<Row>();
        int others = 0;
        for (var one : all) if (one.row.kept || others++ < most) copies.add(one.row.copy());
        return copies;
    }
}
