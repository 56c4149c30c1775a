package owlboard.clients.mongo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import owlboard.clients.Deadline;
import owlboard.clients.StoreUrl;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.ObjectId;

/**
 * A client of a MongoDB server: one connection, made when it is first needed and again when it was lost. Any thread may use it; commands
 * wait for each other. An error reply is a {@link MongoException}, any other {@link IOException} says that the server cannot be reached, or
 * that the connection broke and whether the command was done is not known. A command takes 3 seconds at most. Collections are those of the
 * URL's database.
 */
public final class MongoClient implements AutoCloseable {
    /** A connection that was idle for longer is tried before a command is trusted to it. */
    private static final long TRIED_NANOS = 1_000_000_000L;
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final int BATCH = 1_000;

    private final Supplier<StoreUrl> url;
    private final ReentrantLock lock = new ReentrantLock();
    private Link link;
    private long used;
    private boolean closed;

    /** What an update did; {@code upserted}: the {@code _id} of the document that was added, else null. */
    public record Updated(long matched, long modified, Object upserted) {}

    private MongoClient(Supplier<StoreUrl> url) {
        this.url = url;
    }

    /** Connects at the first command. */
    public static MongoClient of(StoreUrl url) {
        if (url.kind() != StoreUrl.Kind.MONGO) {
            throw new IllegalArgumentException(
                    url + " is not the URL of a MongoDB server: write mongodb://user:password@host:port/database?authSource=admin");
        }
        return of(() -> url);
    }

    /** Connects at the first command. The URL is asked for at each connect: a server that moved is found again. */
    public static MongoClient of(Supplier<StoreUrl> url) {
        return new MongoClient(url);
    }

    /** One command, its name first, in the URL's database unless {@code $db} names another one. */
    public Document command(Document command) throws IOException {
        var deadline = Deadline.ofCall();
        deadline.lock(lock);
        try {
            return exchange(command, deadline);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #command}, for one that changes nothing: it is asked again when the connection of before proves broken. */
    private Document read(Document command) throws IOException {
        var deadline = Deadline.ofCall();
        deadline.lock(lock);
        try {
            boolean isNew = link == null;
            try {
                return exchange(command, deadline);
            } catch (MongoException failed) {
                throw failed;
            } catch (IOException broken) {
                if (isNew) throw broken;
                return exchange(command, deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    private Document exchange(Document command, Deadline deadline) throws IOException {
        if (closed) throw new IOException("this MongoDB client is closed");
        try {
            var link = live(deadline);
            var named = new Document(command);
            named.putIfAbsent("$db", link.database());
            var reply = link.ask(named, deadline);
            used = System.nanoTime();
            return reply;
        } catch (MongoException failed) {
            used = System.nanoTime();
            throw failed;
        } catch (IOException | RuntimeException failure) {
            drop();
            throw failure;
        }
    }

    /** Adds a document, which gets an ObjectId as its {@code _id} unless it has one; returns the {@code _id}. */
    public Object insert(String collection, Document document) throws IOException {
        var identified = Document.of("_id", document.getOrDefault("_id", ObjectId.fresh()));
        document.forEach(identified::putIfAbsent);
        command(Document.of("insert", collection, "documents", List.of(identified)));
        return identified.get("_id");
    }

    /** All that the filter takes, as the query wants them. */
    public List<Document> find(String collection, Document filter, Query query) throws IOException {
        var command = Document.of("find", collection, "filter", filter, "batchSize", BATCH);
        if (query.sort() != null) command.put("sort", query.sort());
        if (query.projection() != null) command.put("projection", query.projection());
        if (query.skip() > 0) command.put("skip", query.skip());
        if (query.limit() > 0) command.put("limit", query.limit());
        return rest(collection, read(command));
    }

    public Optional<Document> findOne(String collection, Document filter) throws IOException {
        return find(collection, filter, Query.ALL.limitedTo(1)).stream().findFirst();
    }

    private List<Document> rest(String collection, Document reply) throws IOException {
        var cursor = reply.document("cursor");
        var all = new ArrayList<>(cursor.documents("firstBatch"));
        while (cursor.number("id", 0) != 0) {
            cursor = command(Document.of("getMore", cursor.get("id"), "collection", collection, "batchSize", BATCH)).document("cursor");
            all.addAll(cursor.documents("nextBatch"));
        }
        return all;
    }

    /** How many the filter takes. */
    public long count(String collection, Document filter) throws IOException {
        var pipeline = List.of(Document.of("$match", filter), Document.of("$group", Document.of("_id", 1, "n", Document.of("$sum", 1))));
        var batch = read(Document.of("aggregate", collection, "pipeline", pipeline, "cursor", new Document())).document("cursor")
                .documents("firstBatch");
        return batch.isEmpty() ? 0 : batch.getFirst().number("n", 0);
    }

    /** Changes the first that the filter takes, by operators or into another document. */
    public Updated updateOne(String collection, Document filter, Document change) throws IOException {
        return update(collection, Document.of("q", filter, "u", change));
    }

    /** Changes all that the filter takes, by operators. */
    public Updated updateMany(String collection, Document filter, Document change) throws IOException {
        return update(collection, Document.of("q", filter, "u", change, "multi", true));
    }

    /** As {@link #updateOne}; when the filter takes none, adds one. */
    public Updated upsert(String collection, Document filter, Document change) throws IOException {
        return update(collection, Document.of("q", filter, "u", change, "upsert", true));
    }

    private Updated update(String collection, Document update) throws IOException {
        var reply = command(Document.of("update", collection, "updates", List.of(update)));
        var upserted = reply.documents("upserted");
        return new Updated(reply.number("n", 0) - upserted.size(), reply.number("nModified", 0),
                upserted.isEmpty() ? null : upserted.getFirst().get("_id"));
    }

    /** Changes the first that the filter takes by operators, and returns it as it is then. */
    public Optional<Document> findAndUpdate(String collection, Document filter, Document change) throws IOException {
        return Optional.ofNullable(command(Document.of("findAndModify", collection, "query", filter, "update", change, "new", true))
                .document("value"));
    }

    /** Deletes the first that the filter takes, and returns it. */
    public Optional<Document> findAndDelete(String collection, Document filter) throws IOException {
        return Optional.ofNullable(command(Document.of("findAndModify", collection, "query", filter, "remove", true)).document("value"));
    }

    /** Deletes the first that the filter takes; returns how many. */
    public long deleteOne(String collection, Document filter) throws IOException {
        return delete(collection, filter, 1);
    }

    /** Deletes all that the filter takes; returns how many. */
    public long deleteMany(String collection, Document filter) throws IOException {
        return delete(collection, filter, 0);
    }

    private long delete(String collection, Document filter, int limit) throws IOException {
        return command(Document.of("delete", collection, "deletes", List.of(Document.of("q", filter, "limit", limit)))).number("n", 0);
    }

    /**
     * An index; a unique one refuses documents with the same values ({@link MongoException#DUPLICATE_KEY}). Nothing happens when it is
     * there.
     */
    public void createIndex(String collection, Document keys, boolean unique) throws IOException {
        var name = new StringBuilder();
        keys.forEach((field, direction) -> name.append(name.isEmpty() ? "" : "_").append(field).append('_').append(direction));
        command(Document.of("createIndexes", collection, "indexes",
                List.of(Document.of("key", keys, "name", name.toString(), "unique", unique))));
    }

    private Link live(Deadline deadline) throws IOException {
        if (link != null && System.nanoTime() - used > TRIED_NANOS && !answers(deadline)) drop();
        if (link == null) link = Link.open(url, deadline);
        return link;
    }

    private boolean answers(Deadline deadline) {
        try {
            return link.ask(Document.of("ping", 1, "$db", "admin"), deadline.within(PROBE)).flag("ok");
        } catch (IOException gone) {
            return false;
        }
    }

    private void drop() throws IOException {
        if (link == null) return;
        var broken = link;
        link = null;
        broken.close();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
