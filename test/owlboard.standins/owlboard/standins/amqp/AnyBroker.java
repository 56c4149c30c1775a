package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.AmqpClient;
import owlboard.clients.amqp.Delivery;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Properties;
import owlboard.clients.amqp.wire.ProtocolHeader;
import owlboard.harness.Patience;

/** What holds of every broker: ours in {@link BrokerTest}, RabbitMQ in {@link RabbitMqTest}. A test leaves no queue or exchange behind. */
abstract class AnyBroker {
    static final Properties TEXT = Properties.persistent("text/plain");

    abstract int port() throws IOException;

    StoreUrl url(String login, String host) throws IOException {
        return StoreUrl.parse("amqp://" + login + "@127.0.0.1:" + port() + "/" + host);
    }

    AmqpClient client() throws IOException {
        return AmqpClient.connect(url("guest:guest", ""), Running.TIMEOUT);
    }

    RawClient raw() throws IOException {
        return RawClient.in(port());
    }

    static void publish(AmqpClient client, String exchange, String key, String text) throws IOException {
        client.publish(exchange, key, TEXT, text.getBytes());
    }

    static String text(Delivery delivery) {
        return new String(delivery.body());
    }

    @Test void aMessageGoesFromOneClientToAnother() throws Exception {
        try (var sender = client(); var receiver = client()) {
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
        try (var sender = client()) {
            sender.declareQueue("jobs", true);
            publish(sender, "", "jobs", "a");
            publish(sender, "", "jobs", "b");
            try (var forgetful = client()) {
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
        long deadline = System.nanoTime() + Patience.NANOS;
        while (System.nanoTime() < deadline) {
            var delivery = client.get(queue);
            if (delivery != null) return delivery;
            Thread.sleep(5);
        }
        throw new AssertionError("no message in " + queue);
    }

    @Test void aRejectedMessageWaitsAgainOrIsDropped() throws Exception {
        try (var client = client()) {
            client.declareQueue("jobs", false);
            publish(client, "", "jobs", "a");
            client.get("jobs").reject(true);
            client.get("jobs").reject(false);
            assertNull(client.get("jobs"));
        }
    }

    @Test void aConsumerGetsNoMoreThanItsPrefetchUnacknowledged() throws Exception {
        try (var client = client(); var consumer = client()) {
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
        try (var sender = client(); var left = client(); var right = client()) {
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
        try (var client = client()) {
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
        try (var client = client()) {
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
        try (var client = client()) {
            client.declareQueue("large", true);
            var body = new byte[3_000_001];
            for (int i = 0; i < body.length; i++) body[i] = (byte) (i * 31 >>> 3);
            client.publish("", "large", TEXT, body);
            assertArrayEquals(body, client.get("large").body());
        }
    }

    @Test void aDeletedQueueEndsItsSubscriptions() throws Exception {
        try (var client = client()) {
            client.declareQueue("jobs", false);
            var inbox = new Inbox();
            client.consume("jobs", 5, inbox);
            client.deleteQueue("jobs");
            assertTrue(inbox.end().getMessage().contains("deleted"));
        }
    }

    @Test void theClientLivesOnAfterARefusal() throws Exception {
        try (var client = client()) {
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
        var url = url("guest:guess", "");
        var refused = assertThrows(AmqpException.class, () -> AmqpClient.connect(url, Running.TIMEOUT));
        assertEquals(403, refused.code());
        assertTrue(refused.getMessage().startsWith("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN"),
                refused.getMessage());
    }

    @Test void anUnknownVirtualHostIsRefused() throws Exception {
        var url = url("guest:guest", "other");
        assertEquals(530, assertThrows(AmqpException.class, () -> AmqpClient.connect(url, Running.TIMEOUT)).code());
    }

    // The protocol's own answers, on bytes

    @Test void refusalsHaveTheCodesAndWordsThatClientsKnow() throws Exception {
        record Case(String expected, Kind kind, Object... values) {}
        var none = Map.of();
        var cases = new Case[] {
            new Case("404 NOT_FOUND - no exchange 'none' in vhost '/'", Kind.EXCHANGE_DECLARE, "none", "direct", true, false, false, false,
                    false, none),
            new Case("404 NOT_FOUND - no queue 'none' in vhost '/'", Kind.BASIC_GET, "none", false),
            new Case("404 NOT_FOUND - no exchange 'none' in vhost '/'", Kind.QUEUE_BIND, "jobs", "none", "", false, none),
            new Case("404 NOT_FOUND - no queue 'none' in vhost '/'", Kind.QUEUE_BIND, "none", "amq.direct", "", false, none),
            new Case("404 NOT_FOUND - no queue 'none' in vhost '/'", Kind.BASIC_CONSUME, "none", "", false, false, false, false, none),
            new Case(
            "406 PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'jobs' in vhost '/': received 'true' but current is 'false'",
                    Kind.QUEUE_DECLARE, "jobs", false, true, false, false, false, none),
            new Case(
            "406 PRECONDITION_FAILED - inequivalent arg 'auto_delete' for queue 'jobs' in vhost '/': received 'true' but current is "
            + "'false'",
                    Kind.QUEUE_DECLARE, "jobs", false, false, false, true, false, none),
            new Case(
            "406 PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.direct' in vhost '/': received 'fanout' but current is "
            + "'direct'",
                    Kind.EXCHANGE_DECLARE, "amq.direct", "fanout", false, true, false, false, false, none),
            new Case("406 PRECONDITION_FAILED - unknown delivery tag 7", Kind.BASIC_ACK, 7L, false),
            new Case("403 ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'", Kind.QUEUE_DECLARE, "amq.mine", false,
            false, false, false, false, none),
            new Case("403 ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
                    Kind.EXCHANGE_DECLARE, "amq.mine", "direct", false, false, false, false, false, none),
            new Case("403 ACCESS_REFUSED - operation not permitted on the default exchange", Kind.EXCHANGE_DELETE, "", false, false),
        };
        try (var client = raw()) {
            client.declare("jobs");
            for (var each : cases) {
                client.send(1, each.kind(), each.values());
                assertEquals(each.expected(), client.closed(Kind.CHANNEL_CLOSE), each.kind().title());
                client.send(1, Kind.CHANNEL_CLOSE_OK);
                client.send(1, Kind.CHANNEL_OPEN);
                client.receive(Kind.CHANNEL_OPEN_OK);
            }
        }
    }

    @Test void whatBreaksTheProtocolEndsTheConnection() throws Exception {
        record Case(int code, int channel, Kind kind, Object... values) {}
        var cases = new Case[] {
            new Case(504, 2, Kind.QUEUE_PURGE, "jobs", false),
            new Case(504, 1, Kind.CHANNEL_OPEN),
            new Case(540, 1, Kind.BASIC_QOS, 100L, 1L, false),
            new Case(540, 1, Kind.CHANNEL_FLOW, false),
            new Case(540, 1, Kind.BASIC_RECOVER, false),
            new Case(503, 1, Kind.EXCHANGE_DECLARE, "odd", "square", false, false, false, false, false, Map.of()),
        };
        for (var each : cases) {
            try (var client = raw()) {
                client.send(each.channel(), each.kind(), each.values());
                var closed = client.closed(Kind.CONNECTION_CLOSE);
                assertTrue(closed.startsWith(each.code() + " "), each.kind().title() + ": " + closed);
            }
        }
    }

    @Test void aFrameThatDoesNotEndIsAnError() throws Exception {
        try (var client = raw()) {
            client.socket.getOutputStream().write(new byte[] {1, 0, 1, 0, 0, 0, 4, 0, 20, 0, 10, 0});
            assertTrue(client.closed(Kind.CONNECTION_CLOSE).startsWith("501 "));
        }
    }

    @Test void anotherGreetingIsAnsweredWithTheRightOne() throws Exception {
        try (var client = RawClient.connect(port())) {
            client.socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
            assertArrayEquals(ProtocolHeader.bytes(), client.socket.getInputStream().readNBytes(8));
        }
    }

    @Test void aMandatoryMessageThatNobodyWantsComesBack() throws Exception {
        try (var client = raw()) {
            client.send(1, Kind.CONFIRM_SELECT, false);
            client.receive(Kind.CONFIRM_SELECT_OK);
            client.publish("", "none", true, "hello");
            var back = client.receive(Kind.BASIC_RETURN);
            assertEquals(312, back.method().number("reply-code"));
            assertEquals("NO_ROUTE", back.method().text("reply-text"));
            assertEquals("hello", new String(back.body()));
            assertEquals(1, client.receive(Kind.BASIC_ACK).method().number("delivery-tag"));
            client.publish("", "none", false, "gone");
            assertEquals(2, client.receive(Kind.BASIC_ACK).method().number("delivery-tag"));
        }
    }

    @Test void anExclusiveQueueIsItsConnectionsAlone() throws Exception {
        try (var owner = raw(); var other = raw()) {
            owner.send(1, Kind.QUEUE_DECLARE, "", false, false, true, false, false, Map.of());
            var name = owner.receive(Kind.QUEUE_DECLARE_OK).method().text("queue");
            assertTrue(name.startsWith("amq.gen-"), name);
            other.send(1, Kind.BASIC_GET, name, false);
            assertTrue(other.closed(Kind.CHANNEL_CLOSE)
                    .startsWith("405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '" + name + "' in vhost '/'"));
        }
    }

    @Test void anAutoDeleteQueueGoesWithItsLastConsumer() throws Exception {
        try (var client = raw()) {
            client.send(1, Kind.QUEUE_DECLARE, "jobs", false, false, false, true, false, Map.of());
            client.receive(Kind.QUEUE_DECLARE_OK);
            client.send(1, Kind.BASIC_CONSUME, "jobs", "me", false, false, false, false, Map.of());
            client.receive(Kind.BASIC_CONSUME_OK);
            client.send(1, Kind.BASIC_CANCEL, "me", false);
            client.receive(Kind.BASIC_CANCEL_OK);
            client.send(1, Kind.QUEUE_PURGE, "jobs", false);
            assertTrue(client.closed(Kind.CHANNEL_CLOSE).startsWith("404 "));
        }
    }

    @Test void anExclusiveConsumerIsTheOnlyOne() throws Exception {
        try (var client = raw()) {
            client.declare("jobs");
            client.send(1, Kind.BASIC_CONSUME, "jobs", "", false, false, true, false, Map.of());
            assertTrue(client.receive(Kind.BASIC_CONSUME_OK).method().text("consumer-tag").startsWith("amq.ctag-"));
            client.send(1, Kind.BASIC_CONSUME, "jobs", "", false, false, false, false, Map.of());
            assertEquals("403 ACCESS_REFUSED - queue 'jobs' in vhost '/' in exclusive use", client.closed(Kind.CHANNEL_CLOSE));
        }
    }

    @Test void oneAcknowledgementMayStandForMany() throws Exception {
        try (var client = raw()) {
            client.declare("jobs");
            for (int i = 0; i < 4; i++) client.publish("", "jobs", false, "job " + i);
            for (int tag = 1; tag <= 3; tag++) {
                client.send(1, Kind.BASIC_GET, "jobs", false);
                assertEquals(tag, client.receive(Kind.BASIC_GET_OK).method().number("delivery-tag"));
            }
            client.send(1, Kind.BASIC_ACK, 2L, true);
            client.send(1, Kind.BASIC_NACK, 3L, false, true);
            client.send(1, Kind.BASIC_GET, "jobs", false);
            var third = client.receive(Kind.BASIC_GET_OK);
            assertEquals("job 2", new String(third.body()));
            assertTrue(third.method().flag("redelivered"));
            assertEquals(1, third.method().number("message-count"));
        }
    }

    @Test void theChannelsPrefetchHoldsForAllItsConsumers() throws Exception {
        try (var client = raw(); var other = client()) {
            client.declare("jobs");
            client.send(1, Kind.BASIC_QOS, 0L, 2L, true);
            client.receive(Kind.BASIC_QOS_OK);
            for (var tag : new String[] {"x", "y"}) {
                client.send(1, Kind.BASIC_CONSUME, "jobs", tag, false, false, false, false, Map.of());
                client.receive(Kind.BASIC_CONSUME_OK);
            }
            for (int i = 0; i < 5; i++) publish(other, "", "jobs", "job " + i);
            assertEquals(1, client.receive(Kind.BASIC_DELIVER).method().number("delivery-tag"));
            assertEquals(2, client.receive(Kind.BASIC_DELIVER).method().number("delivery-tag"));
            assertEquals(3, other.count("jobs"));
            client.send(1, Kind.BASIC_ACK, 2L, true);
            assertEquals(3, client.receive(Kind.BASIC_DELIVER).method().number("delivery-tag"));
        }
    }

    @Test void aMessagePastItsTimeIsNotDelivered() throws Exception {
        try (var client = client()) {
            client.declareQueue("jobs", false);
            client.publish("", "jobs", new Properties(null, null, null, 0, 0, null, null, "0", null, null, null, null, null),
                    "late".getBytes());
            publish(client, "", "jobs", "in time");
            assertEquals("in time", text(client.get("jobs")));
        }
    }

    @Test void topicsMatchByWords() throws Exception {
        try (var client = client()) {
            client.declareQueue("jobs", false);
            client.bind("jobs", "amq.topic", "a.#.z");
            client.bind("jobs", "amq.topic", "*.b");
            for (var key : new String[] {"a.z", "a.b.c.z", "x.b", "a.b.c", "b", "a.z.b"}) publish(client, "amq.topic", key, key);
            for (var key : new String[] {"a.z", "a.b.c.z", "x.b"}) assertEquals(key, text(client.get("jobs")));
            assertNull(client.get("jobs"));
        }
    }
}
