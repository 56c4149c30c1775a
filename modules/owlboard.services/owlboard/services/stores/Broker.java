package owlboard.services.stores;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.AmqpClient;
import owlboard.clients.amqp.Delivery;
import owlboard.clients.amqp.wire.Properties;
import owlboard.clients.amqp.Subscription;

/**
 * Changes told over RabbitMQ: a durable topic exchange, {@value #EXCHANGE}, to which who listens binds a queue of its own.
 * While the broker is away up to {@value #WAITING_MAX} changes wait for it; more are dropped, the oldest first, and counted in the log.
 * Nobody waits for the broker.
 */
public final class Broker implements Events, AutoCloseable {
    static final String EXCHANGE = "owlboard.events";
    private static final int WAITING_MAX = 1000;
    private static final int PREFETCH = 100;
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LAST_PAUSE_MILLIS = 2_000;
    /** After the broker was away, what waits for it is told when those who listen have come back too: it would be dropped before. */
    private static final long SETTLING_MILLIS = LAST_PAUSE_MILLIS + 500;
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private record Event(String key, byte[] json) {}

    private final Supplier<StoreUrl> place;
    private final Events listener;
    private final Condition condition;
    private final LinkedBlockingDeque<Event> waiting = new LinkedBlockingDeque<>(WAITING_MAX);
    private final Thread thread = Thread.ofVirtual().name("broker").unstarted(this::run);
    private long dropped;

    /** @param listener what hears all changes of all services; null: this one only tells */
    public Broker(Whereabouts place, Events listener) {
        this.place = place;
        this.listener = listener;
        condition = new Condition(place.url().toString());
    }

    public Broker start() {
        thread.start();
        return this;
    }

    public Condition condition() {
        return condition;
    }

    @Override
    public synchronized void changed(String key, Map<String, Object> data) {
        var event = new Event(key, Json.bytes(data));
        while (!waiting.offerLast(event)) {
            if (waiting.pollFirst() != null && dropped++ % WAITING_MAX == 0) {
                LOG.log(Level.WARNING, "the broker is away for long: " + dropped + " changes are not told");
            }
        }
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        boolean wasAway = false;
        while (!Thread.currentThread().isInterrupted()) {
            try (var client = AmqpClient.connect(place.get(), ANSWER)) {
                client.declareExchange(EXCHANGE, "topic", true);
                if (listener != null) listen(client);
                condition.up();
                pause = FIRST_PAUSE_MILLIS;
                if (wasAway && !waiting.isEmpty()) Thread.sleep(SETTLING_MILLIS);
                tell(client);
                condition.down(new IOException("the connection was lost"));
            } catch (IOException away) {
                condition.down(away);
            } catch (InterruptedException closed) {
                return;
            }
            wasAway = true;
            try {
                Thread.sleep(pause);
            } catch (InterruptedException closed) {
                return;
            }
            pause = Math.min(LAST_PAUSE_MILLIS, 2 * pause);
        }
    }

    private void tell(AmqpClient client) throws IOException, InterruptedException {
        while (client.isOpen()) {
            var event = waiting.pollFirst(250, TimeUnit.MILLISECONDS);
            if (event == null) continue;
            try {
                client.publish(EXCHANGE, event.key, Properties.persistent("application/json"), event.json);
            } catch (IOException unsure) {
                waiting.offerFirst(event); // told twice is better than not at all; a full queue has younger ones
                throw unsure;
            }
        }
    }

    private void listen(AmqpClient client) throws IOException {
        var queue = client.declareOwnQueue();
        client.bind(queue, EXCHANGE, "#");
        client.consume(queue, PREFETCH, new Subscription.Listener() {
            @Override
            public void delivered(Delivery delivery) throws IOException {
                hear(delivery);
                delivery.ack();
            }

            @Override
            public void ended(IOException why) {
                try {
                    client.close(); // the thread above notices, and connects again
                } catch (IOException gone) {
                    LOG.log(Level.DEBUG, "closing: " + gone);
                }
            }
        });
    }

    @SuppressWarnings("unchecked") // a JSON object
    private void hear(Delivery delivery) {
        try {
            if (Json.read(delivery.body()) instanceof Map<?, ?> data) listener.changed(delivery.routingKey(), (Map<String, Object>) data);
        } catch (JsonException | RuntimeException strange) {
            LOG.log(Level.WARNING, "a message of the broker is passed over, " + delivery.routingKey() + ": " + strange);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
