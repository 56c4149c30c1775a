package owlboard.standins.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** The stand-in in the hands of Redis's own tools. */
class RedisCliTest {
    @TempDir Path dir;

    @BeforeAll static void redisCliIsInstalled() throws Exception {
        Servers.assumeInstalled("redis-cli");
    }

    private static String cli(Servers.Running server, String input, String... words) throws Exception {
        var command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(server.port()), "-a", Servers.PASSWORD,
                "--no-auth-warning"));
        command.addAll(List.of(words));
        return Servers.run(input, command);
    }

    @Test void theHealthCheckOfTheComposeFileCounts() throws Exception {
        try (var server = Servers.ours(dir)) {
            assertEquals("1\n", cli(server, "", "--raw", "incr", "ping"));
            assertEquals("2\n", cli(server, "", "--raw", "incr", "ping"));
            assertTrue(Servers.run("", List.of("redis-cli", "-p", Integer.toString(server.port()), "--raw", "incr", "ping"))
                    .contains("NOAUTH Authentication required."));
            assertTrue(Servers.run("", List.of("redis-cli", "-p", Integer.toString(server.port()), "-a", "wrong", "ping"))
                    .contains("WRONGPASS"));
        }
    }

    @Test void aChatsCommandsWork() throws Exception {
        try (var server = Servers.ours(dir)) {
            assertEquals("OK\nQUEUED\nQUEUED\n2\n1\nb\na\n",
                    cli(server, "MULTI\nLPUSH room a b\nEXPIRE room 100\nEXEC\nLRANGE room 0 -1\n"));
            assertEquals("1\n", cli(server, "", "-3", "HSET", "h", "a", "1"));
            assertEquals("a 1\n", cli(server, "", "-3", "HGETALL", "h"));
            assertTrue(cli(server, "", "EVAL", "return 1", "0").contains("unknown command 'EVAL'"));
        }
    }

    @Test void aSubscriberHears() throws Exception {
        try (var server = Servers.ours(dir)) {
            var process = new ProcessBuilder("redis-cli", "-p", Integer.toString(server.port()), "-a", Servers.PASSWORD,
                    "--no-auth-warning", "SUBSCRIBE", "room").start();
            try (var out = process.inputReader()) {
                assertEquals(List.of("subscribe", "room", "1"), List.of(out.readLine(), out.readLine(), out.readLine()));
                assertEquals("1\n", cli(server, "", "PUBLISH", "room", "hello"));
                assertEquals(List.of("message", "room", "hello"), List.of(out.readLine(), out.readLine(), out.readLine()));
            } finally {
                process.destroy();
                assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    @Test void massInsertionAndScanWork() throws Exception {
        try (var server = Servers.ours(dir)) {
            var commands = new StringBuilder();
            for (int i = 0; i < 3_000; i++) commands.append("SET key:").append(i).append(" value\r\n");
            var said = cli(server, commands.toString(), "--pipe");
            assertTrue(said.contains("errors: 0, replies: 3000"), said);
            assertEquals(3_000, cli(server, "", "--scan", "--pattern", "key:*").lines().distinct().count());
        }
    }
}
