package owlboard.proxy.status;

import java.util.ArrayDeque;
import java.util.List;

/** What was done to an engine, or beside it, that no peer's state tells: the last {@value #MOST}. Any thread; nothing waits. */
final class Happenings {
    private static final int MOST = 100;

    /**
     * @param atMillis since the epoch
     * @param kind     one word: {@code certificate}, {@code drill}, {@code reload}
     * @param text     a sentence without its end
     */
    record Happening(long atMillis, String kind, String text) {}

    private final ArrayDeque<Happening> last = new ArrayDeque<>();

    synchronized void add(String kind, String text) {
        if (last.size() == MOST) last.removeFirst();
        last.add(new Happening(System.currentTimeMillis(), kind, text));
    }

    /** The oldest first. */
    synchronized List<Happening> all() {
        return List.copyOf(last);
    }
}
