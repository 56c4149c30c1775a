package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import owlboard.clients.amqp.Delivery;
import owlboard.clients.amqp.Subscription;
import owlboard.harness.Patience;

/** Keeps what a subscription delivers, for the test to take. */
final class Inbox implements Subscription.Listener {
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final BlockingQueue<IOException> ends = new LinkedBlockingQueue<>();

    @Override
    public void delivered(Delivery delivery) {
        deliveries.add(delivery);
    }

    @Override
    public void ended(IOException why) {
        ends.add(why);
    }

    Delivery next() throws InterruptedException {
        var delivery = deliveries.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertNotNull(delivery, "no message came");
        return delivery;
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    IOException end() throws InterruptedException {
        var end = ends.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertNotNull(end, "the subscription did not end");
        return end;
    }
}
