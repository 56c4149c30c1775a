package owlboard.clients.amqp;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.Kind;

/** Messages of a queue, given to a listener one after the other on a virtual thread of its own. */
public final class Subscription implements AutoCloseable {
    /** Who gets the messages. */
    public interface Listener {
        /** May wait, and use the client; the next message comes when it returns. */
        void delivered(Delivery delivery) throws IOException;

        /**
         * No more messages come: the queue was deleted, or the channel or the connection has ended. Not called after
         * {@link Subscription#close}.
         */
        void ended(IOException why);
    }

    private record Item(Delivery delivery, IOException end) {}

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(); // the prefetch bounds it
    private final Listener listener;
    private ClientChannel channel;
    private AmqpClient client;
    private volatile boolean closed;

    Subscription(Listener listener) {
        this.listener = listener;
    }

    void on(AmqpClient client, ClientChannel channel) {
        this.client = client;
        this.channel = channel;
    }

    void start() {
        Thread.ofVirtual().start(this::listen);
    }

    /** On the reading thread. */
    void receive(Command command) {
        if (command.method().kind() == Kind.BASIC_CANCEL) {
            end(new IOException("the broker ended the subscription: the queue was deleted"));
            return;
        }
        try {
            items.add(new Item(AmqpClient.delivery(channel, command), null));
        } catch (AmqpException malformed) {
            end(malformed);
        }
    }

    void end(IOException why) {
        items.add(new Item(null, why));
    }

    private void listen() {
        try {
            while (!closed) {
                var item = items.take();
                if (closed) return;
                if (item.end != null) {
                    listener.ended(item.end);
                    return;
                }
                listener.delivered(item.delivery);
            }
        } catch (IOException | InterruptedException failure) {
            if (!closed) listener.ended(failure instanceof IOException why ? why : new IOException("interrupted", failure));
        }
    }

    /** What was delivered and not acknowledged goes back to the queue. */
    @Override
    public void close() throws IOException {
        closed = true;
        end(new IOException("closed"));
        client.closeChannel(channel);
    }
}
