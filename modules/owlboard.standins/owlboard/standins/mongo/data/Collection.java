package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.mongo.bson.Document;

/** One collection: documents in the order of their coming, and indexes. Guarded by the lock of the catalog. */
final class Collection {
    /** What one document takes in the heap beyond its bytes, and how much larger than its bytes it is. */
    private static final int HEAP_AROUND = 300;
    private static final int HEAP_TIMES = 6;
    /** What one document takes in the journal beyond its bytes. */
    private static final int JOURNAL_AROUND = 80;
    private static final Document BY_ID = Document.of("_id", 1);

    /** Size of a document's BSON beside it: the bytes themselves are in the journal only. */
    private record Held(Document document, int bytes) {}

    private final String namespace;
    private final Map<Key, Held> documents = new LinkedHashMap<>();
    private final Map<String, Index> indexes = new LinkedHashMap<>();
    private long bytes;

    Collection(String namespace) {
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    int size() {
        return documents.size();
    }

    long heap() {
        return HEAP_TIMES * bytes + (long) HEAP_AROUND * documents.size();
    }

    long journal() {
        return bytes + (long) JOURNAL_AROUND * documents.size();
    }

    long bytes() {
        return bytes;
    }

    /** Null when there is none. */
    Document get(Key id) {
        var held = documents.get(id);
        return held == null ? null : held.document;
    }

    List<Document> all() {
        var all = new ArrayList<Document>(documents.size());
        documents.values().forEach(held -> all.add(held.document));
        return all;
    }

    List<Document> found(Filter filter, int most) {
        var id = filter.id();
        if (id != Paths.MISSING) {
            var one = get(Key.of(id));
            return one != null && most > 0 && filter.takes(one) ? List.of(one) : List.of();
        }
        var found = new ArrayList<Document>();
        for (var held : documents.values()) {
            if (found.size() == most) break;
            if (filter.takes(held.document)) found.add(held.document);
        }
        return found;
    }

    /** Refuses a document that is there ({@code fresh}), or whose values in a unique index another one has. Then nothing was changed. */
    void check(Stored stored, boolean fresh) {
        if (fresh && documents.containsKey(stored.id())) throw Index.duplicate(namespace, "_id_", BY_ID, stored.document());
        for (var index : indexes.values()) index.check(stored.id(), stored.document());
    }

    /** Adds a checked document or puts it in the place of the one with its {@code _id}. */
    void put(Stored stored) {
        var before = documents.put(stored.id(), new Held(stored.document(), stored.bson().length));
        if (before != null) forget(before);
        bytes += stored.bson().length;
        for (var index : indexes.values()) index.add(stored.id(), stored.document());
    }

    void remove(Key id) {
        var before = documents.remove(id);
        if (before != null) forget(before);
    }

    private void forget(Held held) {
        bytes -= held.bytes;
        for (var index : indexes.values()) index.remove(held.document);
    }

    List<Document> indexSpecs() {
        var specs = new ArrayList<Document>();
        specs.add(Document.of("v", 2, "key", BY_ID, "name", "_id_"));
        indexes.values().forEach(index -> specs.add(index.spec()));
        return specs;
    }

    Index index(String name) {
        return indexes.get(name);
    }

    /** Refused, and not added, when documents have the same values in a unique one. */
    void add(Index index) {
        documents.forEach((id, held) -> {
            index.check(id, held.document);
            index.add(id, held.document);
        });
        indexes.put(index.name(), index);
    }

    void removeIndex(String name) {
        indexes.remove(name);
    }
}
