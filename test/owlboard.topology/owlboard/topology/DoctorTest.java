package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.certs.Certs;
import owlboard.certs.Options;

class DoctorTest {
    @TempDir Path folder;

    private record Said(int code, String text) {}

    private Said doctor(String... more) {
        var out = new ByteArrayOutputStream();
        var words = new ArrayList<>(List.of("doctor", "--state", folder.resolve("run").toString()));
        words.addAll(List.of(more));
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = Topology.run(words, print, print);
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    @Test void withoutARunItSaysHowToStartOne() {
        var said = doctor();
        assertEquals(1, said.code);
        assertTrue(said.text.startsWith("bad   runs          nothing runs in "), said.text);
        assertTrue(said.text.contains("-> owlboard up"), said.text);
        assertTrue(said.text.lines().anyMatch(line -> line.startsWith("ok    version")), said.text);
    }

    @Test void jsonHasAnObjectACheck() {
        var said = doctor("--json");
        assertEquals(1, said.code);
        assertTrue(said.text.startsWith("[{\"check\": \"runs\", \"verdict\": \"bad\", \"text\": \"nothing runs in "), said.text);
        assertEquals(2, doctor("--jsn").code);
    }

    private static Status status(String name, String state, String health, String note) {
        return new Status(name, "x", 0, state, health, "", "", 0, 0, note);
    }

    /** As a topology said it whose gateway and store were stopped by hand. */
    @Test void eachRoleThatIsNotWellHasItsCauseAndRemedy() {
        var state = State.at(folder.resolve("run"));
        var note = "GET /health answers 503: the store cannot be reached; down: mysql://user:***@mysql_db:3306/user_db: refused";
        var checks = Ailing.of(List.of(status("user_service", "running", "unhealthy", note), status("mysql_db", "stopped", "", ""),
                status("load_balancer", "running", "healthy", ""), status("chat_service", "exited (2)", "", "no such file")), state);
        assertEquals(List.of("roles: 1 of 4 roles are healthy -> what stands below, from above",
                "role: mysql_db is stopped -> " + state.command("start mysql_db"),
                "role: chat_service is exited (2): no such file -> " + state.command("logs chat_service") + " says why; then "
                        + state.command("start chat_service"),
                "role: user_service is unhealthy: " + note + " -> well again by itself when mysql_db is"),
                checks.stream().map(check -> check.name() + ": " + check.text() + " -> " + check.remedy()).toList());
        assertTrue(checks.stream().allMatch(check -> check.verdict() == Doctor.Verdict.BAD));
    }

    @Test void aProcessThatIsHeldByASignalIsToldSo() throws Exception {
        var held = new ProcessBuilder("sh", "-c", "kill -STOP $$").start();
        try {
            var stat = Path.of("/proc", Long.toString(held.pid()), "stat");
            Deployment.await("it is held", () -> {
                try {
                    return Files.readString(stat).contains(") T ");
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            var check = Ailing.of(List.of(new Status("redis_db", "redis", held.pid(), "running", "unhealthy", "", "", 0, 1,
                    "port 1: Read timed out")), State.at(folder)).getLast();
            assertEquals("redis_db is held by a signal (STOP): port 1: Read timed out", check.text());
            assertEquals("kill -CONT " + held.pid(), check.remedy());
        } finally {
            held.destroyForcibly();
        }
    }

    @Test void theGatewayThatAnsweredIsTheLastThatWasTried() {
        assertEquals("b:80", Doctor.answering("a:80, b:80"));
        assertEquals("a:80", Doctor.answering("a:80"));
    }

    @Test void aCertificateThatCannotBeUsedIsNamedWithItsRemedy() throws Exception {
        var certs = folder.resolve("run/certs");
        Certs.run(List.of("init", "--dir", certs.toString()), new PrintStream(OutputStream.nullOutputStream()), System.err);
        assertTrue(doctor().text.contains("can be used, none is to be renewed"), doctor().text);
        Files.delete(certs.resolve("user_service/server.crt"));
        var said = doctor();
        assertTrue(said.text.contains("bad   certificates  user_service/server.crt is missing"), said.text);
        assertTrue(said.text.contains("-> run \"owlboard certs init"), said.text);
    }

    @Test void certificatesThatHaveEndedAreNamed() throws Exception {
        issue(folder.resolve("run/certs"), Instant.now().minus(Duration.ofDays(900)));
        var said = doctor();
        assertTrue(said.text.contains("bad   certificates  user_service/server.crt expired"), said.text);
        assertEquals(1, said.code);
    }

    @Test void certificatesThatAreOfAnotherTimeAreNamed() throws Exception {
        issue(folder.resolve("run/certs"), Instant.now().plus(Duration.ofDays(30)));
        var said = doctor();
        assertTrue(said.text.contains("bad   certificates  user_service/server.crt is valid from"), said.text);
    }

    private static void issue(Path dir, Instant when) throws Exception {
        Certs.init(dir, new Options(0, false, InstantSource.fixed(when)));
    }

    @Test void aClockThatWasPutBackIsTold() throws Exception {
        assertTrue(doctor().text.lines().anyMatch(line -> line.matches("ok    clock         it is 20\\S+Z")), doctor().text);
        var log = Files.createFile(Files.createDirectories(folder.resolve("run/logs")).resolve("chat_service.log"));
        Files.setLastModifiedTime(log, FileTime.from(Instant.now().plus(Duration.ofDays(2))));
        var said = doctor();
        assertTrue(said.text.lines().anyMatch(line -> line.matches("bad   clock         it is 20\\S+Z here, and \\S+/chat_service.log was"
                + " written 20\\S+Z")), said.text);
        assertTrue(said.text.contains("-> set it: "), said.text);
    }

    @Test void aFullDiskIsTold() throws Exception {
        var run = Files.createDirectories(folder.resolve("run"));
        assumeTrue(ran("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", run.toString()) == 0, "only root mounts a small disk");
        try {
            assertThrows(IOException.class, () -> Files.write(run.resolve("filler"), new byte[1 << 20]));
            var said = doctor();
            assertTrue(said.text.contains("bad   disk          0 MB are free at " + run), said.text);
            assertTrue(said.text.contains("-> make room: journals, logs and caches grow"), said.text);
            assertEquals(1, said.code);
        } finally {
            assertEquals(0, ran("umount", "-l", run.toString()));
        }
    }

    static int ran(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @Test void aWholeTopologyIsExaminedRoleByRole() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            var said = deployment.owlboard("doctor");
            assertTrue(said.text().contains("ok    roles         3 of 3 roles are healthy"), said.text());
            assertTrue(said.text().contains("/health answers 200"), said.text());
            assertTrue(said.text().contains("inner ports are closed to other machines"), said.text());
        }
    }

    @Test void everyLineOfAHeaderIsCounted() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("X-A", "1");
            exchange.getResponseHeaders().add("x-a", exchange.getRequestHeaders().getFirst("Origin"));
            exchange.sendResponseHeaders(418, -1);
            exchange.close();
        });
        server.start();
        try {
            var at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            var answer = Answered.get(at, "/", "Connection: close", "Origin: b");
            assertEquals(418, answer.status());
            assertEquals(List.of("1", "b"), answer.all("X-A"));
        } finally {
            server.stop(0);
        }
    }

    @Test void whoSpeaksNoHttpIsNoAnswer() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var peer = server.accept()) {
                    peer.getOutputStream().write("SSH-2.0\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            var at = URI.create("http://127.0.0.1:" + server.getLocalPort());
            assertEquals("no HTTP answer", assertThrows(IOException.class,
                    () -> Answered.get(at, "/")).getMessage());
        }
    }
}
