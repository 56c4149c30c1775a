package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.harness.Reserved;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

class StoreRoleTest {
    @TempDir Path folder;

    private static int port(String ready) {
        assertTrue(ready.matches("\\w+ listens on \\d+, a stand-in for \\w+ that keeps its data in data"), ready);
        return Integer.parseInt(ready.replaceAll("\\D*(\\d+),.*", "$1"));
    }

    private Typed store(String role, int port) throws Exception {
        return Typed.owlboard(folder, "--role", role, "--listen", "127.0.0.1:" + port, "--state", "data");
    }

    @ParameterizedTest @ValueSource(strings = {"mysql", "postgres", "mongo", "redis", "rabbitmq"})
    void saysWhereItListensAndEndsOnTerm(String role) throws Exception {
        try (var store = store(role, 0)) {
            new Socket(InetAddress.getLoopbackAddress(), port(store.prints())).close();
            store.gets("TERM");
            assertEquals(0, store.exitCode());
            assertEquals("", store.rest());
        }
    }

    @ParameterizedTest @ValueSource(strings = {"mysql", "rabbitmq"})
    void namesAPortThatIsTakenAndMayBeStartedAgain(String role) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var store = store(role, taken.getLocalPort())) {
            var line = store.complains();
            assertTrue(line.contains(": port " + taken.getLocalPort() + " is in use by ") && line.contains("--listen"), line);
            assertEquals(1, store.exitCode());
        }
    }

    @ParameterizedTest @ValueSource(strings = {"mysql", "rabbitmq"})
    void aFolderThatCannotBeUsedIsNamedAndAnotherStartWouldNotHelp(String role) throws Exception {
        Files.writeString(folder.resolve("data"), "a file in its place");
        try (var store = store(role, 0)) {
            var line = store.complains();
            assertTrue(line.contains("data") && line.contains("--state"), line);
            assertEquals(2, store.exitCode());
        }
        assertEquals("a file in its place", Files.readString(folder.resolve("data")));
    }

    @Test void whatItWasToldSurvivesAKillAndTheDefaultPasswordIsTheComposeFiles() throws Exception {
        try (var reserved = new Reserved()) {
            int port = reserved.port();
            try (var store = store("redis", port)) {
                assertEquals(port, port(store.prints()));
                try (var client = client(port)) {
                    client.command("SET", "board", "owl");
                }
                store.gets("KILL");
                store.exitCode();
            }
            try (var store = store("redis", port)) {
                store.prints();
                try (var client = client(port)) {
                    assertEquals("owl", client.command("GET", "board").text());
                }
            }
        }
    }

    private static RedisClient client(int port) throws Exception {
        return RedisClient.of(StoreUrl.parse("redis://:password@127.0.0.1:" + port + "/0"));
    }
}
