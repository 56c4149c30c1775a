package owlboard.wire.loop;

import java.util.LinkedHashSet;

/**
 * The bytes that clients make one loop keep: of messages that are still being read, and of those that are being served. Plain counters, a
 * loop's own. What is unfinished takes at most the loop's share of a quarter of the heap, all together at most twice that. A message that
 * would grow beyond three quarters of the share waits, its bytes in the socket; a new one takes the rest at once. When that does not help,
 * who has been sending the same message for the longest time is cut.
 */
public final class Kept {
    /** Who keeps bytes. Called by the loop's own code as well: it may only set fields and unpark. */
    public interface Holder {
        /** How many bytes. */
        int kept();

        /**
         * Its message is given up: whoever waits for the rest of it fails, and its bytes no longer count. False, and nothing is done:
         * nobody waits for the peer just now.
         */
        boolean cut();

        /** The same, and its connection ends; false also where others on it would suffer. */
        default boolean cutAlone() {
            return cut();
        }

        /** There may be room now. */
        void goOn();
    }

    private static final long LEAST = 1 << 20;
    /** So long others have the time to finish before anybody is cut for who waits. */
    private static final long GRACE_NANOS = 250_000_000;
    private static final int WOKEN_PER_TICK = 256;
    private static final Complaint CUT = new Complaint(Faults.Weight.CRIT);
    private static final Complaint STUCK = new Complaint(Faults.Weight.CRIT);
    /**
     * What an answer takes of the direct buffers while its client does not read: the piece that is being sent, and the next one or its TLS
     * records.
     */
    private static final int PER_STUCK = 2 * Buffers.DIRECT;

    private final long unfinishedMax;
    private final long growMax;
    private final long allMax;
    private final int stuckMax;
    private long unfinished;
    private long all;
    /** Who waits for the rest of a message, in the order in which those waits began. */
    private final LinkedHashSet<Holder> slow = new LinkedHashSet<>();
    /** Whose answers wait for them, those in front that have read nothing for the longest time. */
    private final LinkedHashSet<Holder> stuck = new LinkedHashSet<>();
    private final LinkedHashSet<Holder> waiting = new LinkedHashSet<>();
    private long waitedSince;

    /** @param share bytes of this loop's unfinished messages */
    Kept(long share) {
        unfinishedMax = Math.max(LEAST, share);
        growMax = unfinishedMax / 4 * 3;
        allMax = 2 * unfinishedMax;
        stuckMax = (int) (3 * unfinishedMax / PER_STUCK); // the limit of direct memory is the heap's
    }

    /** Whether {@code bytes} more may be kept now; a message that is alone always may. {@code first}: of a message that has none yet. */
    public boolean mayAdd(Holder holder, int bytes, boolean first) {
        while (first && all + bytes > allMax && cutSlowest(holder)) continue;
        if (all + bytes > allMax && all > holder.kept()) return false;
        return first || unfinished + bytes <= growMax || unfinished <= holder.kept();
    }

    public void add(Holder holder, int bytes, boolean served) {
        all += bytes;
        if (served) return;
        unfinished += bytes;
        while (unfinished > unfinishedMax && cutSlowest(holder)) continue;
    }

    public void remove(int bytes, boolean served) {
        all -= bytes;
        if (!served) unfinished -= bytes;
        if (!waiting.isEmpty()) waiting.getFirst().goOn();
    }

    /** It waits for the rest of its message. */
    public void isSlow(Holder holder) {
        slow.add(holder);
    }

    /** Its message is there, or nobody wants it any more. */
    public void isSlowNoMore(Holder holder) {
        slow.remove(holder);
    }

    /**
     * Its answer waits for it to read. Of more than fit into three quarters of the direct memory, who has read nothing for the longest time
     * is cut.
     */
    public void isStuck(Holder holder) {
        stuck.add(holder);
        if (stuck.size() <= stuckMax) return;
        for (var other : stuck) {
            if (other == holder || !other.cut()) continue;
            stuck.remove(other);
            STUCK.add(count -> count + " clients were closed early: they do not read their answers, and there is room for " + stuckMax
                    + " such a loop");
            return;
        }
    }

    public void isStuckNoMore(Holder holder) {
        stuck.remove(holder);
    }

    /** From now on its bytes are those of a message that is served, or of one that is read again. */
    public void isServed(int bytes, boolean served) {
        unfinished += served ? -bytes : bytes;
    }

    public void await(Holder holder) {
        waiting.add(holder);
    }

    public void awaitNoMore(Holder holder) {
        waiting.remove(holder);
    }

    /** Cuts who has been sending the same message for the longest time, with its connection; false when there is nobody to be cut so. */
    public boolean closeSlowest() {
        for (var holder : slow) if (holder.cutAlone()) return isCut(holder);
        return false;
    }

    private boolean cutSlowest(Holder but) {
        for (var holder : slow) if (holder != but && holder.cut()) return isCut(holder);
        return false;
    }

    private boolean isCut(Holder holder) {
        slow.remove(holder);
        CUT.add(count -> count + " clients timed out early (408): their requests did not end, and others need their place"
                + " (worker_connections) or room (" + (unfinishedMax >> 20) + " MB of unfinished requests a loop)");
        return true;
    }

    /** As {@link Loop.Watched#tick}: at once again while somebody waits. */
    long tick(long now) {
        if (waiting.isEmpty()) {
            waitedSince = 0;
            return Loop.Watched.NEVER_NANOS;
        }
        if (waitedSince == 0) waitedSince = now;
        if (now - waitedSince >= GRACE_NANOS) while (unfinished > growMax / 8 * 7 && cutSlowest(null)) continue;
        int woken = 0;
        for (var holder : waiting) {
            if (woken++ == WOKEN_PER_TICK) break;
            holder.goOn();
        }
        return 0;
    }

    /** For tests: bytes of unfinished messages. */
    long unfinished() {
        return unfinished;
    }

    long all() {
        return all;
    }
}
