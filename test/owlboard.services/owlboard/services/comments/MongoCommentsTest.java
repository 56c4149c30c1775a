package owlboard.services.comments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.services.Running;
import owlboard.services.SocketRig;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.stores.Condition;
import owlboard.clients.StoreUrl;
import owlboard.clients.mongo.MongoClient;
import owlboard.standins.mongo.MongoServer;
import owlboard.clients.mongo.bson.Document;

class MongoCommentsTest {
    private final Condition condition = new Condition("mongo");
    @TempDir Path dir;
    private MongoServer server;
    private MongoClient client;
    private MongoComments comments;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = server();
        client = MongoClient.of(() -> url("password"));
        comments = comments();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    private MongoServer server() throws IOException {
        return MongoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), dir, "user", "password");
    }

    private StoreUrl url(String password) {
        return StoreUrl.parse("mongodb://user:" + password + "@127.0.0.1:" + server.port() + "/comments_db?authSource=admin");
    }

    private MongoComments comments() {
        return new MongoComments(client, (event, comment) -> told.add(event + " " + comment.content()), condition);
    }

    private static Comment.Draft draft(String board, String content) {
        return new Comment.Draft(board, "u1", "Ada", content, new Comment.Place(1.5, -2));
    }

    @Test
    void keepsWhatTheTableKeepsAndTellsEachChangeOnce() throws Exception {
        var first = comments.add(draft("b1", "größer \ud83e\udd89"));
        var second = comments.add(new Comment.Draft("b1", "u2", null, "second", null));
        comments.add(draft("b2", "elsewhere"));
        assertEquals(first, comments.byId(first.id()).orElseThrow());
        assertEquals(List.of(first, second), comments.ofDashboard("b1"));
        var better = comments.update(first.id(), new Comment.Change("better", null)).orElseThrow();
        assertEquals(first.place(), better.place());
        assertEquals(first.createdAt(), better.createdAt());
        assertEquals("better", comments.byId(first.id()).orElseThrow().content());
        assertEquals(7, comments.update(second.id(), new Comment.Change(null, new Comment.Place(7, 8))).orElseThrow().place().x());
        assertEquals(better, comments.remove(first.id()).orElseThrow());
        for (var unknown : List.of(first.id(), "0123456789abcdef01234567", "none")) {
            assertTrue(comments.byId(unknown).isEmpty());
            assertTrue(comments.update(unknown, new Comment.Change("x", null)).isEmpty());
            assertTrue(comments.remove(unknown).isEmpty());
        }
        assertEquals(List.of("created größer \ud83e\udd89", "created second", "created elsewhere", "updated better", "updated second",
                "deleted better"), told);
    }

    @Test
    void aBoardHasRoomForAThousand() throws Exception {
        var many = IntStream.range(0, 1000).mapToObj(i -> Document.of("dashboard_id", "full", "content", "c" + i)).toList();
        client.command(Document.of("insert", MongoComments.COLLECTION, "documents", many));
        assertEquals(507, assertThrows(Refusal.class, () -> comments.add(draft("full", "one more"))).status());
        comments.add(draft("other", "there is room here"));
        assertEquals(1000, comments.ofDashboard("full").size());
    }

    @Test
    void theServiceAndTheStoreRestartAndNothingIsLost() throws Exception {
        var kept = comments.add(draft("b", "kept"));
        server.close();
        var refusal = assertThrows(Refusal.class, () -> comments.ofDashboard("b"));
        assertEquals(503, refusal.status());
        assertEquals(Refusal.away().getMessage(), refusal.getMessage(), "no address and no word of the store");
        assertEquals("cannot be reached", condition.words());
        server = server();  // at another port
        assertEquals(List.of(kept), comments.ofDashboard("b"));
        assertEquals(List.of(kept), comments().ofDashboard("b"));
        comments.add(draft("b", "more"));
        assertEquals(2, comments.ofDashboard("b").size());
    }

    @Test
    void aWrongPasswordIsAReasonWithoutThePassword() throws Exception {
        try (var wrong = MongoClient.of(url("hush"))) {
            var refusal = assertThrows(Refusal.class, () -> new MongoComments(wrong, (event, comment) -> { }, condition).ofDashboard("b"));
            assertEquals(503, refusal.status());
            assertEquals(Refusal.away().getMessage(), refusal.getMessage());
            assertEquals("refuses the login of this service", condition.words());
        }
        assertEquals(List.of(), comments.ofDashboard("b"));
    }

    @Test
    void theRoutesAnswerFromItAndSayWhenItIsAway() throws Exception {
        try (var rig = new SocketRig(routes -> CommentRoutes.add(routes, feed -> new MongoComments(client, feed, condition)))) {
            var listener = rig.connect("/comments/ws/dashboards/d/comments");
            var body = "{\"content\":\"first\",\"coordinates\":{\"x\":1,\"y\":2}}";
            var created = Running.object(rig.send("POST", "/comments/dashboards/d/users/u/comments", body));
            assertTrue(listener.hears().contains("\"type\":\"comment_created\""));
            assertEquals(List.of(created), Json.read(rig.send("GET", "/comments/dashboards/d", null).body()));
            server.close();
            var away = rig.send("POST", "/comments/dashboards/d/users/u/comments", body);
            assertEquals(503, away.statusCode());
            assertEquals("1", away.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(listener.hasHeardNothing());
            server = server();
            assertEquals(201, rig.send("POST", "/comments/dashboards/d/users/u/comments", body).statusCode());
        }
    }
}
