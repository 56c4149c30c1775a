package owlboard.services.chat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import owlboard.services.http.Refusal;
import owlboard.services.json.JsonException;
import owlboard.clients.redis.RedisClient;
import owlboard.clients.redis.Subscription;

/**
 * Replicas that hear each other over the Redis channel {@value #CHANNEL}. Each says every two seconds that it is there, and tells all who
 * are with it when somebody asks. One that is silent for six seconds is gone, and who was there as well. While the server is away events
 * are lost, and who was there is remembered for a while.
 */
public final class RedisRelay implements Relay, AutoCloseable {
    static final String CHANNEL = "owlboard:chat:passing";
    private static final long BEAT_MILLIS = 2_000;
    private static final long GONE_MILLIS = 6_000;
    /** As long as nothing can be heard. */
    private static final long GONE_UNHEARD_MILLIS = 30_000;
    private static final long PAUSE_MILLIS = 200;
    /** Then the sockets get a millisecond to write: after a pause of the network many events come at once. */
    private static final int EVENTS_AT_ONCE = 128;
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    /** Another replica: when it was heard last, and the number of its last {@link Passing.All}; -1 when there was none. */
    private record Neighbour(long heardAt, long number) {}

    private final RedisClient client;
    private final String self = UUID.randomUUID().toString();
    private final Outgoing outgoing = new Outgoing();
    private final Map<String, Neighbour> neighbours = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().name("chat-relay").unstarted(this::run);
    private Others others;
    private Subscription subscription;
    private long number;
    private long upAt;
    private volatile boolean hears;
    private volatile boolean owesAll;
    private volatile boolean closed;

    public RedisRelay(RedisClient client) {
        this.client = client;
    }

    @Override
    public void begin(Others others) {
        this.others = others;
        subscription = client.subscribe(new Ear(), CHANNEL);
        thread.start();
    }

    @Override
    public void event(String dashboard, String exceptUser, String text) {
        pass(new Passing.Event(dashboard, exceptUser, text));
    }

    @Override
    public void came(String dashboard, Presence who) {
        pass(new Passing.Came(dashboard, who));
    }

    @Override
    public void went(String dashboard, Presence who) {
        pass(new Passing.Went(dashboard, who));
    }

    /** While nobody can hear it there is nothing to say: all who are here are told afterwards. */
    private void pass(Passing passing) {
        if (hears && !outgoing.add(new Passing.Letter(self, passing).json())) owesAll = true;
    }

    private void run() {
        long beatAt = now();
        try {
            while (!closed) {
                if (hears && (owesAll || now() - beatAt >= 0)) {
                    beat();
                    beatAt = now() + BEAT_MILLIS;
                }
                send(outgoing.take(Math.max(1, hears ? beatAt - now() : BEAT_MILLIS)));
                forgetTheSilent();
            }
            outgoing.clear();
            if (hears) publish(List.of(new Passing.Letter(self, new Passing.Bye()).json()));
        } catch (InterruptedException | IOException stop) {
            LOG.log(Level.DEBUG, "the relay ends: " + stop);
        }
    }

    private void beat() {
        if (!owesAll) {
            pass(new Passing.Still(number));
            return;
        }
        owesAll = false;
        number++;
        others.here(rooms -> pass(new Passing.All(number, rooms)));
    }

    private void send(List<String> letters) throws InterruptedException {
        if (letters.isEmpty()) return;
        try {
            publish(letters);
        } catch (IOException away) {
            owesAll = true;
            LOG.log(Level.DEBUG, "not told to other replicas: " + away.getMessage());
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void publish(List<String> letters) throws IOException {
        client.pipeline(letters.stream().map(letter -> List.of("PUBLISH", CHANNEL, letter)).toList());
    }

    private void forgetTheSilent() {
        for (var gone : silent()) others.all(gone, Map.of());
    }

    private synchronized List<String> silent() {
        long now = now();
        long most = hears ? GONE_MILLIS : GONE_UNHEARD_MILLIS;
        var gone = neighbours.entrySet().stream().filter(known -> now - Math.max(known.getValue().heardAt, upAt) > most)
                .map(Map.Entry::getKey).toList();
        gone.forEach(neighbours::remove);
        return gone;
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** Hears the channel, on the subscription's thread. */
    private final class Ear implements Subscription.Listener {
        private long events;

        @Override
        public void up() {
            synchronized (RedisRelay.this) {
                upAt = now();
            }
            outgoing.clear();
            hears = true;
            pass(new Passing.Hello());
            owesAll = true;
            outgoing.wake();
        }

        @Override
        public void down(IOException why) {
            hears = false;
        }

        @Override
        public void message(String channel, String text) {
            try {
                var letter = Passing.Letter.of(text);
                if (!letter.from().equals(self)) hear(letter.from(), letter.passing());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (JsonException | Refusal | RuntimeException strange) {
                LOG.log(Level.WARNING, "what is no letter of a chat service is passed over in the channel " + CHANNEL + ": "
                        + strange.getMessage());
            }
        }

        private void hear(String from, Passing passing) throws InterruptedException {
            long known = met(from, passing);
            switch (passing) {
                case Passing.Event(var dashboard, var exceptUser, var event) -> {
                    others.event(dashboard, exceptUser, event);
                    if (++events % EVENTS_AT_ONCE == 0) Thread.sleep(1);
                }
                case Passing.Came(var dashboard, var who) -> others.came(from, dashboard, who);
                case Passing.Went(var dashboard, var who) -> others.went(from, dashboard, who);
                case Passing.All(var _, var rooms) -> others.all(from, rooms);
                case Passing.Still(var told) -> { if (told != known) pass(new Passing.Hello()); }
                case Passing.Hello() -> {
                    owesAll = true;
                    outgoing.wake();
                }
                case Passing.Bye() -> others.all(from, Map.of());
            }
        }
    }

    /** The number of the list that is known of a replica. */
    private synchronized long met(String replica, Passing passing) {
        var before = neighbours.get(replica);
        long known = before == null ? -1 : before.number;
        if (passing instanceof Passing.All all) known = all.number();
        if (passing instanceof Passing.Bye) neighbours.remove(replica);
        else neighbours.put(replica, new Neighbour(now(), known));
        return known;
    }

    /** Says goodbye, if that can be done at once. */
    @Override
    public void close() throws IOException {
        closed = true;
        if (subscription == null) return;
        outgoing.wake();
        try {
            if (!thread.join(LAST_WORD)) thread.interrupt();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        subscription.close();
    }
}
