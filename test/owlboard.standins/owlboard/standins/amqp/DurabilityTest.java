package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.AmqpClient;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Properties;

class DurabilityTest {
    private static final Properties PERSISTENT = Properties.persistent("text/plain");

    @TempDir Path state;

    private static AmqpClient client(Child broker) throws IOException {
        return AmqpClient.connect(StoreUrl.parse("amqp://127.0.0.1:" + broker.port() + "/"), Running.TIMEOUT);
    }

    @Test void whatWasConfirmedSurvivesKillNine() throws Exception {
        try (var broker = Child.start(state)) {
            try (var client = client(broker)) {
                client.declareExchange("users", "topic", true);
                client.declareQueue("events", true);
                client.declareQueue("passing", false);
                client.bind("events", "users", "user.#");
                for (int i = 0; i < 20; i++) client.publish("users", "user.changed", PERSISTENT, ("event " + i).getBytes());
                client.publish("users", "user.changed", Properties.NONE, "not persistent".getBytes());
                for (int i = 0; i < 5; i++) client.get("events").ack();
                client.count("events"); // answered after the acknowledgements
                broker.kill();
            }
        }
        try (var broker = Child.start(state); var client = client(broker)) {
            assertEquals(15, client.count("events"));
            assertEquals(404, assertThrows(AmqpException.class, () -> client.count("passing")).code());
            var first = client.get("events");
            assertEquals("event 5", new String(first.body()));
            assertEquals("text/plain", first.properties().contentType());
            assertTrue(first.redelivered());
            client.publish("users", "user.new", PERSISTENT, "after".getBytes()); // exchange and binding are there too
            assertEquals(15, client.count("events"));
        }
    }

    @Test void unconfirmedPublishingLosesNothingThatWasConfirmed() throws Exception {
        int confirmed = 0;
        try (var broker = Child.start(state); var client = client(broker)) {
            client.declareQueue("events", true);
            var killer = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(150);
                    broker.kill();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            while (true) {
                try {
                    client.publish("", "events", PERSISTENT, ("event " + confirmed).getBytes());
                    confirmed++;
                } catch (IOException killed) {
                    break;
                }
            }
            killer.join();
        }
        try (var broker = Child.start(state); var client = client(broker)) {
            for (int i = 0; i < confirmed; i++) {
                var delivery = client.get("events");
                assertEquals("event " + i, new String(delivery.body()));
                delivery.ack();
            }
            var last = client.get("events"); // stored, and the word of it lost
            if (last != null) assertEquals("event " + confirmed, new String(last.body()));
        }
    }

    @Test void whatWasDeletedStaysDeleted() throws Exception {
        try (var broker = Running.in(state); var client = broker.client(); var raw = RawClient.in(broker.server().port())) {
            client.declareExchange("news", "fanout", true);
            client.declareQueue("events", true);
            client.declareQueue("kept", true);
            client.bind("events", "news", "");
            client.bind("kept", "news", "");
            client.publish("news", "", PERSISTENT, "x".getBytes());
            client.deleteQueue("events");
            raw.send(1, Kind.QUEUE_UNBIND, "kept", "news", "", Map.of());
            raw.receive(Kind.QUEUE_UNBIND_OK);
        }
        try (var broker = Running.in(state); var client = broker.client()) {
            assertEquals(404, assertThrows(AmqpException.class, () -> client.count("events")).code());
            client.publish("news", "", PERSISTENT, "y".getBytes());
            assertEquals("x", new String(client.get("kept").body()));
            assertNull(client.get("kept"));
        }
    }

    @Test void theJournalDoesNotGrowForEver() throws Exception {
        try (var broker = Running.in(state, 64 << 20); var client = broker.client()) {
            client.declareExchange("news", "direct", true);
            client.declareQueue("events", true);
            client.bind("events", "news", "now");
            client.publish("news", "now", PERSISTENT, "the first".getBytes());
            for (int i = 0; i < 60; i++) {
                client.declareQueue("other", true);
                client.publish("", "other", PERSISTENT, new byte[200_000]);
                client.get("other").ack();
            }
            client.count("other");
            assertTrue(Files.size(state.resolve("rabbitmq.journal")) < 6 << 20, Files.size(state.resolve("rabbitmq.journal")) + " bytes");
        }
        try (var broker = Running.in(state); var client = broker.client()) {
            assertEquals(0, client.count("other"));
            assertEquals("the first", new String(client.get("events").body()));
            client.publish("news", "now", PERSISTENT, "second".getBytes());
            assertEquals("second", new String(client.get("events").body()));
        }
    }

    @Test void theStateOfARunningBrokerIsRefusedToAnother() throws Exception {
        try (var broker = Child.start(state)) {
            assertTrue(assertThrows(IOException.class, () -> Running.in(state)).getMessage().contains("in use by another process"));
        }
    }
}
