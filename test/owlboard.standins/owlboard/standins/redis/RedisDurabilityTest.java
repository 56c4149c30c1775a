package owlboard.standins.redis;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.RedisFailure;
import owlboard.edge.Wait;
import owlboard.standins.ChildPath;

class RedisDurabilityTest {
    @TempDir Path dir;

    /** The server of the child process: its port on standard output. */
    public static final class Alone {
        public static void main(String[] arguments) throws Exception {
            var server = RedisServer.start(new InetSocketAddress("127.0.0.1", 0), Path.of(arguments[0]), Servers.PASSWORD);
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }

    private Process child(String classPath) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", classPath, Alone.class.getName(),
                dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static boolean isThere(RedisClient client) {
        try {
            client.command("PING");
            return true;
        } catch (IOException late) {
            return false;
        }
    }

    @Test void whatWasAnsweredSurvivesKill() throws Exception {
        var process = child(ChildPath.ofAStandIn());
        long answered = 0;
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            var url = StoreUrl.parse("redis://:password@127.0.0.1:" + out.readLine() + "/3");
            try (var client = RedisClient.of(url)) {
                Wait.until("it has started", () -> isThere(client)); // which is slow while it is cold
                while (true) {
                    answered = client.transaction(List.of(List.of("INCR", "n"), List.of("RPUSH", "l", "x"))).getFirst().number();
                    if (answered == 50) Thread.ofPlatform().start(process::destroyForcibly); // in the midst of the next ones
                }
            }
        } catch (IOException gone) {
            assertTrue(answered >= 50, gone.getMessage());
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            client.command("SELECT", 3);
            long stored = client.command("GET", "n").number();
            assertTrue(stored == answered || stored == answered + 1, stored + " stored, " + answered + " answered");
            assertEquals(stored, client.command("LLEN", "l").number(), "a transaction was cut in two");
        }
    }

    @Test void everyKindOfValueComesBack() throws Exception {
        var reads = List.of(List.of("GET", "s"), List.of("LRANGE", "l", 0, -1), List.of("HGETALL", "h"), List.of("SMEMBERS", "m"),
                List.of("ZRANGE", "z", 0, -1, "WITHSCORES"));
        List<String> before;
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            client.pipeline(List.of(List.of("SET", "s", "a\r\n\0ü"), List.of("RPUSH", "l", 1, 2, 3), List.of("LPOP", "l"),
                    List.of("HSET", "h", "a", 1, "b", 2),
                    List.of("SADD", "m", 1, 2, 3, 4), List.of("SPOP", "m", 2), List.of("ZADD", "z", 1.5, "a", "-inf", "b"),
                    List.of("LPUSH", "s", "wrong")));
            before = client.pipeline(reads).stream().map(RedisCasesTest::text).toList();
        }
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            assertEquals(before, client.pipeline(reads).stream().map(RedisCasesTest::text).toList());
        }
    }

    @Test void aTornTailIsCut() throws Exception {
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            client.command("SET", "a", 1);
            client.command("SET", "b", 2);
        }
        var file = dir.resolve("redis.journal");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 3);
        }
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            assertEquals("1", client.command("GET", "a").text());
            assertTrue(client.command("GET", "b").isNothing());
            client.command("SET", "b", 3);
        }
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            assertEquals("3", client.command("GET", "b").text());
        }
    }

    @Test void keysEndWhileTheServerIsAway() throws Exception {
        var now = new AtomicLong(1_000_000_000_000L);
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        try (var server = RedisServer.start(new InetSocketAddress("127.0.0.1", 0), dir, "", clock); var client = client(server)) {
            client.pipeline(List.of(List.of("SET", "short", 1, "EX", 10), List.of("SET", "long", 1, "EX", 100),
                    List.of("SET", "counter", 5, "PX", 500)));
            now.addAndGet(1_000);
            assertEquals(1, client.command("INCR", "counter").number());
        }
        now.addAndGet(20_000);
        try (var server = RedisServer.start(new InetSocketAddress("127.0.0.1", 0), dir, "", clock); var client = client(server)) {
            assertTrue(client.command("GET", "short").isNothing());
            assertEquals(79, client.command("TTL", "long").number());
            assertEquals("1", client.command("GET", "counter").text());
            now.addAndGet(79_000);
            assertEquals(1, client.command("DBSIZE").number());
        }
    }

    private static RedisClient client(RedisServer server) {
        return RedisClient.of(StoreUrl.parse("redis://127.0.0.1:" + server.port()));
    }

    @Test void theJournalShrinksWhenItPays() throws Exception {
        var value = "v".repeat(10_000);
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            client.command("RPUSH", "kept", "a", "b");
            client.command("SET", "ends", "x", "EX", 1000);
            for (int i = 0; i < 1_000; i++) client.command("SET", "same", value);
            assertTrue(Files.size(dir.resolve("redis.journal")) < 2 << 20, Files.size(dir.resolve("redis.journal")) + " bytes");
        }
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url())) {
            assertEquals(value, client.command("GET", "same").text());
            assertEquals(List.of("a", "b"), client.command("LRANGE", "kept", 0, -1).texts());
            assertTrue(client.command("TTL", "ends").number() > 900);
        }
    }

    @Test void aFullDiskRefusesAndStoresNothingOfIt() throws Exception {
        var disk = Files.createDirectory(dir.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        if (!mounted) System.out.println("skipped: a small tmpfs cannot be mounted");
        Assumptions.assumeTrue(mounted, "a small tmpfs cannot be mounted");
        try {
            try (var server = Servers.ours(disk); var client = RedisClient.of(server.url())) {
                client.command("SET", "before", 1);
                var refused = assertThrows(RedisFailure.class,
                        () -> client.transaction(List.of(List.of("SET", "before", 2), List.of("SET", "big", "x".repeat(500_000)))));
                assertEquals("MISCONF", refused.code());
                assertTrue(refused.getMessage().contains("No space left on device"), refused.getMessage());
                assertEquals("1", client.command("GET", "before").text());
                client.command("SET", "after", 1);
            }
            try (var server = Servers.ours(disk); var client = RedisClient.of(server.url())) {
                assertEquals(List.of("1", "1"), client.command("MGET", "before", "after").texts());
                assertTrue(client.command("GET", "big").isNothing());
            }
        } finally {
            assertEquals(0, new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
        }
    }
}
