package owlboard.drill.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import owlboard.drill.traffic.Seen.Outcome;
import owlboard.drill.traffic.Seen.Sort;

/**
 * Steady mixed traffic. Requests leave on time whatever became of those before them, so that a slow answer is not followed by fewer
 * questions; more than {@link #UNDER_WAY_MAX} at once are not sent, and counted as failed.
 */
public final class Crowd implements AutoCloseable {
    /** How many addresses ask. */
    public static final int PEOPLE = 32;
    private static final int SOCKETS = 8;
    private static final int UNDER_WAY_MAX = 2000;
    /** Beyond every timeout of the edge's own files. */
    private static final int TIMEOUT_MILLIS = 70_000;
    private static final Duration ECHO_EVERY = Duration.ofMillis(500);
    /** As a browser waits before it connects again. */
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);
    private static final int LETTERS = 36;

    private final InetSocketAddress edge;
    private final String path;
    private final Journal journal;
    private final String run = Long.toString(System.nanoTime() & 0xFFFF_FFFFFFL, LETTERS);
    private final List<Person> people = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger counter = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile int rate;
    private volatile boolean over;

    /**
     * Begins.
     *
     * @param rate requests per second, WebSockets aside
     * @param path empty for the mix of OwlBoard's services; otherwise what is asked, and nothing else
     */
    public Crowd(InetSocketAddress edge, int rate, String path, Journal journal) {
        this.edge = edge;
        this.rate = rate;
        this.path = path;
        this.journal = journal;
        for (int i = 0; i < PEOPLE; i++) people.add(new Person(edge, "127.0.24." + (1 + i), "drill-" + run + "-" + i, TIMEOUT_MILLIS));
        threads.add(Thread.ofPlatform().daemon().name("drill: traffic").start(this::send));
        if (!path.isEmpty()) return;
        for (int i = 0; i < SOCKETS; i++) {
            var own = people.get(i);
            threads.add(Thread.ofVirtual().name("drill: socket " + i).start(() -> talk(own)));
        }
    }

    /** Requests per second, WebSockets aside. */
    public int rate() {
        return rate;
    }

    /** From now on so many requests per second. */
    public void asks(int perSecond) {
        rate = perSecond;
    }

    /** Tries that the handshakes of WebSockets took, as the balancer told them. */
    public int handshakes() {
        return handshakes.get();
    }

    /** Somebody else's handshakes, which the balancer counts as well. */
    public void counts(Echoes sockets) {
        handshakes.addAndGet(sockets.tries());
    }

    /** Requests and handshakes of which nobody knows how many tries they took: their connection ended before an answer. */
    public int unheard() {
        return unheard.get() + people.stream().mapToInt(Person::unheard).sum();
    }

    private void send() {
        long next = System.nanoTime();
        while (!over) {
            long now = System.nanoTime();
            if (now < next) {
                LockSupport.parkNanos(next - now);
                continue;
            }
            next += 1_000_000_000L / rate;
            int number = counter.getAndIncrement();
            var own = people.get(number % PEOPLE);
            if (underWay.incrementAndGet() > UNDER_WAY_MAX) {
                underWay.decrementAndGet();
                var why = new Outcome(0, "not sent, too many unanswered", "", false, -1);
                journal.add(new Seen(Sort.GET, "edge", "", journal.now(), 0, why));
                continue;
            }
            Thread.ofVirtual().start(() -> {
                try {
                    journal.add(one(own, number / PEOPLE + number));
                } finally {
                    underWay.decrementAndGet();
                }
            });
        }
    }

    private Seen one(Person own, int turn) {
        if (!path.isEmpty()) return own.gets(journal, "edge", path, "");
        return switch (turn % 8) {
            case 0, 4 -> write(own);
            case 1 -> own.gets(journal, "users", "/api/users/health", "");
            case 2 -> own.gets(journal, "canvas", "/api/canvas/health", "");
            case 3 -> own.gets(journal, "chat", "/api/chat/health", "");
            case 6 -> own.gets(journal, "comments", "/api/comments/health", "");
            default -> own.reads(journal);
        };
    }

    private Seen write(Person own) {
        var nonce = "n" + run + "x" + counter.getAndIncrement() + "z";
        return own.writes(journal, nonce);
    }

    private void talk(Person own) {
        var target = "/api/chat/ws/" + own.name() + "?user_id=" + own.name() + "&username=" + own.name();
        while (!over) {
            long at = journal.now();
            var peers = "";
            try (var talk = Talk.open(edge, own.address(), target, TIMEOUT_MILLIS)) {
                peers = talk.peers();
                handshakes.addAndGet(Seen.tries(peers));
                while (!over) at = echo(talk);
            } catch (Talk.Refused refused) {
                handshakes.addAndGet(Seen.tries(refused.peers()));
                if (!over) journal.add(Person.failed(Sort.ECHO, "chat", "", at, journal.now() - at, refused).through(refused.peers()));
            } catch (IOException failed) {
                if (peers.isEmpty()) unheard.incrementAndGet();
                if (!over) journal.add(Person.failed(Sort.ECHO, "chat", "", at, journal.now() - at, failed).through(peers));
            }
            LockSupport.parkNanos(RECONNECT_AFTER.toNanos());
        }
    }

    /** Returns when the next one would be sent. */
    private long echo(Talk talk) throws IOException {
        var nonce = "n" + run + "e" + counter.getAndIncrement() + "z";
        long at = journal.now();
        talk.say("{\"type\": \"chat_message\", \"data\": {\"content\": \"" + nonce + "\"}}");
        talk.hear(nonce);
        journal.add(new Seen(Sort.ECHO, "chat", nonce, at, journal.now() - at, new Outcome(101, "", talk.peers(), false, -1)));
        LockSupport.parkNanos(ECHO_EVERY.toNanos());
        return journal.now();
    }

    /** Stops sending and waits for what is under way, at most so long. False when something still has no answer. */
    public boolean end(Duration patience) throws InterruptedException {
        over = true;
        long deadline = System.nanoTime() + patience.toNanos();
        while (underWay.get() > 0 && System.nanoTime() < deadline) Thread.sleep(10);
        for (var thread : threads) thread.join(Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime())));
        return underWay.get() == 0;
    }

    /**
     * How often each nonce of a POST is found on the boards; one that is not found is not there.
     *
     * @throws IOException when a board cannot be read
     */
    public Map<String, Integer> executions(List<Seen> posts) throws IOException {
        var boards = new StringBuilder();
        for (var own : people) {
            for (var board : own.boards()) {
                var answer = own.exchange("GET", "/api/comments/dashboards/" + board + "/comments", "", true);
                if (answer.status() != 200) throw new IOException("a board cannot be read: " + answer.status());
                boards.append(answer.text());
            }
        }
        var text = boards.toString();
        var found = new HashMap<String, Integer>();
        for (var post : posts) {
            var quoted = "\"" + post.nonce() + "\"";
            int count = 0;
            for (int at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) count++;
            if (count > 0) found.put(post.nonce(), count);
        }
        return found;
    }

    /** Takes what it has written away again, as far as it can, and closes its connections. */
    @Override public void close() {
        over = true;
        var cleaning = people.stream().map(own -> Thread.ofVirtual().start(() -> clean(own))).toList();
        try {
            for (var one : cleaning) one.join(Duration.ofSeconds(10));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void clean(Person own) {
        try {
            for (var id : own.written()) own.exchange("DELETE", "/api/comments/" + id, "", true);
            own.exchange("DELETE", "/api/chat/messages/" + own.name(), "", true);
        } catch (IOException leftThere) {
            own.leaves();
        }
        own.leaves();
    }
}
