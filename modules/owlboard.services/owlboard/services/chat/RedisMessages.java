package owlboard.services.chat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;
import owlboard.store.redis.RedisClient;
import owlboard.store.redis.Subscription;
import owlboard.store.redis.resp.Reply;

/**
 * The last messages in Redis: a list per room, of JSON, at most {@link MessageLog#OF_ROOM_MAX}. Every replica of the service hears each message over the channel
 * {@value #CHANNEL}, the one that stored it as well, and feeds it once. What a replica missed while it did not hear the channel it reads from a list of the
 * latest messages of all rooms.
 */
public final class RedisMessages implements Messages, AutoCloseable {
    static final String CHANNEL = "owlboard:chat";
    static final String ROOM = "owlboard:chat:room:";
    private static final String LATEST = "owlboard:chat:latest";
    private static final int LATEST_MAX = 200;
    /** A message that was stored and not heard for so long is fed by who stored it. */
    private static final long HEARD_WITHIN_MILLIS = 500;
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private final RedisClient client;
    private final Feed feed;
    private final Fed fed = new Fed();
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final Subscription subscription;
    private volatile boolean hears;

    /** Subscribes, now or as soon as the server is there. */
    public RedisMessages(RedisClient client, Feed feed) {
        this.client = client;
        this.feed = feed;
        subscription = client.subscribe(new Ear(), CHANNEL);
    }

    @Override
    public void add(Message message) throws Refusal {
        var heard = new CountDownLatch(1);
        awaited.put(message.id(), heard);
        try {
            store(message.dashboardId(), Json.write(message.json()));
            if (!hears || !heard.await(HEARD_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) feed(message);
        } catch (IOException away) {
            throw Refusal.away(away);
        } catch (InterruptedException stop) {
            feed(message);
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(message.id());
        }
    }

    private void store(String dashboardId, String json) throws IOException {
        var room = ROOM + dashboardId;
        var done = client.transaction(List.of(List.of("RPUSH", room, json), List.of("LTRIM", room, -MessageLog.OF_ROOM_MAX, -1),
                List.of("RPUSH", LATEST, json), List.of("LTRIM", LATEST, -LATEST_MAX, -1), List.of("PUBLISH", CHANNEL, json)));
        for (var reply : done) if (reply instanceof Reply.Failure(var line)) throw new IOException("redis says: " + line);
    }

    @Override
    public List<Message> latest(String dashboardId, int skip, int limit) throws Refusal {
        if (limit == 0) return List.of();
        return read(ask("LRANGE", ROOM + dashboardId, -(skip + limit), -(skip + 1)).texts());
    }

    @Override
    public int count(String dashboardId) throws Refusal {
        return (int) ask("LLEN", ROOM + dashboardId).number();
    }

    private Reply ask(Object... words) throws Refusal {
        try {
            return client.read(words);
        } catch (IOException away) {
            throw Refusal.away(away);
        }
    }

    private static List<Message> read(List<String> stored) {
        return stored.stream().map(RedisMessages::read).flatMap(Optional::stream).toList();
    }

    private static Optional<Message> read(String json) {
        try {
            return Optional.of(Message.of(json));
        } catch (JsonException | Refusal | RuntimeException strange) {
            LOG.log(Level.WARNING, "what is no message is passed over in Redis: " + strange.getMessage());
            return Optional.empty();
        }
    }

    /** Whoever comes first with a message feeds it. */
    private void feed(Message message) {
        synchronized (fed) {
            if (fed.add(message.id())) feed.said(message);
        }
        var heard = awaited.get(message.id());
        if (heard != null) heard.countDown();
    }

    /** Hears the channel, on the subscription's thread. */
    private final class Ear implements Subscription.Listener {
        /** What was said before this replica began to hear; null until it did. */
        private Set<String> before;

        @Override
        public void message(String channel, String text) {
            read(text).ifPresent(RedisMessages.this::feed);
        }

        @Override
        public void up() {
            hears = true;
            try {
                var latest = read(client.read("LRANGE", LATEST, 0, -1).texts());
                if (before == null) before = new HashSet<>(latest.stream().map(Message::id).toList());
                else latest.stream().filter(message -> !before.contains(message.id())).forEach(RedisMessages.this::feed);
            } catch (IOException away) {
                LOG.log(Level.WARNING, "messages that were missed are not announced: " + away.getMessage());
            }
        }

        @Override
        public void down(IOException why) {
            hears = false;
        }
    }

    /** Ids of the messages that were fed last. */
    private static final class Fed {
        private static final int MAX = 4 * LATEST_MAX;
        private final LinkedHashSet<String> ids = new LinkedHashSet<>();

        boolean add(String id) {
            if (!ids.add(id)) return false;
            if (ids.size() > MAX) ids.removeFirst();
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        subscription.close();
    }
}
