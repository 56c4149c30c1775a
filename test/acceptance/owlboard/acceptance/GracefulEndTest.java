package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/** SIGTERM: nothing new is taken, what is in flight ends well within the grace time. */
class GracefulEndTest {
    @TempDir Path folder;
    private final CountDownLatch release = new CountDownLatch(1);

    private Backend waiting() throws Exception {
        return new Backend((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf".getBytes(StandardCharsets.ISO_8859_1));
            release.await(Patience.SECONDS, TimeUnit.SECONDS);
            out.write("full".getBytes(StandardCharsets.ISO_8859_1));
            return true;
        });
    }

    private Background balancer(Backend backend, String... words) throws Exception {
        var conf = Folders.conf(folder,
                "upstream api { server api:80; keepalive 8; }\nserver { listen 80; location = /now { return 200 now; } location / { "
                + "proxy_pass http://api; } }\n");
        var endpoints = Folders.write(folder, "endpoints", backend.endpoint("api:80"));
        var all = new ArrayList<>(List.of("--conf", conf.toString(), "--publish", "0:80", "--endpoints", endpoints.toString()));
        all.addAll(List.of(words));
        return Background.role(folder, "lb", all.toArray(String[]::new));
    }

    @Test void aRequestInFlightFinishesAndNothingNewIsAccepted() throws Exception {
        try (var backend = waiting(); var balancer = balancer(backend); var inFlight = new Raw(balancer.port(80));
                var idle = new Raw(balancer.port(80))) {
            assertEquals("now", idle.gets("/now").answer().body());
            inFlight.gets("/");
            Message.readHead(inFlight.in());
            assertEquals("half", Message.exactly(inFlight.in(), 4));
            balancer.signal("TERM");
            Reserved.awaitRefused(balancer.port(80));
            assertTrue(idle.isAtEnd(), "an idle connection is closed");
            assertTrue(balancer.isAlive());
            release.countDown();
            assertEquals("full", Message.exactly(inFlight.in(), 4));
            assertTrue(inFlight.isAtEnd());
            assertEquals(0, balancer.exitCode(), balancer.text());
        } finally {
            release.countDown();
        }
    }

    @Test void whatDoesNotFinishIsCutOffWhenTheGraceTimeIsOver() throws Exception {
        try (var backend = waiting(); var balancer = balancer(backend, "--grace", "1s"); var inFlight = new Raw(balancer.port(80))) {
            inFlight.gets("/");
            Message.readHead(inFlight.in());
            assertEquals("half", Message.exactly(inFlight.in(), 4));
            long start = System.nanoTime();
            balancer.signal("TERM");
            assertEquals(0, balancer.exitCode(), balancer.text());
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(seconds >= 0.9 && seconds < 100, seconds + " s");
            assertTrue(balancer.text().contains("were not enough for the requests in flight"), balancer.text());
            assertThrows(IOException.class, () -> Message.exactly(inFlight.in(), 4));
        } finally {
            release.countDown();
        }
    }

    /** Each request holds its loop until its regular expression is stopped; with 4 x 100 of them behind each other no loop is ever idle. */
    @Test void requestsThatKeepEveryLoopBusyDoNotKeepTheProcess() throws Exception {
        var conf = Folders.conf(folder,
                "map $uri $m { '~^/(.*,){11}P' 1; } log_format l $m; access_log off; server { listen 80; location / { access_log "
                + "access.log l; return 204; } }\n");
        try (var balancer = Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80", "--grace", "1s")) {
            var clients = new ArrayList<Raw>();
            try {
                for (int i = 0; i < 4; i++) clients.add(new Raw(balancer.port(80)));
                for (var client : clients) client.sends(("GET /" + "1,".repeat(50) + "xP HTTP/1.1\r\nHost: h\r\n\r\n").repeat(100));
                for (var client : clients) Message.readHead(client.in());
                long start = System.nanoTime();
                balancer.signal("TERM");
                assertEquals(0, balancer.exitCode(), balancer.text());
                double seconds = (System.nanoTime() - start) / 1e9;
                assertTrue(seconds < Patience.stretched(15).toSeconds(), seconds + " s");
            } finally {
                for (var client : clients) client.close();
            }
        }
    }

    @Test void aServiceFinishesWhatItIsAskedAndClosesItsWebSockets() throws Exception {
        try (var chat = Background.role(folder, "chat", "--listen", "127.0.0.1:0"); var client = new Client(chat.port(0));
                var talk = client.webSocket("/chat/ws/1?user_id=1&username=ann")) {
            talk.hears("user_joined");
            try (var slow = new Raw(chat.port(0))) {
                var body = "{\"user_id\": \"1\", \"username\": \"ann\", \"content\": \"x\"}";
                slow.sends("POST /chat/messages/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body.substring(0, 20));
                chat.signal("TERM");
                Reserved.awaitRefused(chat.port(0));
                slow.sends(body.substring(20));
                assertEquals(201, slow.answer().status());
            }
            assertEquals("closed 1001", talk.awaitEnd());
            assertEquals(0, chat.exitCode(), chat.text());
        }
    }
}
