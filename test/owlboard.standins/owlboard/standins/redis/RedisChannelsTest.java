package owlboard.standins.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.Subscription;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

class RedisChannelsTest {
    @TempDir Path dir;

    /** What a subscription told. */
    private static final class Heard implements Subscription.Listener {
        final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void message(String channel, String text) {
            all.add(channel + ": " + text);
        }

        @Override
        public void up() {
            all.add("up");
        }

        @Override
        public void down(IOException why) {
            all.add("down");
        }

        void next(String expected) throws InterruptedException {
            assertEquals(expected, all.poll(Patience.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test void whoListensHearsInOrder() throws Exception {
        try (var server = Servers.ours(dir)) {
            hear(server);
        }
    }

    @Test void theRealServerIsHeardAsWell() throws Exception {
        try (var server = Servers.real(dir)) {
            hear(server);
        }
    }

    private static void hear(Servers.Running server) throws Exception {
        var one = new Heard();
        var many = new Heard();
        try (var client = RedisClient.of(server.url()); var _ = client.subscribe(one, "room:1", "room:2");
                var _ = client.subscribeMatching(many, "room:*")) {
            one.next("up");
            many.next("up");
            assertEquals(2, client.command("PUBLISH", "room:1", "größer").number());
            assertEquals(1, client.command("PUBLISH", "room:3", "b").number());
            for (int i = 0; i < 1_000; i++) client.command("PUBLISH", "room:2", i);
            one.next("room:1: größer");
            many.next("room:1: größer");
            many.next("room:3: b");
            for (int i = 0; i < 1_000; i++) {
                one.next("room:2: " + i);
                many.next("room:2: " + i);
            }
        }
    }

    @Test void aListenerComesBackWhenTheServerDoes() throws Exception {
        var heard = new Heard();
        var reserved = new Reserved();
        var server = Servers.ours(dir, reserved.port());
        try (reserved; var client = RedisClient.of(server.url()); var _ = client.subscribe(heard, "room")) {
            heard.next("up");
            server.close();
            heard.next("down");
            reserved.awaitRefused();
            server = Servers.ours(dir, reserved.port());
            heard.next("up");
            client.command("PING"); // the connection of before is not trusted
            client.command("PUBLISH", "room", "again");
            heard.next("room: again");
        } finally {
            server.close();
        }
    }

    @Test void aServerThatMovedIsFoundAgain() throws Exception {
        var heard = new Heard();
        var server = Servers.ours(dir);
        var url = new AtomicReference<>(server.url());
        try (var client = RedisClient.of(url::get); var _ = client.subscribe(heard, "room")) {
            heard.next("up");
            client.command("SET", "a", 1);
            server.close();
            heard.next("down");
            assertThrows(IOException.class, () -> client.command("GET", "a")); // whether it was done is not known
            server = Servers.ours(dir);
            url.set(server.url());
            heard.next("up");
            assertEquals("1", client.command("GET", "a").text());
        } finally {
            server.close();
        }
    }

    @Test void whoAsksASilentServerIsToldSoWithinSeconds() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = RedisClient.of(StoreUrl.parse("redis://:password@127.0.0.1:" + silent.getLocalPort() + "/0"))) {
            long begun = System.nanoTime();
            var callers = IntStream.range(0, 20).mapToObj(i -> Thread.ofVirtual()
                    .start(() -> assertThrows(IOException.class, () -> client.command("GET", "a")))).toList();
            for (var caller : callers) assertTrue(caller.join(Patience.TIME));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            assertTrue(millis < 20_000, millis + " ms: one after the other they would take a minute");
        }
    }

    @Test void aListenerThatDoesNotReadIsCutAndHoldsUpNobody() throws Exception {
        try (var server = Servers.ours(dir); var client = RedisClient.of(server.url()); var deaf = new Socket("127.0.0.1", server.port())) {
            deaf.getOutputStream().write("AUTH password\r\nSUBSCRIBE room\r\n".getBytes(StandardCharsets.US_ASCII));
            var heard = new Heard();
            try (var _ = client.subscribe(heard, "room")) {
                heard.next("up");
                var message = "m".repeat(100_000);
                int sent = 0;
                while (client.command("PUBLISH", "room", message).number() == 2) {
                    heard.next("room: " + message);
                    assertTrue(++sent < 2_000, "the deaf listener was not cut after 200 MB");
                }
                heard.next("room: " + message);
            }
        }
    }
}
