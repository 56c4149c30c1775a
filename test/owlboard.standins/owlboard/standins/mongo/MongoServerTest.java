package owlboard.standins.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.mongo.MongoClient;
import owlboard.clients.mongo.MongoException;
import owlboard.clients.mongo.Query;
import owlboard.clients.mongo.bson.BsonTestDocuments;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Message;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

class MongoServerTest {
    @TempDir Path dir;
    private MongoServer server;
    private MongoClient client;

    static MongoServer start(Path dir, int port) throws IOException {
        return MongoServer.start(new InetSocketAddress("127.0.0.1", port), dir, "user", "password");
    }

    static StoreUrl url(int port, String user, String password) {
        return StoreUrl.parse("mongodb://" + user + ":" + password + "@127.0.0.1:" + port + "/comments_db?authSource=admin");
    }

    private final Reserved reserved = new Reserved();

    @BeforeEach void start() throws IOException {
        server = start(dir, reserved.port());
        client = MongoClient.of(url(server.port(), "user", "password"));
    }

    @AfterEach void stop() throws IOException {
        client.close();
        server.close();
        reserved.close();
    }

    @Test void everyTypeIsKept() throws IOException {
        var id = client.insert("all", BsonTestDocuments.EVERYTHING);
        var found = client.findOne("all", Document.of("_id", id)).orElseThrow();
        found.remove("_id");
        assertEquals(BsonTestDocuments.EVERYTHING, found);
    }

    @Test void longResultsComeInBatches() throws IOException {
        var documents = IntStream.range(0, 3_500).mapToObj(i -> Document.of("_id", i, "pad", "p".repeat(100))).toList();
        client.command(Document.of("insert", "many", "documents", documents));
        assertEquals(3_500, client.find("many", new Document(), Query.ALL).size());
        var some = client.find("many", Document.of("_id", Document.of("$gte", 100)),
                Query.ALL.sortedBy("_id", true).skipping(5).limitedTo(3).onlyFields(Document.of("_id", 1)));
        assertEquals(List.of(Document.of("_id", 3494), Document.of("_id", 3493), Document.of("_id", 3492)), some);
        assertEquals(3_400, client.count("many", Document.of("_id", Document.of("$gte", 100))));
        assertEquals(0, client.count("none", new Document()));
    }

    @Test void documentsChange() throws IOException {
        client.insert("c", Document.of("_id", 1, "n", 1));
        client.insert("c", Document.of("_id", 2, "n", 1));
        assertEquals(new MongoClient.Updated(1, 1, null),
                client.updateOne("c", Document.of("n", 1), Document.of("$inc", Document.of("n", 1))));
        assertEquals(new MongoClient.Updated(2, 2, null), client.updateMany("c", new Document(), Document.of("$set", Document.of("m", 1))));
        assertEquals(new MongoClient.Updated(2, 0, null), client.updateMany("c", new Document(), Document.of("$set", Document.of("m", 1))));
        client.updateOne("c", Document.of("_id", 1), Document.of("$set", Document.of("d", Document.of("x", 1, "y", 2))));
        assertEquals(1, client.updateOne("c", Document.of("_id", 1), Document.of("$set", Document.of("d", Document.of("y", 2, "x", 1))))
                .modified());
        assertEquals(new MongoClient.Updated(0, 0, 3), client.upsert("c", Document.of("_id", 3), Document.of("n", 7)));
        assertEquals(Document.of("_id", 3, "n", 8),
                client.findAndUpdate("c", Document.of("_id", 3), Document.of("$inc", Document.of("n", 1))).orElseThrow());
        assertTrue(client.findAndUpdate("c", Document.of("_id", 4), Document.of("$inc", Document.of("n", 1))).isEmpty());
        assertEquals(1, client.deleteOne("c", new Document()));
        assertEquals(2, client.deleteMany("c", new Document()));
    }

    @Test void aUniqueIndexKeepsValuesApart() throws IOException {
        client.createIndex("users", Document.of("mail", 1), true);
        client.createIndex("users", Document.of("mail", 1), true);
        client.insert("users", Document.of("_id", 1, "mail", "a"));
        client.insert("users", Document.of("_id", 2, "mail", "b"));
        var twice = assertThrows(MongoException.class, () -> client.insert("users", Document.of("mail", "a")));
        assertEquals(MongoException.DUPLICATE_KEY, twice.code());
        assertTrue(twice.getMessage().contains("comments_db.users index: mail_1 dup key: { mail: \"a\" }"), twice.getMessage());
        assertThrows(MongoException.class, () -> client.updateOne("users", Document.of("_id", 2),
                Document.of("$set", Document.of("mail", "a"))));
        assertThrows(MongoException.class, () -> client.insert("users", Document.of("_id", 1.0)));
        client.deleteOne("users", Document.of("_id", 1));
        client.updateOne("users", Document.of("_id", 2), Document.of("$set", Document.of("mail", "a")));
        assertEquals(1, client.count("users", new Document()));
        client.insert("users", Document.of("_id", 9, "mail", "z", "s", 1));
        client.insert("users", Document.of("_id", 8, "mail", "y", "s", 1));
        assertEquals(11000, assertThrows(MongoException.class, () -> client.createIndex("users", Document.of("s", 1), true)).code());
    }

    @Test void anOrderedCommandStopsAtItsFirstError() throws IOException {
        var documents = List.of(Document.of("_id", 1), Document.of("_id", 1), Document.of("_id", 2));
        assertThrows(MongoException.class, () -> client.command(Document.of("insert", "o", "documents", documents)));
        assertEquals(1, client.count("o", new Document()));
        assertThrows(MongoException.class, () -> client.command(Document.of("insert", "u", "documents", documents, "ordered", false)));
        assertEquals(2, client.count("u", new Document()));
    }

    @Test void wrongPasswordsUsersAndDatabasesAreRefused() {
        for (var wrong : List.of(url(server.port(), "user", "wrong"), url(server.port(), "nobody", "password"),
                StoreUrl.parse("mongodb://user:password@127.0.0.1:" + server.port() + "/comments_db"))) {
            var refused = assertThrows(MongoException.class, () -> MongoClient.of(wrong).command(Document.of("ping", 1)));
            assertEquals(18, refused.code());
            assertTrue(refused.getMessage().contains("correct the user, password or authSource")
                    && !refused.getMessage().contains(":wrong"), refused.getMessage());
        }
    }

    @Test void nothingButGreetingsBeforeTheLogin() throws IOException {
        try (var stranger = MongoClient.of(StoreUrl.parse("mongodb://127.0.0.1:" + server.port() + "/x"))) {
            assertEquals(1.0, stranger.command(Document.of("ping", 1)).get("ok"));
            assertEquals(13, assertThrows(MongoException.class, () -> stranger.find("c", new Document(), Query.ALL)).code());
            assertEquals(59, assertThrows(MongoException.class, () -> stranger.command(Document.of("nosuch", 1))).code());
            assertEquals(18, assertThrows(MongoException.class,
                    () -> stranger.command(Document.of("saslContinue", 1, "conversationId", 1, "payload", "x"))).code());
            assertEquals(1.0, stranger.command(Document.of("ping", 1)).get("ok"));
            assertThrows(IOException.class, () -> stranger.command(Document.of("ping", "x".repeat(100_000))));
        }
    }

    @Test void whatIsNotSupportedIsNamedAndTheConnectionLivesOn() throws IOException {
        for (var command : List.of(Document.of("mapReduce", "c"), Document.of("find", "c", "filter", Document.of("$where", "1")),
                Document.of("find", "c", "collation", Document.of("locale", "de")),
                Document.of("aggregate", "c", "pipeline", List.of(Document.of("$lookup", new Document())), "cursor", new Document()),
                Document.of("insert", "c", "documents", List.of(new Document()), "startTransaction", true),
                Document.of("create", "c", "capped", true, "size", 10),
                Document.of("find", "a$b"), Document.of("find", 5), Document.of("find", "c", "$db", "a.b"))) {
            assertThrows(MongoException.class, () -> client.command(command), command.toString());
            assertEquals(1.0, client.command(Document.of("ping", 1)).get("ok"));
        }
        assertEquals("no such command: 'mapReduce'", assertThrows(MongoException.class, () -> client.command(Document.of("mapReduce", "c")))
                .getMessage());
    }

    @Test void bytesThatAreNoMessageEndTheConnection() throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            int end = 0;
            try {
                end = socket.getInputStream().read();
            } catch (SocketException reset) {
                end = -1;
            }
            assertEquals(-1, end);
        }
    }

    @Test void theFirstHelloMayBeOfTheOldKind() throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            for (var name : List.of("isMaster", "find")) {
                socket.getOutputStream().write(new Message(5, 0, Message.Kind.QUERY, true, Document.of(name, 1)).bytes());
                var reply = Message.read(socket.getInputStream(), 10_000);
                assertEquals(Message.Kind.REPLY, reply.kind());
                assertEquals(5, reply.answers());
                if (name.equals("isMaster")) assertEquals(true, reply.body().get("ismaster"));
                else assertEquals(352, reply.body().get("code"));
            }
        }
    }

    @Test void collectionsAndDatabasesAreListedAndDropped() throws IOException {
        client.insert("one", Document.of("a", 1));
        client.command(Document.of("create", "two"));
        assertEquals(48, assertThrows(MongoException.class, () -> client.command(Document.of("create", "two"))).code());
        var names = client.command(Document.of("listCollections", 1)).document("cursor").documents("firstBatch").stream()
                .map(one -> one.get("name")).toList();
        assertEquals(List.of("one", "two"), names);
        assertEquals(List.of(Document.of("name", "comments_db")),
                client.command(Document.of("listDatabases", 1, "nameOnly", true, "$db", "admin")).documents("databases"));
        client.command(Document.of("drop", "one"));
        assertEquals(26, assertThrows(MongoException.class, () -> client.command(Document.of("drop", "one"))).code());
        client.command(Document.of("dropDatabase", 1));
        assertEquals(List.of(), client.command(Document.of("listDatabases", 1, "$db", "admin")).documents("databases"));
    }

    @Test void aClientComesBackWhenTheServerDoes() throws Exception {
        client.insert("c", Document.of("_id", 1));
        int port = server.port();
        server.close();
        var gone = assertThrows(IOException.class, () -> client.find("c", new Document(), Query.ALL));
        assertTrue(gone.getMessage().startsWith("mongo at 127.0.0.1:" + port), gone.getMessage());
        Reserved.awaitRefused(port);
        server = start(dir, port);
        assertEquals(1, client.find("c", new Document(), Query.ALL).size());
    }

    @Test void aCursorIsForgottenWhenKilled() throws IOException {
        client.command(Document.of("insert", "k", "documents", IntStream.range(0, 300).mapToObj(i -> Document.of("_id", i)).toList()));
        var id = client.command(Document.of("find", "k")).document("cursor").get("id");
        client.command(Document.of("killCursors", "k", "cursors", List.of(id)));
        assertEquals(43, assertThrows(MongoException.class, () -> client.command(Document.of("getMore", id, "collection", "k"))).code());
        assertNull(client.findOne("k", Document.of("_id", 999)).orElse(null));
    }
}
