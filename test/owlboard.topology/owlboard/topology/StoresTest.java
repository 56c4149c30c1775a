package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import owlboard.harness.Reserved;

/** Stores, those who wait for them, and those that run elsewhere. */
class StoresTest {
    private static final String ROLES = """
            role chat_service { type chat; listen chat_service:8443; after redis_db; env REDIS_URL redis://:password@redis_db:6379/0; }
            role redis_db { type redis; listen redis_db:6379; env REDIS_PASSWORD password; }
            """;
    @TempDir Path folder;

    /** Answers one line per connection as a Redis server that asks for a password. */
    private static ServerSocket redis() throws Exception {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var client = server.accept()) {
                    client.getOutputStream().write("-NOAUTH Authentication required.\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().read();
                } catch (IOException closed) {
                    if (!server.isClosed()) throw new UncheckedIOException(closed);
                }
            }
        });
        return server;
    }

    @Test void aServiceStartsWhenItsStoreAnswersAndGetsItsEnvironment() throws Exception {
        try (var deployment = new Deployment(folder, ROLES)) {
            var up = deployment.owlboard("up", "-d");
            assertEquals(0, up.code(), up.text());
            var said = deployment.owlboard("logs").text();
            assertTrue(said.contains("chat has REDIS_URL=redis://:password@redis_db:6379/0"), said);
            assertTrue(said.contains("redis has REDIS_PASSWORD=password"), said);
            assertTrue(deployment.status("redis_db").born() < deployment.status("chat_service").born(), "the store first");
            assertTrue(deployment.status("redis_db").addresses().startsWith("redis://127.0.0.1:"),
                    deployment.status("redis_db").addresses());
        }
    }

    @Test void whatAServiceNeedsAndIsDownIsToldByPsUntilItIsUp() throws Exception {
        try (var deployment = new Deployment(folder, "role canvas_service { type canvas; listen canvas_service:8080; }")) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            assertEquals("", deployment.status("canvas_service").note());
            deployment.get("canvas_service", "/log?WARNING:%20down:%20amqp://rabbitmq:5672/:%20refused");
            deployment.get("canvas_service", "/log?SEVERE:%20down:%20x.journal:%20no%20room:%20make%20some");
            var both = "down: amqp://rabbitmq:5672/: refused; down: x.journal: no room: make some";
            Deployment.await("the note", () -> deployment.status("canvas_service").note().equals(both));
            assertTrue(deployment.owlboard("ps").text().contains("\ncanvas_service: " + both + "\n"), deployment.owlboard("ps").text());
            deployment.get("canvas_service", "/log?INFO:%20up:%20x.journal");
            deployment.get("canvas_service", "/log?INFO:%20up:%20amqp://rabbitmq:5672/");
            Deployment.await("no note", () -> deployment.status("canvas_service").note().isEmpty());
            assertTrue(deployment.allHealthy());
        }
    }

    @Test void anExternalStoreIsLeftOutAndNamedInTheEndpointDirectory() throws Exception {
        try (var real = redis(); var deployment = new Deployment(folder, ROLES)) {
            var address = "127.0.0.1:" + real.getLocalPort();
            var up = deployment.owlboard("up", "-d", "--external", "redis_db=" + address);
            assertEquals(0, up.code(), up.text());
            assertTrue(Files.readString(deployment.state().endpoints()).contains("redis_db:6379 " + address + "\n"));
            var ps = deployment.owlboard("ps").text();
            assertTrue(ps.lines().anyMatch(line -> line.matches("redis_db +redis +- +external +reached +" + address + " +0 +-")), ps);
            var restart = deployment.owlboard("restart", "redis_db");
            assertEquals(1, restart.code());
            assertTrue(restart.text().contains("redis_db is external (" + address + ")"), restart.text());
            assertEquals(0, deployment.owlboard("up", "-d", "--external", "redis_db=" + address).code());
            assertEquals(1, deployment.owlboard("up", "-d").code(), "other options");
        }
    }

    @Test void whoWaitsForAnExternalStoreStartsOnceItIsThere() throws Exception {
        try (var reserved = new Reserved(); var deployment = new Deployment(folder, ROLES)) {
            int port = reserved.port();
            var up = deployment.inBackground(folder.resolve("output"), "up", "--external", "redis_db=127.0.0.1:" + port);
            Deployment.await("a service that waits", () -> deployment.status("chat_service") != null
                    && deployment.status("chat_service").state().equals("waiting"));
            assertEquals("waits for redis_db", deployment.status("chat_service").note());
            assertTrue(deployment.owlboard("ps").text().contains("redis_db: is external and does not answer: "),
                    deployment.owlboard("ps").text());
            try (var late = new ServerSocket(port, 1, InetAddress.getLoopbackAddress()); var client = late.accept()) {
                client.getOutputStream().write('-');
                Deployment.await("all healthy", deployment::allHealthy);
            }
            up.destroy();
            up.waitFor();
        }
    }

    @Test void aWrongExternalIsAUsageErrorThatNamesTheNearestRole() throws Exception {
        try (var deployment = new Deployment(folder,
                ROLES + "role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }")) {
            refuses(deployment, "redis_bd=127.0.0.1:1", "there is no role \"redis_bd\" in " + folder.resolve("topology.conf")
                    + "; did you mean \"redis_db\"?");
            refuses(deployment, "api_gateway_1=127.0.0.1:1", "only a store or a service can be external");
            refuses(deployment, "redis_db", "is not ROLE=HOST:PORT");
            refuses(deployment, "redis_db=127.0.0.1:0", "\"0\" is not a port from 1 to 65535");
            refuses(deployment, "redis_db=127.0.0.1:redis", "\"redis\" is not a port");
            refuses(deployment, "redis_db=no.such.invalid:6379", "there is no host \"no.such.invalid\"");
        }
    }

    private static void refuses(Deployment deployment, String external, String message) throws Exception {
        var said = deployment.owlboard("up", "-d", "--external", external);
        assertTrue(said.text().contains(message), said.text());
        assertEquals(2, said.code());
    }
}
