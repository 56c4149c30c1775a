package owlboard.standins.mongo.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import owlboard.clients.mongo.bson.BsonException;
import owlboard.standins.journal.Journal;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** All collections of one server, by {@code database.collection}. */
public final class Catalog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("owlboard.standins.mongo");
    /** What all documents together may take of the heap. */
    private static final long HEAP_MAX = Runtime.getRuntime().maxMemory() / 5 * 2;
    private static final long COMPACT_BYTES_MIN = 1 << 20;
    private static final int COMPACT_TIMES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Collection> collections = new TreeMap<>();
    private Journal journal;
    private long compactAt = COMPACT_BYTES_MIN;

    private Catalog() {}

    /** Opens or creates what is kept in this file. */
    public static Catalog open(Path file) throws IOException {
        var catalog = new Catalog();
        catalog.journal = Journal.open(file, record -> Changes.replay(catalog, record));
        catalog.compactWhenItPays();
        return catalog;
    }

    /** Looks, alone. */
    <T> T read(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes, alone. When this returns all of it is stored; when it throws, nothing. */
    <T> T change(Function<Changes, T> work) {
        lock.lock();
        try {
            var changes = new Changes(this);
            try {
                var result = work.apply(changes);
                if (!changes.isEmpty()) journal.append(record(changes));
                compactWhenItPays();
                return result;
            } catch (BsonException wrong) {
                changes.undo();
                throw new MongoFailure(Code.BadValue, wrong.getMessage());
            } catch (IOException failure) {
                changes.undo();
                throw new MongoFailure(Code.OutOfDiskSpace, failure.getMessage());
            } catch (RuntimeException failure) {
                changes.undo();
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    private static byte[] record(Changes changes) throws BsonException {
        var record = changes.record();
        if (record.length > Journal.RECORD_MAX) {
            throw new BsonException("one command may change " + Journal.RECORD_MAX + " bytes of documents here: change fewer at once");
        }
        return record;
    }

    /** Null when there is none. */
    Collection collection(String namespace) {
        return collections.get(namespace);
    }

    void put(Collection collection) {
        collections.put(collection.namespace(), collection);
    }

    void remove(String namespace) {
        collections.remove(namespace);
    }

    List<Collection> of(String database) {
        return collections.values().stream().filter(collection -> collection.namespace().startsWith(database + ".")).toList();
    }

    List<String> databases() {
        return collections.keySet().stream().map(namespace -> namespace.substring(0, namespace.indexOf('.'))).distinct().toList();
    }

    void spare(Stored more) {
        long heap = 0;
        for (var collection : collections.values()) heap += collection.heap();
        if (heap + more.bson().length > HEAP_MAX) throw new MongoFailure(Code.ExceededMemoryLimit,
                "the documents take " + heap + " bytes of memory; " + HEAP_MAX
                + " are allowed: delete some, or give this server a larger heap");
    }

    private void compactWhenItPays() {
        if (journal.size() <= compactAt) return;
        long live = 0;
        for (var collection : collections.values()) live += collection.journal();
        if (journal.size() > COMPACT_TIMES * live) {
            try {
                journal.compact(records());
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.WARNING, "the journal stays as long as it is: {0}", failure.getMessage());
                compactAt = journal.size() + COMPACT_BYTES_MIN;
                return;
            }
        }
        compactAt = Math.max(COMPACT_BYTES_MIN, COMPACT_TIMES * live);
    }

    private Stream<byte[]> records() {
        return collections.values().stream().mapMulti((collection, to) -> Changes.records(collection, to));
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            journal.close();
        } finally {
            lock.unlock();
        }
    }
}
