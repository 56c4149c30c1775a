package owlboard.services.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services.Kind;
import owlboard.services.SocketRig;
import owlboard.services.chat.ChatRoutes;
import owlboard.services.comments.CommentRoutes;
import owlboard.services.http.Routes;
import owlboard.clients.StoreUrl;
import owlboard.wire.net.EndpointDirectory;

/** What users and canvas change reaches the WebSockets of chat and comments, over a broker, whichever it is. */
abstract class AnyBroker {
    abstract int port() throws Exception;

    private StoreUrl url() throws Exception {
        return StoreUrl.parse("amqp://guest:guest@127.0.0.1:" + port() + "/");
    }

    Running service(Kind kind) throws Exception {
        return new Running(kind, new Keeping(null, url(), null));
    }

    static void awaitBroker(Running service, String state) throws Exception {
        long end = System.nanoTime() + Patience.NANOS;
        while (!service.get("/health").body().contains("\"broker\":\"" + state + "\"")) {
            assertTrue(System.nanoTime() < end, service.get("/health").body());
            Thread.sleep(20);
        }
        assertEquals(200, service.get("/health").statusCode(), "the broker decides nothing");
    }

    /** Chat or comments, which listen to the broker, and a page's WebSocket there. */
    final class Page implements AutoCloseable {
        private Events announcer;
        private final SocketRig rig;
        private final Broker broker;
        private final SocketRig.Peer peer;

        Page(Function<Routes, Events> service, String path) throws Exception {
            rig = new SocketRig(routes -> announcer = service.apply(routes));
            broker = new Broker(new Whereabouts(url(), new EndpointDirectory(null)), announcer).start();
            awaits(true);
            peer = rig.connect(path);
        }

        void awaits(boolean up) throws InterruptedException {
            long end = System.nanoTime() + Patience.NANOS;
            while (broker.condition().isUp() != up) {
                assertTrue(System.nanoTime() < end, "the broker: " + broker.condition().words());
                Thread.sleep(20);
            }
        }

        void hears(String part) throws InterruptedException {
            for (String text = peer.hears(); !text.contains(part); text = peer.hears()) continue;
        }

        @Override public void close() throws IOException {
            broker.close();
            rig.close();
        }
    }

    Page chat() throws Exception {
        return new Page(routes -> ChatRoutes.add(routes, 1 << 20), "/chat/ws/1?user_id=7&username=ann");
    }

    @Test void changesAreAnnounced() throws Exception {
        try (var users = service(Kind.USER); var canvas = service(Kind.CANVAS); var talk = chat();
                var notes = new Page(routes -> CommentRoutes.add(routes, 1 << 20), "/comments/ws/dashboards/1/comments")) {
            awaitBroker(users, "up");
            awaitBroker(canvas, "up");
            assertEquals(200, canvas.send("POST", "/canvas/save", "{\"id\":\"c1\"}").statusCode());
            talk.hears("{\"type\":\"canvas.saved\",\"data\":{\"id\":\"c1\",\"checksum\":");
            notes.hears("{\"type\":\"canvas.saved\",\"data\":{\"id\":\"c1\",");
            assertEquals(201, users.post("/users/register", Map.of("username", "ann", "email", "ann@example.org", "password", "secret"))
                    .statusCode());
            talk.hears("{\"type\":\"user.created\",\"data\":{\"id\":1,\"username\":\"ann\"}}");
            notes.hears("user.created");
            var login = Running.object(users.post("/users/login", Map.of("username", "ann", "password", "secret")));
            var token = "Bearer " + login.get("access_token");
            assertEquals(200, users.send("DELETE", "/users/1", null, "Authorization", token).statusCode());
            talk.hears("user.deactivated");
            assertEquals(204, users.send("DELETE", "/users/1?hard=true", null, "Authorization", token).statusCode());
            talk.hears("user.deleted");
        }
    }
}
