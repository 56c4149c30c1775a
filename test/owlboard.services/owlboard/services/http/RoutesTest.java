package owlboard.services.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.services.Running;
import owlboard.services.Services;

class RoutesTest {
    private Running service;

    @BeforeEach
    void start() throws Exception {
        service = new Running(Services.Kind.USER);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** Sends bytes as they are and gives back all that comes until the server closes. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void tellsItsHealthAtTheRootAndUnderItsPrefix() throws Exception {
        for (var kind : Services.Kind.values()) {
            try (var each = new Running(kind)) {
                String prefix = "/" + switch (kind) {
                    case USER -> "users";
                    default -> kind.name().toLowerCase();
                };
                for (String path : new String[] {"/health", prefix + "/health", prefix + "/health/"}) {
                    var answer = each.get(path);
                    assertEquals(200, answer.statusCode(), path);
                    assertEquals("{\"status\":\"healthy\",\"service\":\"" + kind.service() + "\"}", answer.body());
                    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElseThrow());
                    assertEquals(answer.body().length(), answer.headers().firstValueAsLong("Content-Length").orElseThrow());
                    assertTrue(answer.headers().map().keySet().stream().noneMatch(name -> name.toLowerCase().startsWith("access-control")));
                }
            }
        }
    }

    @Test
    void answersAnUnknownPathWith404() throws Exception {
        for (String path : new String[] {"/", "/nothing", "/users/1/nothing", "/users//1", "/api/users/"}) {
            var answer = service.get(path);
            assertEquals(404, answer.statusCode(), path);
            assertEquals("Not Found", Running.detail(answer));
        }
    }

    @Test
    void answersAWrongMethodWith405AndWhatIsAllowed() throws Exception {
        var answer = service.send("PATCH", "/users/1", "{}");
        assertEquals(405, answer.statusCode());
        assertEquals("DELETE, GET, HEAD, PUT", answer.headers().firstValue("Allow").orElseThrow());
        assertEquals("POST", service.get("/users/login").headers().firstValue("Allow").orElseThrow());
    }

    @Test
    void answersHeadWithTheLengthOfGet() throws Exception {
        var head = service.send("HEAD", "/users/health", null);
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(service.get("/users/health").body().length(), head.headers().firstValueAsLong("Content-Length").orElseThrow());
        assertEquals(404, service.send("HEAD", "/users/9", null).statusCode());
    }

    @Test
    void refusesABodyThatIsNotAnObject() throws Exception {
        for (String body : new String[] {"", "{", "[]", "7", "{\"username\":\"x\",}"}) {
            var answer = service.send("POST", "/users/register", body);
            assertEquals(422, answer.statusCode(), body);
            assertFalse(Running.detail(answer).isEmpty());
        }
        assertEquals("the body is not JSON: a value expected at line 1, column 6",
            Running.detail(service.send("POST", "/users/register", "{\"a\":")));
    }

    @Test
    void refusesABodyOfMoreThanAMegabyte() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            // what is announced is enough; to a client that sends all of it the JDK's server, which serves here, may close too early
            socket.getOutputStream().write("POST /users/register HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n{".getBytes(
                    StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            assertTrue(answer.contains("the body is larger than 1048576 bytes"), answer);
        }
        assertEquals(200, service.get("/users/").statusCode(), "and goes on");
    }

    @Test
    void servesPlainRequestsThatGatewaysMarkAsUpgrades() throws Exception {
        String request = "GET /users/health HTTP/1.1\r\nHost: user_service\r\nConnection: upgrade\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            for (int round = 0; round < 3; round++) {  // and keeps the connection
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                var answer = new StringBuilder();
                while (!answer.toString().endsWith("}")) answer.append((char) socket.getInputStream().read());
                assertTrue(answer.toString().startsWith("HTTP/1.1 200 "), answer.toString());
                assertFalse(answer.toString().toLowerCase().contains("connection: close"), answer.toString());
            }
        }
    }

    @Test
    void letsARequestInFlightEndWhenItStops() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write("POST /users/login HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertTrue(in.readLine().startsWith("HTTP/1.1 100"), "the handler waits for the body");
            var stopping = Thread.ofVirtual().start(() -> service.close(Patience.TIME));
            Reserved.awaitRefused(service.port());
            socket.getOutputStream().write("{}".getBytes(StandardCharsets.ISO_8859_1));
            while (!in.readLine().isEmpty()) continue;  // the rest of the 100's head
            assertTrue(in.readLine().startsWith("HTTP/1.1 422"));
            stopping.join();
        }
    }

    @Test
    void refusesEscapesThatMeanNothing() throws Exception {
        assertTrue(raw("GET /users?skip=%C3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertEquals(422, service.get("/users?limit=5000").statusCode());
        assertEquals(422, service.get("/users?skip=-1").statusCode());
        assertEquals(404, service.get("/users/%31%32").statusCode(), "decoded to 12");
    }
}
