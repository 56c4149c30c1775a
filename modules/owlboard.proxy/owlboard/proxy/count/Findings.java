package owlboard.proxy.count;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What an engine has seen, while it served, of the faults that {@code owlboard lint} knows: each rule and place once for a configuration,
 * {@value #MOST} at most. Any thread; nothing is asked of it where there is no fault.
 */
public final class Findings {
    public static final int MOST = 100;
    private static final long AGAIN_MILLIS = 86_400_000;

    /**
     * @param id       of the rule, as {@code owlboard lint why} lists it
     * @param place    a line of the configuration, a peer, a zone, a file
     * @param text     what was seen, without its end
     * @param atMillis since the epoch, when it was seen first
     */
    public record Finding(String id, String place, String text, long atMillis) {
        /** A line of the error log, without its beginning. */
        public String line() {
            return text + " (" + id + ": owlboard lint why " + id + ")";
        }
    }

    private record Key(String id, String place) {}

    private final Map<Key, Finding> found = new ConcurrentHashMap<>();
    /** When, those that have been settled since, too. */
    private final Map<Key, Long> told = new ConcurrentHashMap<>();
    /** What may be a fault, and is one when it is seen again: since when, by {@link System#nanoTime}. */
    private final Map<Key, Long> suspected = new ConcurrentHashMap<>();
    private volatile Consumer<Finding> listener = _ -> {};

    /** Who is told of each new one, on the thread that saw it: it must not wait. */
    public void tellTo(Consumer<Finding> whom) {
        listener = whom;
    }

    /** Null: it is known already, whose text is this one now, or was told within a day, or there are too many. */
    public Finding add(String id, String place, String text) {
        var key = new Key(id, place);
        var known = found.get(key);
        if (known != null) {
            if (!known.text.equals(text)) found.replace(key, known, new Finding(id, place, text, known.atMillis));
            return null;
        }
        if (found.size() >= MOST) return null;
        var finding = new Finding(id, place, text, System.currentTimeMillis());
        if (found.putIfAbsent(key, finding) != null || !isNews(key, finding.atMillis)) return null;
        listener.accept(finding);
        return finding;
    }

    /** One that is settled and found in turn, as behind an address that several machines share, is told now and then. */
    private boolean isNews(Key key, long nowMillis) {
        var before = told.get(key);
        if (before == null ? told.size() >= MOST : nowMillis - before < AGAIN_MILLIS) return false;
        told.put(key, nowMillis);
        return true;
    }

    /** Whether this was suspected before {@code nanos}; it is from {@code now} on. */
    public boolean isSeenAgain(String id, String place, long nanos, long now) {
        var key = new Key(id, place);
        var before = suspected.get(key);
        if (before == null && suspected.size() < MOST) suspected.putIfAbsent(key, now);
        return before != null && before - nanos < 0;
    }

    /** It is mended. */
    public void settle(String id, String place) {
        found.remove(new Key(id, place));
    }

    /** Another configuration is in force: what it has of them will be seen. */
    public void clear() {
        found.clear();
        told.clear();
        suspected.clear();
    }

    /** In the order in which they were seen. */
    public List<Finding> all() {
        return found.values().stream().sorted(Comparator.comparingLong(Finding::atMillis)).toList();
    }
}
