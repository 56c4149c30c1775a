package owlboard.standins.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.mongo.MongoClient;
import owlboard.clients.mongo.MongoException;
import owlboard.clients.mongo.Query;
import owlboard.clients.mongo.bson.Document;
import owlboard.edge.Wait;
import owlboard.standins.ChildPath;

class MongoDurabilityTest {
    @TempDir Path dir;

    /** The server of the child process: its port on standard output. */
    public static final class Alone {
        public static void main(String[] arguments) throws Exception {
            var server = MongoServer.start(new InetSocketAddress("127.0.0.1", 0), Path.of(arguments[0]), "user", "password");
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }

    private static MongoClient client(MongoServer server) {
        return MongoClient.of(MongoServerTest.url(server.port(), "user", "password"));
    }

    @Test void aServerThatMovedIsFoundAgain() throws Exception {
        var server = MongoServerTest.start(dir, 0);
        var url = new AtomicReference<>(MongoServerTest.url(server.port(), "user", "password"));
        try (var client = MongoClient.of(url::get)) {
            client.insert("c", Document.of("_id", 1));
            server.close();
            assertThrows(IOException.class, () -> client.count("c", new Document())); // whether it was done is not known
            server = MongoServerTest.start(dir, 0);
            url.set(MongoServerTest.url(server.port(), "user", "password"));
            assertEquals(1, client.count("c", new Document()));
        } finally {
            server.close();
        }
    }

    private static boolean isAnswered(MongoClient client) {
        try {
            return client.count("c", new Document()) == 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test void whatWasAnsweredSurvivesKill() throws Exception {
        var process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                ChildPath.ofAStandIn(), Alone.class.getName(), dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        int answered = 0;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream()));
                var client = MongoClient.of(MongoServerTest.url(Integer.parseInt(out.readLine()), "user", "password"))) {
            Wait.until("a server that has just started lets one in", () -> isAnswered(client)); // a call may take 3 s
            while (true) {
                client.command(Document.of("insert", "c", "documents",
                        List.of(Document.of("_id", 2 * answered), Document.of("_id", 2 * answered + 1))));
                if (++answered == 50) Thread.ofPlatform().start(process::destroyForcibly); // in the midst of the next ones
            }
        } catch (IOException gone) {
            assertTrue(answered >= 50, gone.getMessage());
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            long stored = client.count("c", new Document());
            assertTrue(stored == 2 * answered || stored == 2 * answered + 2, stored + " stored, " + answered + " times two answered");
        }
    }

    @Test void everyKindOfChangeComesBack() throws Exception {
        List<Document> before;
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            client.createIndex("c", Document.of("n", 1), true);
            for (int i = 0; i < 10; i++) client.insert("c", Document.of("_id", i, "n", i));
            client.updateMany("c", Document.of("n", Document.of("$lt", 5)), Document.of("$set", Document.of("low", true)));
            client.deleteMany("c", Document.of("n", Document.of("$gt", 7)));
            client.insert("gone", Document.of("a", 1));
            client.command(Document.of("drop", "gone"));
            before = client.find("c", new Document(), Query.ALL);
        }
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            assertEquals(before, client.find("c", new Document(), Query.ALL));
            assertEquals(1, client.command(Document.of("listCollections", 1)).document("cursor").documents("firstBatch").size());
            assertThrows(MongoException.class, () -> client.insert("c", Document.of("n", 3)));
        }
    }

    @Test void aTornTailIsCut() throws Exception {
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            client.insert("c", Document.of("_id", 1));
            client.insert("c", Document.of("_id", 2));
        }
        try (var channel = FileChannel.open(dir.resolve("mongo.journal"), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            assertEquals(List.of(Document.of("_id", 1)), client.find("c", new Document(), Query.ALL));
            client.insert("c", Document.of("_id", 2));
        }
    }

    @Test void theJournalShrinksWhenItPays() throws Exception {
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            client.createIndex("c", Document.of("k", 1), true);
            client.insert("c", Document.of("_id", 1, "k", 1));
            for (int i = 0; i < 500; i++) {
                client.updateOne("c", Document.of("_id", 1), Document.of("$set", Document.of("pad", "p".repeat(10_000) + i)));
            }
            assertTrue(Files.size(dir.resolve("mongo.journal")) < 2 << 20, Files.size(dir.resolve("mongo.journal")) + " bytes");
        }
        try (var server = MongoServerTest.start(dir, 0); var client = client(server)) {
            assertEquals("p".repeat(10_000) + 499, client.findOne("c", Document.of("_id", 1)).orElseThrow().text("pad"));
            assertThrows(MongoException.class, () -> client.insert("c", Document.of("k", 1)));
        }
    }

    @Test void aFullDiskRefusesAndStoresNothingOfIt() throws Exception {
        var disk = Files.createDirectory(dir.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        if (!mounted) System.out.println("skipped: a small tmpfs cannot be mounted");
        Assumptions.assumeTrue(mounted, "a small tmpfs cannot be mounted");
        try {
            try (var server = MongoServerTest.start(disk, 0); var client = client(server)) {
                client.insert("c", Document.of("_id", 1));
                var refused = assertThrows(MongoException.class, () -> client.command(
                        Document.of("insert", "c", "documents", List.of(Document.of("_id", 2),
                        Document.of("_id", 3, "pad", "p".repeat(500_000))))));
                assertTrue(refused.code() == 14031 && refused.getMessage().contains("No space left on device"), refused.getMessage());
                assertThrows(MongoException.class, () -> client.updateOne("c", Document.of("_id", 1),
                        Document.of("$set", Document.of("pad", "p".repeat(500_000)))));
                assertEquals(List.of(Document.of("_id", 1)), client.find("c", new Document(), Query.ALL));
                client.insert("c", Document.of("_id", 2));
            }
            try (var server = MongoServerTest.start(disk, 0); var client = client(server)) {
                assertEquals(List.of(Document.of("_id", 1), Document.of("_id", 2)), client.find("c", new Document(), Query.ALL));
            }
        } finally {
            assertEquals(0, new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
        }
    }
}
