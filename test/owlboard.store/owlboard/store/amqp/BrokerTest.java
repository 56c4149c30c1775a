package owlboard.store.amqp;

import owlboard.store.StoreUrl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Both ends of the codec: what a client of ours sees of a broker of ours. */
class BrokerTest {
    private static final Properties TEXT = Properties.persistent("text/plain");

    @TempDir Path state;

    private static void publish(AmqpClient client, String exchange, String key, String text) throws IOException {
        client.publish(exchange, key, TEXT, text.getBytes());
    }

    private static String text(Delivery delivery) {
        return new String(delivery.body());
    }

    @Test void aMessageGoesFromOneClientToAnother() throws Exception {
        try (var broker = Running.in(state); var sender = broker.client(); var receiver = broker.client()) {
            receiver.declareExchange("users", "topic", true);
            var queue = receiver.declareOwnQueue();
            receiver.bind(queue, "users", "user.*.changed");
            var inbox = new Inbox();
            receiver.consume(queue, 10, inbox);
            publish(sender, "users", "user.7.changed", "seven");
            publish(sender, "users", "user.7.deleted", "nobody hears this");
            publish(sender, "users", "user.8.changed", "eight");
            var first = inbox.next();
            assertEquals("seven", text(first));
            assertEquals("user.7.changed", first.routingKey());
            assertEquals("users", first.exchange());
            assertEquals("text/plain", first.properties().contentType());
            assertEquals("eight", text(inbox.next()));
        }
    }

    @Test void aMessageWithoutAcknowledgementComesAgain() throws Exception {
        try (var broker = Running.in(state); var sender = broker.client()) {
            sender.declareQueue("jobs", true);
            publish(sender, "", "jobs", "a");
            publish(sender, "", "jobs", "b");
            try (var forgetful = broker.client()) {
                var a = forgetful.get("jobs");
                assertFalse(a.redelivered());
                forgetful.get("jobs").ack();
            }
            var again = awaitMessage(sender, "jobs");
            assertEquals("a", text(again));
            assertTrue(again.redelivered());
            again.ack();
            assertNull(sender.get("jobs"));
        }
    }

    private static Delivery awaitMessage(AmqpClient client, String queue) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            var delivery = client.get(queue);
            if (delivery != null) return delivery;
            Thread.sleep(5);
        }
        throw new AssertionError("no message in " + queue);
    }

    @Test void aRejectedMessageWaitsAgainOrIsDropped() throws Exception {
        try (var broker = Running.in(state); var client = broker.client()) {
            client.declareQueue("jobs", false);
            publish(client, "", "jobs", "a");
            client.get("jobs").reject(true);
            client.get("jobs").reject(false);
            assertNull(client.get("jobs"));
        }
    }

    @Test void aConsumerGetsNoMoreThanItsPrefetchUnacknowledged() throws Exception {
        try (var broker = Running.in(state); var client = broker.client(); var consumer = broker.client()) {
            client.declareQueue("jobs", false);
            for (int i = 0; i < 5; i++) publish(client, "", "jobs", "job " + i);
            var inbox = new Inbox();
            consumer.consume("jobs", 2, inbox);
            var first = inbox.next();
            assertEquals("job 0", text(first));
            assertEquals("job 1", text(inbox.next()));
            assertEquals(3, client.count("jobs"));
            assertTrue(inbox.isEmpty());
            first.ack();
            assertEquals("job 2", text(inbox.next()));
        }
    }

    @Test void consumersTakeTurns() throws Exception {
        try (var broker = Running.in(state); var sender = broker.client(); var left = broker.client(); var right = broker.client()) {
            sender.declareQueue("jobs", false);
            var leftBox = new Inbox();
            var rightBox = new Inbox();
            left.consume("jobs", 100, leftBox);
            right.consume("jobs", 100, rightBox);
            for (int i = 0; i < 6; i++) publish(sender, "", "jobs", "job " + i);
            var seen = new HashSet<String>();
            for (int i = 0; i < 3; i++) {
                seen.add(text(leftBox.next()));
                seen.add(text(rightBox.next()));
            }
            assertEquals(Set.of("job 0", "job 1", "job 2", "job 3", "job 4", "job 5"), seen);
        }
    }

    @Test void closingASubscriptionGivesBackWhatItDidNotAcknowledge() throws Exception {
        try (var broker = Running.in(state); var client = broker.client()) {
            client.declareQueue("jobs", false);
            publish(client, "", "jobs", "a");
            var inbox = new Inbox();
            var subscription = client.consume("jobs", 5, inbox);
            inbox.next();
            subscription.close();
            assertEquals(1, client.count("jobs"));
        }
    }

    @Test void aFanoutExchangeCopiesToEveryQueue() throws Exception {
        try (var broker = Running.in(state); var client = broker.client()) {
            client.declareExchange("news", "fanout", false);
            for (var queue : new String[] {"a", "b"}) {
                client.declareQueue(queue, false);
                client.bind(queue, "news", "");
            }
            publish(client, "news", "whatever", "hello");
            for (var queue : new String[] {"a", "b"}) assertEquals("hello", text(client.get(queue)));
        }
    }

    @Test void aBodyOfManyFramesArrivesWhole() throws Exception {
        try (var broker = Running.in(state, 64 << 20); var client = broker.client()) {
            client.declareQueue("large", true);
            var body = new byte[3_000_001];
            for (int i = 0; i < body.length; i++) body[i] = (byte) (i * 31 >>> 3);
            client.publish("", "large", TEXT, body);
            assertArrayEquals(body, client.get("large").body());
        }
    }

    @Test void aDeletedQueueEndsItsSubscriptions() throws Exception {
        try (var broker = Running.in(state); var client = broker.client()) {
            client.declareQueue("jobs", false);
            var inbox = new Inbox();
            client.consume("jobs", 5, inbox);
            client.deleteQueue("jobs");
            assertTrue(inbox.end().getMessage().contains("deleted"));
        }
    }

    @Test void theClientLivesOnAfterARefusal() throws Exception {
        try (var broker = Running.in(state); var client = broker.client()) {
            var refused = assertThrows(AmqpException.class, () -> client.count("nowhere"));
            assertEquals(404, refused.code());
            assertEquals("NOT_FOUND - no queue 'nowhere' in vhost '/'", refused.getMessage());
            assertFalse(refused.endsConnection());
            client.declareQueue("somewhere", false);
            assertEquals(0, client.count("somewhere"));
            assertEquals(404, assertThrows(AmqpException.class, () -> client.consume("nowhere", 1, new Inbox())).code());
            assertEquals(404, assertThrows(AmqpException.class, () -> publish(client, "no exchange", "", "x")).code());
        }
    }

    @Test void aWrongPasswordIsRefused() throws Exception {
        try (var broker = Running.in(state)) {
            var url = StoreUrl.parse("amqp://guest:guess@127.0.0.1:" + broker.server().port() + "/");
            var refused = assertThrows(AmqpException.class, () -> AmqpClient.connect(url, Running.TIMEOUT));
            assertEquals(403, refused.code());
            assertTrue(refused.getMessage().startsWith("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN"), refused.getMessage());
        }
    }

    @Test void anUnknownVirtualHostIsRefused() throws Exception {
        try (var broker = Running.in(state)) {
            var url = StoreUrl.parse(broker.url() + "other");
            assertEquals(530, assertThrows(AmqpException.class, () -> AmqpClient.connect(url, Running.TIMEOUT)).code());
        }
    }

    @Test void messagesBeyondTheMemoryAreRefusedAndComeInAgainWhenThereIsRoom() throws Exception {
        try (var broker = Running.in(state, 1 << 20); var client = broker.client()) {
            client.declareQueue("full", true);
            var body = new byte[100_000];
            int stored = 0;
            AmqpException refused = null;
            while (refused == null) {
                try {
                    client.publish("", "full", TEXT, body);
                    stored++;
                } catch (AmqpException full) {
                    refused = full;
                }
                assertTrue(stored < 100, "nothing bounds the memory");
            }
            assertEquals(311, refused.code());
            assertEquals(stored, client.count("full"));
            client.get("full").ack();
            client.publish("", "full", TEXT, body);
            assertEquals(311, assertThrows(AmqpException.class, () -> client.publish("", "full", TEXT, new byte[600_000])).code());
        }
    }

    @Test void aBrokerThatEndsTellsItsClients() throws Exception {
        var broker = Running.in(state);
        var client = broker.client();
        client.declareQueue("jobs", false);
        var inbox = new Inbox();
        client.consume("jobs", 5, inbox);
        broker.close();
        assertTrue(inbox.end().getMessage().startsWith("CONNECTION_FORCED"));
        assertFalse(client.isOpen());
        assertEquals(320, assertThrows(AmqpException.class, () -> client.count("jobs")).code());
        client.close();
    }
}
