package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Properties;

/** Both ends of the codec: what a client of ours sees of a broker of ours. */
class BrokerTest extends AnyBroker {
    @TempDir Path state;
    private Running running;

    @BeforeEach void start() throws IOException {
        running = Running.in(state.resolve("shared"), 64 << 20);
    }

    @AfterEach void end() throws IOException {
        running.close();
    }

    @Override
    int port() {
        return running.server().port();
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

    @Test void transactionsAreRefusedByTheProtocolsOwnError() throws Exception {
        try (var client = raw()) {
            client.send(1, Kind.TX_SELECT);
            assertEquals("540 NOT_IMPLEMENTED - tx.select is not supported by this broker", client.closed(Kind.CONNECTION_CLOSE));
        }
    }

    @Test void argumentsThatCannotBeHonouredAreRefused() throws Exception {
        try (var client = raw()) {
            client.send(1, Kind.QUEUE_DECLARE, "jobs", false, false, false, false, false, Map.of("x-max-length", 5));
            assertEquals(
                    "406 PRECONDITION_FAILED - invalid arg 'x-max-length' for queue 'jobs' in vhost '/': '5': this broker does not "
                    + "support it",
                    client.closed(Kind.CHANNEL_CLOSE));
        }
    }

    @Test void aConsumerThatDoesNotReadIsWaitedFor() throws Exception {
        try (var sender = client(); var stalled = raw()) {
            stalled.declare("jobs");
            stalled.send(1, Kind.BASIC_CONSUME, "jobs", "", false, true, false, false, Map.of());
            stalled.receive(Kind.BASIC_CONSUME_OK);
            var body = new byte[500_000];
            AmqpException refused = null;
            for (int i = 0; refused == null && i < 400; i++) {
                try {
                    sender.publish("", "jobs", Properties.NONE, body);
                } catch (AmqpException full) {
                    refused = full;
                }
            }
            assertEquals(311, refused.code()); // at 64 MB and what the sockets hold, of the 200 MB that were sent
            assertTrue(stalled.receive(Kind.BASIC_DELIVER).body().length == body.length);
        }
    }
}
