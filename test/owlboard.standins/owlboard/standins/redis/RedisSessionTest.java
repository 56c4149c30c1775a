package owlboard.standins.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.RedisFailure;
import owlboard.clients.redis.resp.Reply;
import owlboard.harness.Patience;

class RedisSessionTest {
    @TempDir Path dir;
    private Servers.Running server;

    @BeforeEach void start() throws IOException {
        server = Servers.ours(dir);
    }

    @AfterEach void stop() throws IOException {
        server.close();
    }

    /** A connection as the bytes go over it. */
    private final class Raw implements AutoCloseable {
        final Socket socket = new Socket("127.0.0.1", server.port());

        Raw() throws IOException {
            socket.setSoTimeout(Patience.MILLIS);
        }

        void says(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        void hears(String bytes) throws IOException {
            assertEquals(bytes, new String(socket.getInputStream().readNBytes(bytes.length()), StandardCharsets.ISO_8859_1));
        }

        void hearsTheEnd() throws IOException {
            assertEquals(-1, socket.getInputStream().read());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test void nothingIsDoneBeforeThePassword() throws IOException {
        try (var raw = new Raw()) {
            raw.says("SET a 1\r\nAUTH wrong\r\nHELLO 3\r\nGET a\r\nAUTH password\r\nGET a\r\nQUIT\r\n");
            raw.hears(
                    "-NOAUTH Authentication required.\r\n-WRONGPASS invalid username-password pair or user is disabled.\r\n-NOAUTH HELLO "
                    + "must");
            raw.hears(
                    " be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used "
                    + "to authenticate the client"
                    + " and select the RESP protocol version at the same time\r\n-NOAUTH Authentication "
                    + "required.\r\n+OK\r\n$-1\r\n+OK\r\n");
            raw.hearsTheEnd();
        }
    }

    @Test void aStrangerMaySendLittle() throws IOException {
        try (var raw = new Raw()) {
            raw.says("*2\r\n$4\r\nAUTH\r\n$1000000\r\n");
            raw.hears("-ERR Protocol error: unauthenticated bulk length\r\n");
            raw.hearsTheEnd();
        }
    }

    @Test void helloChoosesTheProtocol() throws IOException {
        try (var raw = new Raw()) {
            raw.says("HELLO 3 AUTH default password SETNAME me\r\n");
            raw.hears(
                    "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n"
                    + "$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n"
                    + "$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n");
            raw.says("GET none\r\nHSET h a 1\r\nHGETALL h\r\nZADD z 1.5 m\r\nZSCORE z m\r\nSUBSCRIBE c\r\nPUBLISH c hey\r\nHELLO 4\r\n");
            raw.hears(
                    "_\r\n:1\r\n%1\r\n$1\r\na\r\n$1\r\n1\r\n:1\r\n,1.5\r\n"
                    + ">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$3\r\nhey\r\n:1\r\n"
                    + "-NOPROTO unsupported protocol version\r\n");
        }
    }

    @Test void whatIsUnknownIsNamedAndTheConnectionLivesOn() throws IOException {
        try (var raw = new Raw()) {
            raw.says("AUTH password\r\nEVAL x 0\r\nCLIENT KILL x\r\nCONFIG SET a b\r\nPING\r\n");
            raw.hears(
                    "+OK\r\n-ERR unknown command 'EVAL', with args beginning with: 'x' '0' \r\n-ERR unknown subcommand 'KILL' of CLIENT: "
                    + "not supported here\r\n"
                    + "-ERR unknown subcommand 'SET' of CONFIG: not supported here\r\n+PONG\r\n");
        }
    }

    @Test void aBrokenCommandEndsTheConnectionWithTheReason() throws IOException {
        try (var raw = new Raw()) {
            raw.says("AUTH password\r\n*1\r\n:5\r\n");
            raw.hears("+OK\r\n-ERR Protocol error: expected '$', got ':'\r\n");
            raw.hearsTheEnd();
        }
    }

    @Test void aWrongPasswordIsToldWithTheRemedy() {
        var client = RedisClient.of(StoreUrl.parse("redis://:wrong@127.0.0.1:" + server.port() + "/0"));
        var refused = assertThrows(RedisFailure.class, () -> client.command("PING"));
        assertEquals("WRONGPASS", refused.code());
        assertTrue(refused.getMessage().contains("correct the user, password or database of the URL"), refused.getMessage());
        assertTrue(!refused.getMessage().contains("wrong@"), refused.getMessage());
    }

    @Test void aLongPipelineOfLongValuesComesThrough() throws IOException {
        try (var client = RedisClient.of(server.url())) {
            var value = "v".repeat(100_000);
            var commands = new ArrayList<List<?>>();
            for (int i = 0; i < 100; i++) commands.add(List.of("SET", "k" + i, value));
            for (int i = 0; i < 100; i++) commands.add(List.of("GET", "k" + i));
            for (int i = 0; i < 5_000; i++) commands.add(List.of("INCR", "n"));
            var replies = client.pipeline(commands);
            assertEquals(value, replies.get(199).text());
            assertEquals(5_000, replies.getLast().number());
        }
    }

    @Test void commandsOfManyThreadsAllCount() throws Exception {
        try (var client = RedisClient.of(server.url())) {
            var threads = IntStream.range(0, 20).mapToObj(i -> Thread.ofVirtual().start(() -> {
                try {
                    for (int j = 0; j < 100; j++) client.command("INCR", "n");
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            })).toList();
            for (var thread : threads) thread.join();
            assertEquals("2000", client.command("GET", "n").text());
        }
    }

    @Test void aTransactionIsAllOrNothing() throws IOException {
        try (var client = RedisClient.of(server.url())) {
            assertEquals(List.of("OK", "2"), client.transaction(List.of(List.of("SET", "a", 1), List.of("INCR", "a"))).stream()
                    .map(Reply::text).toList());
            var aborted = assertThrows(RedisFailure.class, () -> client.transaction(List.of(List.of("SET", "a", 9), List.of("NOSUCH"))));
            assertEquals("EXECABORT", aborted.code());
            assertEquals("2", client.command("GET", "a").text());
        }
    }

    @Test void bytesOfAnyKindAreKept() throws IOException {
        try (var client = RedisClient.of(server.url())) {
            client.command("SET", "Käuzchen 🦉", "größer\r\n\0");
            assertEquals("größer\r\n\0", client.command("GET", "Käuzchen 🦉").text());
            assertEquals(List.of("Käuzchen 🦉"), client.command("KEYS", "K*").texts());
        }
    }

    @Test void waitsForAnElement() throws Exception {
        try (var waiting = RedisClient.of(server.url()); var pushing = RedisClient.of(server.url())) {
            var taken = CompletableFuture.supplyAsync(() -> {
                try {
                    return waiting.command("BLPOP", "queue", 2).texts();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }, task -> Thread.ofVirtual().start(task));
            pushing.command("RPUSH", "queue", "job");
            assertEquals(List.of("queue", "job"), taken.get());
            assertTrue(waiting.command("BLPOP", "queue", "0.01").isNothing());
        }
    }

    @Test void anElementIsNotGivenToWhoHasGone() throws Exception {
        try (var raw = new Raw(); var pushing = RedisClient.of(server.url())) {
            raw.says("AUTH password\r\nBLPOP queue 0\r\n");
            raw.hears("+OK\r\n");
            TimeUnit.MILLISECONDS.sleep(200); // it waits by now: an element that is there at once is anybody's
            raw.socket.close();
            pushing.command("RPUSH", "queue", "job");
            assertEquals("job", pushing.command("LPOP", "queue").text());
        }
    }

    @Test void scanTellsEveryKeyOnce() throws IOException {
        try (var client = RedisClient.of(server.url())) {
            client.pipeline(IntStream.range(0, 5_000).mapToObj(i -> List.of("SET", "key:" + i, i)).toList());
            var told = new ArrayList<String>();
            var cursor = "0";
            int rounds = 0;
            do {
                var reply = client.command("SCAN", cursor, "MATCH", "key:*").items();
                cursor = reply.get(0).text();
                told.addAll(reply.get(1).texts());
                rounds++;
            } while (!cursor.equals("0"));
            assertEquals(5_000, told.size());
            assertEquals(5_000, told.stream().distinct().count());
            assertTrue(rounds > 1);
        }
    }

    @Test void aPortInUseIsNamed() {
        var refused = assertThrows(IOException.class, () -> Servers.ours(dir.resolve("other"), server.port()));
        assertTrue(refused.getMessage().contains("redis cannot listen on 127.0.0.1:" + server.port())
                && refused.getMessage().contains("end what uses the port"),
                refused.getMessage());
    }
}
