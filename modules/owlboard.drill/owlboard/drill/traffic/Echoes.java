package owlboard.drill.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Many WebSockets that are open and silent, each in a room of its own. */
public final class Echoes implements AutoCloseable {
    private static final int OF_AN_ADDRESS = 100;
    private static final int AT_ONCE = 8;
    private static final int TRIES = 5;
    private static final long AGAIN_NANOS = 500_000_000;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int SLICE = 50;
    /** A quarter of {@code proxy_read_timeout}: where opening takes long, those who came first are not silent for a minute. */
    private static final Duration SILENT_MAX = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Talk> talks = new ArrayList<>();

    private final AtomicInteger refusedTries = new AtomicInteger();

    private Echoes() {}

    /** @throws IOException when one of them cannot be opened */
    public static Echoes open(InetSocketAddress edge, int count) throws IOException, InterruptedException {
        return open(edge, count, SILENT_MAX);
    }

    /** {@code silent}: how long opening may last until those that are open say something. */
    static Echoes open(InetSocketAddress edge, int count, Duration silent) throws IOException, InterruptedException {
        var echoes = new Echoes();
        var failures = new ArrayList<IOException>();
        var run = Long.toHexString(System.nanoTime());
        long echoed = System.nanoTime();
        for (int from = 0; from < count; from += SLICE) {
            int first = from;
            echoes.atOnce(Math.min(SLICE, count - first), i -> {
                try {
                    echoes.add(edge, run, first + i);
                } catch (IOException failed) {
                    synchronized (failures) {
                        failures.add(failed);
                    }
                }
            });
            if (System.nanoTime() - echoed < silent.toNanos()) continue;
            echoes.echo();
            echoed = System.nanoTime();
        }
        if (failures.isEmpty()) return echoes;
        echoes.close();
        throw new IOException(failures.size() + " of " + count + " WebSockets cannot be opened: " + failures.getFirst().getMessage(),
                failures.getFirst());
    }

    private void add(InetSocketAddress edge, String run, int number) throws IOException {
        var target = "/api/chat/ws/drill-" + run + "-" + number + "?user_id=" + number + "&username=drill" + number;
        var talk = patiently(edge, "127.0.28." + (1 + number / OF_AN_ADDRESS), target);
        synchronized (talks) {
            talks.add(talk);
        }
    }

    /** Nothing is wrong yet that a drill should tell of: a busy machine gets another try. */
    private Talk patiently(InetSocketAddress edge, String from, String target) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return Talk.open(edge, from, target, TIMEOUT_MILLIS);
            } catch (Talk.Refused refused) {
                refusedTries.addAndGet(Seen.tries(refused.peers()));
                if (tries == TRIES) throw refused;
                LockSupport.parkNanos(AGAIN_NANOS);
            } catch (IOException failed) {
                if (tries == TRIES) throw failed;
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    /** How many there are. */
    public int count() {
        return talks.size();
    }

    /** How many tries their handshakes took. */
    int tries() {
        return refusedTries.get() + talks.stream().mapToInt(talk -> Seen.tries(talk.peers())).sum();
    }

    /** Has each say something; returns how many heard it. */
    public int echo() throws InterruptedException {
        var heard = new AtomicInteger();
        atOnce(talks.size(), i -> {
            try {
                talks.get(i).say("{\"type\": \"chat_message\", \"data\": {\"content\": \"still-here-" + i + "-\"}}");
                talks.get(i).hear("still-here-" + i + "-");
                heard.incrementAndGet();
            } catch (IOException ended) {
                talks.get(i).close();
            }
        });
        return heard.get();
    }

    private interface Work {
        void of(int number);
    }

    private void atOnce(int count, Work work) throws InterruptedException {
        var places = new Semaphore(AT_ONCE);
        for (int i = 0; i < count; i++) {
            int number = i;
            if (!places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) return;
            Thread.ofVirtual().start(() -> {
                try {
                    work.of(number);
                } finally {
                    places.release();
                }
            });
        }
        places.tryAcquire(AT_ONCE, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override public void close() {
        talks.forEach(Talk::close);
    }
}
