package owlboard.cli.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import owlboard.cli.Typed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/** Starts, signals and ends as scripts do it. */
class NginxLifeTest {
    @TempDir Path prefix;
    private Reserved reserved;
    private int port;
    private Path pidFile;

    @BeforeEach void aConfiguration() throws IOException {
        Files.createDirectories(prefix.resolve("conf"));
        Files.createDirectories(prefix.resolve("logs"));
        pidFile = prefix.resolve("logs/nginx.pid");
        reserved = new Reserved();
        port = reserved.port();
        answers("one");
    }

    private void answers(String word) throws IOException {
        conf("server { listen 127.0.0.1:" + port + "; location / { return 200 " + word + "; } }");
    }

    private void conf(String server) throws IOException {
        Files.writeString(prefix.resolve("conf/nginx.conf"),
                "error_log logs/error.log notice; events { } http { access_log logs/access.log; " + server + " }\n");
    }

    @AfterEach void nothingStays() throws Exception {
        reserved.close();
        if (Files.exists(pidFile)) ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** 0: the file has been opened, and nothing is in it yet. */
    private long pid() {
        var text = text(pidFile).strip();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new IllegalStateException(gone);
        }
    }

    /** What {@code owlboard nginx -p PREFIX WORDS} says; it must end with this exit code. */
    private String run(int code, String... words) throws Exception {
        try (var command = start(words)) {
            assertEquals(code, command.exitCode(), command::rest);
            return command.rest();
        }
    }

    private Typed start(String... words) throws IOException {
        var all = new String[words.length + 3];
        all[0] = "nginx";
        all[1] = "-p";
        all[2] = prefix.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        return Typed.owlboard(prefix, all);
    }

    private Typed startInForeground() throws Exception {
        var server = start("-g", "daemon off;");
        Typed.await("the pid file", () -> !server.isAlive() || Files.exists(pidFile));
        assertTrue(server.isAlive(), server::rest);
        return server;
    }

    private String get() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private boolean isRefused() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException other) {
            return false;
        }
    }

    private void awaitEnd() throws Exception {
        Typed.await("the end", () -> !Files.exists(pidFile) && isRefused());
    }

    @Test void detachesOnceItListens() throws Exception {
        assertEquals("", run(0));
        assertEquals("one", get());
        assertTrue(Files.readSymbolicLink(Path.of("/proc/" + pid() + "/fd/2")).endsWith("null"));
        run(0, "-s", "stop");
        awaitEnd();
    }

    @Test void reportsWhyItDoesNotStart() throws Exception {
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertEquals("nginx: [emerg] bind() to 127.0.0.1:" + taken.getLocalPort() + " failed (98: Address already in use)", run(1));
        }
        assertFalse(Files.exists(pidFile));
    }

    /** Its tries last for two seconds: where this test is held longer than that, it begins anew. */
    @Test void waitsForOneWhoIsAboutToEnd() throws Exception {
        int code = 1;
        for (long end = System.nanoTime() + Patience.NANOS; code != 0 && System.nanoTime() < end; ) {
            var log = Files.writeString(prefix.resolve("logs/error.log"), "");
            var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            try (taken; var command = start()) {
                Typed.await("a try that fails", () -> !command.isAlive() || text(log).contains("try again to bind() after 500ms"));
                taken.close();
                code = command.exitCode();
            }
        }
        assertEquals("one", get());
        run(0, "-s", "stop");
        awaitEnd();
    }

    @Test void reloadsAndKeepsTheOldConfigurationWhenTheNewOneIsWrong() throws Exception {
        run(0);
        answers("two");
        run(0, "-s", "reload");
        Typed.await("the new answer", () -> quietly("two"));
        conf("server { lissten 80; }");
        run(1, "-s", "reload");
        Typed.kill("HUP", pid());
        Typed.await("the refusal in the log", () -> log().contains("[emerg] ") && log().contains("unknown directive \"lissten\""));
        assertEquals("two", get());
        answers("three");
        Typed.kill("HUP", pid());
        Typed.await("the third answer", () -> quietly("three"));
        run(0, "-s", "quit");
        awaitEnd();
    }

    private boolean quietly(String word) {
        try {
            return get().equals(word);
        } catch (IOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(prefix.resolve("logs/error.log"));
        } catch (IOException notYet) {
            return "";
        }
    }

    @Test void opensItsLogsAgain() throws Exception {
        run(0);
        get();
        var log = prefix.resolve("logs/access.log");
        Typed.await("a line", () -> log.toFile().length() > 0);
        Files.move(log, prefix.resolve("logs/access.log.1"));
        run(0, "-s", "reopen");
        Typed.await("a line in a new file", () -> quietly("one") && log.toFile().length() > 0);
        run(0, "-s", "stop");
        awaitEnd();
    }

    @Test void quitsGracefullyOnARawSigquit() throws Exception {
        try (var server = startInForeground(); var idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
            idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = "";
            while (!answer.endsWith("one")) answer += (char) idle.getInputStream().read();
            server.gets("QUIT");
            assertEquals(0, server.exitCode());
            assertEquals(-1, idle.getInputStream().read());
            assertEquals("", server.rest());
        }
        awaitEnd();
    }

    @Test void endsAtOnceOnTermAndInt() throws Exception {
        for (var signal : new String[] {"TERM", "INT"}) {
            try (var server = startInForeground()) {
                server.gets(signal);
                assertEquals(0, server.exitCode());
                assertEquals("", server.rest());
            }
            awaitEnd();
        }
    }

    @Test void startsNothingOnAWrongFile() throws Exception {
        conf("server { lissten 80; }");
        var said = run(1);
        assertTrue(said.startsWith("nginx: [emerg] unknown directive \"lissten\""), said);
    }

    private static void signal(String name, long pid) throws Exception {
        assertEquals(0, new ProcessBuilder("/bin/kill", "-" + name, "" + pid).start().waitFor());
    }

    @Test void aReloadMovesThePidFile() throws Exception {
        try (var server = startInForeground()) {
            var moved = prefix.resolve("logs/moved.pid");
            var file = prefix.resolve("conf/nginx.conf");
            Files.writeString(file, "pid logs/moved.pid; " + Files.readString(file));
            signal("HUP", server.pid());
            Typed.await("the old one has gone", () -> Files.exists(moved) && !Files.exists(pidFile));
            assertEquals(server.pid() + "\n", Files.readString(moved));
            signal("TERM", server.pid());
            Typed.await("it is removed", () -> !Files.exists(moved));
        }
    }

    @OwlboardOnly(row = "upgrade", value = "hands its sockets over")
    @Test void anUpgradeListensBesideTheOldProcessWhichThenEnds() throws Exception {
        assertEquals("", run(0));
        long old = pid();
        var aside = prefix.resolve("logs/nginx.pid.oldbin");
        answers("two");
        signal("USR2", old);
        Typed.await("the new one has written its pid", () -> Files.exists(aside) && Files.exists(pidFile) && pid() > 0 && pid() != old);
        assertEquals(old + "\n", Files.readString(aside));
        signal("WINCH", old);
        Typed.await("the old one accepts no more", () -> log().contains("SIGWINCH"));
        Typed.await("all go to the new one", () -> {
            for (int i = 0; i < 10; i++) if (!answer().equals("two")) return false;
            return true;
        });
        signal("QUIT", old);
        Typed.await("the old one has ended", () -> !Files.exists(aside) && ProcessHandle.of(old).isEmpty());
        assertEquals("two", get());
        run(0, "-s", "stop");
        awaitEnd();
    }

    @Test void anUpgradeThatFailsLeavesTheOldProcessInPlace() throws Exception {
        assertEquals("", run(0));
        long old = pid();
        conf("nonsense;");
        signal("USR2", old);
        Typed.await("the new one has gone", () -> log().contains("exited with code 1") && Files.exists(pidFile) && pid() == old);
        assertEquals("one", get());
        signal("WINCH", old);
        Typed.await("nobody accepts", this::isRefused);
        answers("three");
        signal("HUP", old);
        Typed.await("it listens again", () -> !isRefused());
        assertEquals("three", get());
        run(0, "-s", "stop");
        awaitEnd();
    }

    private String answer() {
        try {
            return get();
        } catch (IOException refused) {
            return refused.toString();
        }
    }
}
