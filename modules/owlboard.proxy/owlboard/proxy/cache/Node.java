package owlboard.proxy.cache;

import java.util.ArrayList;
import java.util.List;

/** What a zone knows of a key, whether something is stored for it or not. All fields are guarded by the zone's lock. */
final class Node {
    /** Of files, as most disks count. */
    private static final long BLOCK = 4 << 10;

    final Key key;
    /** Seconds since 1970 of the last request for it. Read without the lock, too: a second more or less is no harm. */
    volatile long used;
    /** Requests that did not find it: {@code proxy_cache_min_uses}. */
    int uses;
    /** What its file takes on the disk, in bytes; 0: there is none. */
    long fileBytes;
    /** What it goes by in memory; null: it is not there. */
    String name;
    /** Somebody fetches it, and nobody else may until this {@link System#nanoTime()}: {@code proxy_cache_lock_age}. */
    long lockedUntil;
    boolean locked;
    /** Who wait for that. */
    List<Thread> waiting = new ArrayList<>(0);
    /** Somebody asks for a stale answer again. */
    boolean updating;
    /** The last answer could not be stored: waiting for the next one would be in vain. */
    boolean unstorable;
    /** It was taken from its zone: what is fetched for it is not stored any more. */
    boolean gone;

    Node(Key key) {
        this.key = key;
    }

    static long blocks(long bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
}
