package owlboard.proxy.count;

import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/** Something that requests are counted for: a server, a location, a peer. */
public final class Zone {
    public final String name;
    private final Cell[] cells = new Cell[Loops.all().size()];
    /** What {@link #sum} had when it was forgotten; null: never. */
    private volatile Sum forgotten;
    public final History history = new History(this);
    public final Pace pace = new Pace(this::ended, this::failed);
    private volatile Handshakes handshakes;

    public Zone(String name) {
        this.name = name;
    }

    /** On that loop. */
    public Cell on(Loop loop) {
        var cell = cells[loop.index];
        if (cell == null) cells[loop.index] = cell = new Cell();
        return cell;
    }

    /** A server's, which {@code all} counts as well. */
    public Handshakes handshakes(Handshakes all) {
        if (handshakes != null) return handshakes;
        synchronized (this) {
            if (handshakes == null) handshakes = new Handshakes(all);
            return handshakes;
        }
    }

    /** Null: there was none. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /** Since the start, or since {@link #reset}. */
    public Sum sum() {
        var sum = all();
        var from = forgotten;
        if (from != null) sum.subtract(from);
        return sum;
    }

    private Sum all() {
        var sum = new Sum();
        for (var cell : cells) if (cell != null) sum.add(cell);
        return sum;
    }

    /** When the youngest answer that is no failure began, as {@link System#nanoTime} has it; 0: none has. */
    public long goodNanos() {
        long youngest = 0;
        for (var cell : cells) {
            long good = cell == null ? 0 : cell.goodNanos;
            if (good != 0 && (youngest == 0 || good - youngest > 0)) youngest = good;
        }
        return youngest;
    }

    /** How many have ever ended. */
    long ended() {
        long all = 0;
        for (var cell : cells) if (cell != null) all += cell.ended;
        return all;
    }

    /** How many of these have failed. */
    long failed() {
        long all = 0;
        for (var cell : cells) if (cell != null) all += cell.failed();
        return all;
    }

    /** Adds what has ever been counted to {@code into}, of {@link Histogram#BUCKET_COUNT}, going round. False: nothing has been. */
    boolean latencies(int[] into) {
        boolean any = false;
        for (var cell : cells) {
            var counts = cell == null ? null : cell.latency;
            if (counts == null) continue;
            any = true;
            for (int i = 0; i < into.length; i++) into[i] += counts[i];
        }
        return any;
    }

    /** Counts from here on; what is in progress stays so. */
    public void reset() {
        var sum = all();
        sum.processing = 0;
        forgotten = sum;
        history.reset();
        if (handshakes != null) handshakes.reset();
    }
}
