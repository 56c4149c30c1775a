package owlboard.services.chat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;
import owlboard.services.stores.Condition;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.Subscription;
import owlboard.clients.redis.resp.Reply;

/**
 * The last messages in Redis: a list per room, of JSON, at most {@link MessageLog#OF_ROOM_MAX}. Every replica of the service hears each
 * message over the channel {@value #CHANNEL}, the one that stored it as well, and feeds it once; that a room was cleared goes the same way.
 * What a replica missed while it did not hear the channel it reads from a list of the latest messages of all rooms.
 */
public final class RedisMessages implements Messages, AutoCloseable {
    static final String CHANNEL = "owlboard:chat";
    static final String ROOM = "owlboard:chat:room:";
    private static final String BEGUN = "owlboard:chat:begun:";
    private static final String LATEST = "owlboard:chat:latest";
    private static final int LATEST_MAX = 200;
    /** A message that was stored and not heard for so long is fed by who stored it. */
    private static final long HEARD_WITHIN_MILLIS = 500;
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private final RedisClient client;
    private final Feed feed;
    private final Condition condition;
    private final Fed fed = new Fed();
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final Subscription subscription;
    private volatile boolean hears;

    /** Subscribes, now or as soon as the server is there. */
    public RedisMessages(RedisClient client, Feed feed, Condition condition) {
        this.client = client;
        this.feed = feed;
        this.condition = condition;
        subscription = client.subscribe(new Ear(), CHANNEL);
    }

    @Override
    public void add(Message message) throws Refusal {
        var room = ROOM + message.dashboardId();
        store(message, List.of(List.of("SET", BEGUN + message.dashboardId(), message.timestamp().toString(), "NX"),
                List.of("RPUSH", room, Json.write(message.json())), List.of("LTRIM", room, -MessageLog.OF_ROOM_MAX, -1)));
    }

    /** What is said between the count and the clearing is cleared, and not counted. */
    @Override
    public long clear(String dashboardId) throws Refusal {
        var cleared = new Cleared(UUID.randomUUID().toString(), dashboardId, count(dashboardId), ChatRoutes.now());
        store(cleared, List.of(List.of("DEL", ROOM + dashboardId, BEGUN + dashboardId)));
        return cleared.count();
    }

    /** Returns when it was fed here. */
    private void store(Happening happening, List<List<Object>> commands) throws Refusal {
        var heard = new CountDownLatch(1);
        awaited.put(happening.id(), heard);
        try {
            store(Json.write(happening.json()), commands);
            condition.up();
            if (!hears || !heard.await(HEARD_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) feed(happening);
        } catch (IOException away) {
            throw condition.down(away);
        } catch (InterruptedException stop) {
            feed(happening);
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(happening.id());
        }
    }

    private void store(String json, List<List<Object>> commands) throws IOException {
        var all = new ArrayList<List<?>>(commands);
        all.add(List.of("RPUSH", LATEST, json));
        all.add(List.of("LTRIM", LATEST, -LATEST_MAX, -1));
        all.add(List.of("PUBLISH", CHANNEL, json));
        var done = client.transaction(all);
        for (var reply : done) if (reply instanceof Reply.Failure(var line)) throw new IOException("redis says: " + line);
    }

    @Override
    public List<Message> latest(String dashboardId, int skip, int limit) throws Refusal {
        if (limit == 0) return List.of();
        var stored = read(ask("LRANGE", ROOM + dashboardId, -(skip + limit), -(skip + 1)).texts());
        return stored.stream().filter(Message.class::isInstance).map(Message.class::cast).toList();
    }

    @Override
    public int count(String dashboardId) throws Refusal {
        return (int) ask("LLEN", ROOM + dashboardId).number();
    }

    @Override
    public Optional<Instant> since(String dashboardId) throws Refusal {
        return Optional.ofNullable(ask("GET", BEGUN + dashboardId).text()).map(Instant::parse);
    }

    private Reply ask(Object... words) throws Refusal {
        try {
            var reply = client.read(words);
            condition.up();
            return reply;
        } catch (IOException away) {
            throw condition.down(away);
        }
    }

    private static List<Happening> read(List<String> stored) {
        return stored.stream().map(RedisMessages::read).flatMap(Optional::stream).toList();
    }

    private static Optional<Happening> read(String json) {
        try {
            return Optional.of(Happening.of(json));
        } catch (JsonException | Refusal | RuntimeException strange) {
            LOG.log(Level.WARNING, "what is no message is passed over in Redis: " + strange.getMessage());
            return Optional.empty();
        }
    }

    /** Whoever comes first with what happened feeds it. */
    private void feed(Happening happening) {
        synchronized (fed) {
            if (fed.add(happening.id())) feed.happened(happening);
        }
        var heard = awaited.get(happening.id());
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
                if (before == null) before = new HashSet<>(latest.stream().map(Happening::id).toList());
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
