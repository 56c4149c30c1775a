package owlboard.services.comments;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.services.http.Refusal;
import owlboard.services.stores.Condition;
import owlboard.clients.Deadline;
import owlboard.clients.mongo.MongoClient;
import owlboard.clients.mongo.Query;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.ObjectId;

/**
 * Comments in a MongoDB, in the collection {@value #COLLECTION}: a document each, with the names of its JSON. A refusal is a 507, or a 503
 * while the server is away.
 */
public final class MongoComments implements Comments {
    static final String COLLECTION = "comments";
    private static final String DASHBOARD = "dashboard_id";
    /** What a change waits for those before it. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final MongoClient client;
    private final Feed feed;
    private final Condition condition;
    /** Held by a change until it was announced, so that changes are announced in their order. */
    private final ReentrantLock order = new ReentrantLock();
    private volatile boolean hasIndex;

    /** @param client of the database that has the collection, or gets it with the first comment */
    public MongoComments(MongoClient client, Feed feed, Condition condition) {
        this.client = client;
        this.feed = feed;
        this.condition = condition;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, Refusal;
    }

    @Override
    public Comment add(Comment.Draft draft) throws Refusal {
        return change(() -> {
            if (client.count(COLLECTION, ofBoard(draft.dashboardId())) >= CommentTable.OF_DASHBOARD_MAX)
                throw new Refusal(507, "no room for more than " + CommentTable.OF_DASHBOARD_MAX + " comments on a board");
            var now = now();
            var comment = new Comment(ObjectId.fresh().hex(), draft.dashboardId(), draft.userId(), draft.userName(), draft.content(),
                    draft.place(), now, now);
            client.insert(COLLECTION, document(comment));
            feed.changed("created", comment);
            return comment;
        });
    }

    @Override
    public Optional<Comment> byId(String id) throws Refusal {
        if (!isId(id)) return Optional.empty();
        return ask(() -> client.findOne(COLLECTION, withId(id)).map(MongoComments::comment));
    }

    @Override
    public List<Comment> ofDashboard(String dashboardId) throws Refusal {
        var oldestFirst = Query.ALL.sortedBy("created_at", false).sortedBy("_id", false);
        return ask(() -> client.find(COLLECTION, ofBoard(dashboardId), oldestFirst).stream().map(MongoComments::comment).toList());
    }

    @Override
    public Optional<Comment> update(String id, Comment.Change change) throws Refusal {
        if (!isId(id)) return Optional.empty();
        var values = Document.of("updated_at", now());
        if (change.content() != null) values.put("content", change.content());
        if (change.place() != null) values.put("coordinates", document(change.place()));
        return change(() -> {
            var after = client.findAndUpdate(COLLECTION, withId(id), Document.of("$set", values)).map(MongoComments::comment);
            after.ifPresent(comment -> feed.changed("updated", comment));
            return after;
        });
    }

    @Override
    public Optional<Comment> remove(String id) throws Refusal {
        if (!isId(id)) return Optional.empty();
        return change(() -> {
            var gone = client.findAndDelete(COLLECTION, withId(id)).map(MongoComments::comment);
            gone.ifPresent(comment -> feed.changed("deleted", comment));
            return gone;
        });
    }

    private <T> T change(Work<T> work) throws Refusal {
        return ask(() -> {
            Deadline.ofCall().within(TURN).lock(order);
            try {
                return work.run();
            } finally {
                order.unlock();
            }
        });
    }

    private <T> T ask(Work<T> work) throws Refusal {
        try {
            if (!hasIndex) client.createIndex(COLLECTION, Document.of(DASHBOARD, 1), false);
            hasIndex = true;
            T done = work.run();
            condition.up();
            return done;
        } catch (IOException away) {
            throw condition.down(away);
        }
    }

    private static boolean isId(String id) {
        return id.matches("[0-9a-f]{24}");
    }

    private static Document withId(String id) {
        return Document.of("_id", new ObjectId(id));
    }

    private static Document ofBoard(String dashboardId) {
        return Document.of(DASHBOARD, dashboardId);
    }

    /** As exact as MongoDB keeps times. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Document document(Comment comment) {
        return Document.of("_id", new ObjectId(comment.id()), DASHBOARD, comment.dashboardId(), "user_id", comment.userId(), "user_name",
                comment.userName(),
                "content", comment.content(), "coordinates", comment.place() == null ? null : document(comment.place()), "created_at",
                comment.createdAt(),
                "updated_at", comment.updatedAt());
    }

    private static Document document(Comment.Place place) {
        return Document.of("x", place.x(), "y", place.y());
    }

    private static Comment comment(Document stored) {
        var place = stored.document("coordinates");
        return new Comment(String.valueOf(stored.get("_id")), stored.text(DASHBOARD), stored.text("user_id"), stored.text("user_name"),
                stored.text("content"),
                place == null ? null : new Comment.Place(number(place, "x"), number(place, "y")), time(stored, "created_at"),
                time(stored, "updated_at"));
    }

    private static double number(Document place, String axis) {
        return place.get(axis) instanceof Number number ? number.doubleValue() : 0;
    }

    private static Instant time(Document stored, String name) {
        return stored.get(name) instanceof Instant time ? time : Instant.EPOCH;
    }
}
