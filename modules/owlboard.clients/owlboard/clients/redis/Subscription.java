package owlboard.clients.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import owlboard.clients.Deadline;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.resp.Reply;

/**
 * Channels that a client listens to. While the server is away messages are lost: {@link Listener#up} says when to read again what may have
 * been missed.
 */
public final class Subscription implements AutoCloseable {
    /** Hears what comes, on one thread. */
    public interface Listener {
        /** {@code text}: the message as UTF-8. */
        void message(String channel, String text);

        /** All channels are heard from now on. */
        default void up() {}

        /** They are not heard; it is tried again until the subscription is closed. Told once for each loss. */
        default void down(IOException why) {}
    }

    private static final System.Logger LOG = System.getLogger("owlboard.clients.redis");
    /** After so long without a word the server is asked for one, and has as long to answer. */
    private static final int QUIET_MILLIS = 5_000;
    private static final long RETRY_MILLIS_MIN = 100;
    private static final long RETRY_MILLIS_MAX = 1_000;

    private final Supplier<StoreUrl> url;
    private final String command;
    private final List<String> channels;
    private final Listener listener;
    private Link link;
    private boolean closed;

    private Subscription(Supplier<StoreUrl> url, String command, List<String> channels, Listener listener) {
        this.url = url;
        this.command = command;
        this.channels = channels;
        this.listener = listener;
    }

    static Subscription start(Supplier<StoreUrl> url, String command, List<String> channels, Listener listener) {
        var subscription = new Subscription(url, command, channels, listener);
        Thread.ofVirtual().name("redis-subscription").start(subscription::run);
        return subscription;
    }

    private void run() {
        long retry = RETRY_MILLIS_MIN;
        boolean told = false;
        while (!isClosed()) {
            try (var link = Link.open(url, Deadline.ofCall())) {
                if (!use(link)) return;
                subscribe(link);
                listener.up();
                told = false;
                retry = RETRY_MILLIS_MIN;
                hear(link);
            } catch (IOException failure) {
                if (isClosed()) return;
                if (!told) listener.down(failure);
                told = true;
            }
            pause(retry);
            retry = Math.min(2 * retry, RETRY_MILLIS_MAX);
        }
    }

    private void subscribe(Link link) throws IOException {
        var words = new ArrayList<String>();
        words.add(command);
        words.addAll(channels);
        link.send(words);
        link.flush();
        for (int confirmed = 0; confirmed < channels.size();) if (!deliver(Link.fine(link.receive(Deadline.ofCall())))) confirmed++;
    }

    private void hear(Link link) throws IOException {
        while (!isClosed()) {
            if (!link.awaits(QUIET_MILLIS)) {
                link.send(List.of("PING"));
                link.flush();
                if (!link.awaits(QUIET_MILLIS)) throw link.broken(new IOException("it is silent"));
            }
            deliver(Link.fine(link.receive(Deadline.ofCall())));
        }
    }

    /** Whether it was a message. */
    private boolean deliver(Reply reply) {
        if (!(reply instanceof Reply.Items) || reply.items().isEmpty()) return false;
        var parts = reply.texts();
        switch (parts.getFirst()) {
            case "message" -> tell(parts.get(1), parts.get(2));
            case "pmessage" -> tell(parts.get(2), parts.get(3));
            default -> { return false; }
        }
        return true;
    }

    private void tell(String channel, String text) {
        try {
            listener.message(channel, text);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a message of channel " + channel + " was not taken", bug);
        }
    }

    private synchronized boolean use(Link link) {
        this.link = link;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void pause(long millis) {
        try {
            if (!closed) wait(millis);
        } catch (InterruptedException stop) {
            closed = true;
        }
    }

    /** No message is heard after the one being told now. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        if (link != null) link.close();
    }
}
