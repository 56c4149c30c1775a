package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proxy role as a process: what it prints, and how it ends. */
class ProxyRoleTest {
    @TempDir Path folder;

    @BeforeEach void aConfiguration() throws IOException {
        answers("one");
    }

    private void answers(String word) throws IOException {
        conf("location / { return 200 " + word + "; }");
    }

    private void conf(String inServer) throws IOException {
        Files.writeString(folder.resolve("edge.conf"), "events { } http { access_log off; server { listen 80; " + inServer
                + " } server { listen 9000; return 204; } }\n");
    }

    private Typed start(String... more) throws IOException {
        var words = new String[more.length + 9];
        System.arraycopy(new String[] {"--role", "lb", "--conf", "edge.conf", "--publish", "0:80", "--publish=0:9000", "--state", "state"},
                0, words, 0, 9);
        System.arraycopy(more, 0, words, 9, more.length);
        return Typed.owlboard(folder, words);
    }

    /** The host port of listen port 80, from {@code load_balancer listens on 41233 -> 80, 39877 -> 9000}. */
    private static int port(String ready) {
        assertTrue(ready.matches("load_balancer listens on \\d+ -> 80, \\d+ -> 9000"), ready);
        return Integer.parseInt(ready.substring("load_balancer listens on ".length(), ready.indexOf(" ->")));
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static String get(int port) throws IOException {
        try (var socket = connect(port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return body(socket.getInputStream());
        }
    }

    private static String body(InputStream in) throws IOException {
        var answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test void saysWhereItListensAndEndsOnTerm() throws Exception {
        try (var lb = start()) {
            assertEquals("one", get(port(lb.prints())));
            lb.gets("TERM");
            assertEquals(0, lb.exitCode());
            assertEquals("", lb.rest());
        }
    }

    @Test void letsARequestInFlightFinish() throws Exception {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            conf("location / { proxy_pass http://127.0.0.1:" + slow.getLocalPort() + "; }");
            try (var lb = start(); var client = connect(port(lb.prints()))) {
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                try (var upstream = slow.accept()) {
                    lb.gets("TERM");
                    upstream.getInputStream().read();
                    upstream.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"
                            .getBytes(StandardCharsets.US_ASCII));
                    assertEquals("slow", body(client.getInputStream()));
                }
                assertEquals(0, lb.exitCode());
            }
        }
    }

    @Test void aRequestThatTakesLongerThanTheFileAllowsIsCutOff() throws Exception {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            conf("location / { proxy_pass http://127.0.0.1:" + slow.getLocalPort() + "; }");
            var file = folder.resolve("edge.conf");
            Files.writeString(file, "worker_shutdown_timeout 300ms; " + Files.readString(file));
            try (var lb = start(); var client = connect(port(lb.prints()))) {
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                try (var upstream = slow.accept()) {
                    lb.gets("TERM");
                    assertEquals(0, lb.exitCode());
                    assertEquals("load_balancer: 0.3 s were not enough for the requests in flight: they were cut off", lb.complains());
                }
            }
        }
    }

    @Test void aSecondInterruptDoesNotWait() throws Exception {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            conf("location / { proxy_pass http://127.0.0.1:" + slow.getLocalPort() + "; }");
            try (var lb = start("--grace", "10m")) {
                int port = port(lb.prints());
                try (var client = connect(port)) {
                    client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    slow.accept();
                    lb.gets("INT");
                    Typed.await("no new connections", () -> isRefused(port));
                    lb.gets("INT");
                    assertEquals(0, lb.exitCode());
                }
            }
        }
    }

    private static boolean isRefused(int port) {
        try {
            connect(port).close();
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test void endsWithItsParentsPipe() throws Exception {
        try (var lb = start("--parent-pipe")) {
            port(lb.prints());
            lb.endsItsInput();
            assertEquals(0, lb.exitCode());
        }
    }

    @Test void reloadsAndTellsWhenItCannot() throws Exception {
        try (var lb = start()) {
            int port = port(lb.prints());
            answers("two");
            lb.gets("HUP");
            Typed.await("the new answer", () -> answersQuietly(port, "two"));
            conf("lissten 80;");
            lb.gets("HUP");
            assertEquals("load_balancer: unknown directive \"lissten\" in edge.conf:1, did you mean \"listen\"?", lb.complains());
            assertEquals("load_balancer: not reloaded, the configuration in force stays", lb.complains());
            assertEquals("two", get(port));
        }
    }

    private static boolean answersQuietly(int port, String word) {
        try {
            return get(port).equals(word);
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test void namesAMissingFile() throws Exception {
        try (var lb = Typed.owlboard(folder, "--role", "gateway", "--id", "3", "--conf", "none.conf")) {
            assertEquals("api_gateway_3: none.conf: no such file; name the configuration with --conf", lb.complains());
            assertEquals(1, lb.exitCode());
        }
    }

    @Test void namesWhoHoldsItsPort() throws Exception {
        try (var taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            try (var lb = Typed.owlboard(folder, "--role", "lb", "--conf", "edge.conf", "--publish", port + ":80", "--publish", "0:9000")) {
                var line = lb.complains();
                assertTrue(line.startsWith("load_balancer: port " + port + " is in use by "), line);
                assertTrue(line.contains("(pid " + ProcessHandle.current().pid() + ")"), line);
                assertTrue(line.endsWith("; end that, or choose another port with --publish PORT:80"), line);
                assertEquals(1, lb.exitCode());
            }
        }
    }

    @Test void refusesAWrongCommandLine() throws Exception {
        try (var lb = start("--publsh", "1:2")) {
            assertEquals(
                    "owlboard --role lb has no flag --publsh; did you mean \"--publish\"?"
                    + " (all of them: owlboard --role lb --help)",
                    lb.complains());
            assertEquals(2, lb.exitCode());
        }
    }
}
