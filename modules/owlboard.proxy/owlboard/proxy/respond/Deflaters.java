package owlboard.proxy.respond;

import java.util.ArrayDeque;
import java.util.zip.Deflater;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;

/**
 * The deflate contexts of one loop, lent and given back: each holds some 290 KB outside of
 * the heap. A few are kept; no more than {@link #LENT_MAX} are lent at a time, and who
 * gets none sends its answer unpacked. Used by that loop's threads only.
 */
public final class Deflaters {
    static final int LENT_MAX = 256;
    private static final int KEPT_MAX = 8;

    private static final Deflaters[] BY_LOOP = Loops.all().stream().map(_ -> new Deflaters()).toArray(Deflaters[]::new);

    private final ArrayDeque<Deflater> kept = new ArrayDeque<>();
    private int lent;

    static Deflaters of(Loop loop) {
        return BY_LOOP[loop.index];
    }

    /** Null: too many are at work. {@code level} is 1 to 9. */
    Deflater take(int level) {
        if (lent == LENT_MAX) return null;
        lent++;
        var deflater = kept.pollLast();
        if (deflater == null) return new Deflater(level, true);
        deflater.setLevel(level);
        return deflater;
    }

    void give(Deflater deflater) {
        lent--;
        if (kept.size() == KEPT_MAX) {
            deflater.end();
            return;
        }
        deflater.reset();
        kept.addLast(deflater);
    }

    int lent() {
        return lent;
    }

    int kept() {
        return kept.size();
    }
}
