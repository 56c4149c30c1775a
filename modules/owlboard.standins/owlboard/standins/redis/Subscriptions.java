package owlboard.standins.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import owlboard.clients.redis.resp.Reply;
import owlboard.clients.redis.resp.RespWriter;
import owlboard.standins.redis.data.Channels;
import owlboard.standins.redis.data.Refused;
import owlboard.standins.redis.data.Store;

/**
 * The channels one connection listens to. From the first on, all it is sent goes through an outbox, so that messages and replies keep their
 * order.
 */
final class Subscriptions implements Channels.Listener {
    private static final int CHANNELS_MAX = 10_000;

    /** Hands over the stream, with nothing left in a buffer before it. */
    interface Opening {
        OutputStream open() throws IOException;
    }

    private final Store store;
    private final Runnable cut;
    private final IntSupplier version;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> patterns = new LinkedHashSet<>();
    private Outbox outbox;
    private Thread writer;

    Subscriptions(Store store, Runnable cut, IntSupplier version) {
        this.store = store;
        this.cut = cut;
        this.version = version;
    }

    boolean any() {
        return !names.isEmpty() || !patterns.isEmpty();
    }

    /** Whether the reply went through the outbox. */
    boolean carry(Reply reply) {
        if (outbox == null) return false;
        outbox.add(RespWriter.bytes(reply, version.getAsInt()));
        return true;
    }

    @Override
    public void push(Reply.Push message) {
        carry(message);
    }

    void add(String command, List<String> channels, Opening opening) throws IOException {
        boolean pattern = command.startsWith("p");
        if (names.size() + patterns.size() + channels.size() > CHANNELS_MAX) {
            throw new Refused("ERR a connection may listen to " + CHANNELS_MAX + " channels here");
        }
        begin(opening);
        for (var channel : channels) {
            store.listeners(all -> {
                set(pattern).add(channel);
                all.subscribe(this, channel, pattern);
                tell(command, channel);
            });
        }
    }

    /** No channels: all of this kind. */
    void remove(String command, List<String> channels, Opening opening) throws IOException {
        boolean pattern = command.startsWith("p");
        begin(opening);
        var going = channels.isEmpty() ? List.copyOf(set(pattern)) : channels;
        for (var channel : going) {
            store.listeners(all -> {
                set(pattern).remove(channel);
                all.unsubscribe(this, channel, pattern);
                tell(command, channel);
            });
        }
        if (going.isEmpty()) tell(command, null);
    }

    private void begin(Opening opening) throws IOException {
        if (outbox != null) return;
        var out = opening.open();
        outbox = new Outbox(cut);
        writer = Thread.ofVirtual().name("redis-outbox").start(() -> outbox.writeTo(out));
    }

    private Set<String> set(boolean pattern) {
        return pattern ? patterns : names;
    }

    private void tell(String command, String channel) {
        carry(new Reply.Push(List.of(Reply.of(command), Reply.of(channel), Reply.of(names.size() + patterns.size()))));
    }

    void clear() {
        store.listeners(all -> {
            names.forEach(name -> all.unsubscribe(this, name, false));
            patterns.forEach(pattern -> all.unsubscribe(this, pattern, true));
        });
        names.clear();
        patterns.clear();
    }

    /** What waits is still written, if the peer takes it. */
    void end() {
        clear();
        if (outbox == null) return;
        outbox.end();
        try {
            if (!writer.join(Duration.ofSeconds(1))) cut.run();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            cut.run();
        }
    }
}
