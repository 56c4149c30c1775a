package owlboard.standins.mongo.data;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** Results that a client has not read to the end. They are what was found at the time of the query. */
public final class Cursors {
    /** When there are more, the one that was used longest ago is forgotten. */
    private static final int OPEN_MAX = 1_000;
    private static final long IDLE_NANOS = 600_000_000_000L;
    private static final int BATCH_FIRST = 101;
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Open(String namespace, List<Document> rest, long used) {}

    private final Map<Long, Open> open = new LinkedHashMap<>();

    /** The {@code cursor} of a reply to a query. {@code batch}: how many at first; negative: 101. */
    synchronized Document first(String namespace, List<Document> found, long batch, boolean single) {
        open.values().removeIf(cursor -> System.nanoTime() - cursor.used > IDLE_NANOS);
        int count = count(found, batch < 0 ? BATCH_FIRST : batch);
        long id = count < found.size() && !single ? keep(fresh(), namespace, found.subList(count, found.size())) : 0;
        return Document.of("firstBatch", found.subList(0, count), "id", id, "ns", namespace);
    }

    /** {@code batch}: 0 for as many as fit. */
    synchronized Document next(long id, String namespace, long batch) {
        var cursor = open.remove(id);
        if (cursor == null || !cursor.namespace.equals(namespace)) {
            throw new MongoFailure(Code.CursorNotFound, "cursor id " + id + " not found");
        }
        int count = count(cursor.rest, batch <= 0 ? Integer.MAX_VALUE : batch);
        long more = count < cursor.rest.size() ? keep(id, namespace, cursor.rest.subList(count, cursor.rest.size())) : 0;
        return Document.of("nextBatch", cursor.rest.subList(0, count), "id", more, "ns", namespace);
    }

    synchronized boolean kill(long id) {
        return open.remove(id) != null;
    }

    private long keep(long id, String namespace, List<Document> rest) {
        if (open.size() >= OPEN_MAX) open.remove(open.keySet().iterator().next());
        open.put(id, new Open(namespace, new ArrayList<>(rest), System.nanoTime()));
        return id;
    }

    private long fresh() {
        long id = RANDOM.nextLong() & Long.MAX_VALUE;
        return id == 0 || open.containsKey(id) ? fresh() : id;
    }

    /** How many of them go into one reply: as wanted, but one document's bytes at most, and one document at least. */
    private static int count(List<Document> found, long wanted) {
        int most = (int) Math.min(found.size(), wanted);
        long bytes = 0;
        for (int i = 0; i < most; i++) {
            bytes += Stored.of(found.get(i)).bson().length;
            if (bytes > Stored.BYTES_MAX) return Math.max(1, i);
        }
        return most;
    }
}
