package owlboard.drill.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import owlboard.drill.edge.Edge;
import owlboard.drill.traffic.Wire;

/** One address asks ten times as often as it may. */
final class Burst implements Fault {
    private static final String GREEDY = "127.0.26.1";
    private static final String TARGET = "/lb-status?format=json";
    private static final int TIMES = 10;
    private static final int AT_ONCE = 50;
    /** Below nginx's keepalive_requests. */
    private static final int PER_CONNECTION = 500;
    private static final int CONNECTIONS = 4;
    private static final int TIMEOUT_MILLIS = 30_000;

    @Override public String name() {
        return "burst";
    }

    @Override public String sentence() {
        return "asks from one address ten times as much as limit_req lets it";
    }

    @Override public String hypothesis() {
        return "When one client asks too much, limit_req lets no more pass than its formula says, and nobody else notices.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING;
    }

    @Override public String obstacle(Edge edge) throws IOException {
        var obstacle = Fault.super.obstacle(edge);
        if (!obstacle.isEmpty()) return obstacle;
        if (edge.standing().peers().isEmpty()) return "the balancer has no /lb-status, which is what is asked";
        return Limit.in(edge.run().orElseThrow().confOf(edge.balancer().name())).isEmpty()
                ? "the balancer's file has no limit_req of $binary_remote_addr with nodelay" : "";
    }

    /** What was answered, and when. */
    private static final class Tally {
        private final AtomicInteger left;
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger others = new AtomicInteger();

        private Tally(int count) {
            left = new AtomicInteger(count);
        }

        private void add(int status) {
            if (status == 200) passed.incrementAndGet();
            else if (status == 503) refused.incrementAndGet();
            else others.incrementAndGet();
        }
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var limit = Limit.in(scene.edge().run().orElseThrow().confOf(scene.edge().balancer().name())).orElseThrow();
        int count = TIMES * (limit.burst() + 1);
        var tally = new Tally(count);
        scene.strikes(count + " requests at once from " + GREEDY, List.of());
        long beganNanos = System.nanoTime();
        var asking = new ArrayList<Thread>();
        for (int i = 0; i < CONNECTIONS; i++) asking.add(Thread.ofVirtual().start(() -> ask(scene.edge(), tally)));
        for (var one : asking) one.join(Duration.ofSeconds(60));
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        scene.heals("all were answered within %.2f s".formatted(seconds));
        scene.finds(verdict(limit, tally, count, seconds));
        scene.last();
    }

    private static void ask(Edge edge, Tally tally) {
        while (tally.left.get() > 0) {
            try (var wire = Wire.to(edge.address(), GREEDY, TIMEOUT_MILLIS)) {
                for (int asked = 0; asked < PER_CONNECTION && wire.isOpen(); asked += AT_ONCE) {
                    int batch = Math.min(AT_ONCE, tally.left.getAndAdd(-AT_ONCE));
                    if (batch <= 0) return;
                    for (int i = 0; i < batch; i++) wire.ask("GET", TARGET, "", "");
                    for (int i = 0; i < batch; i++) tally.add(wire.answer().status());
                }
            } catch (IOException failed) {
                tally.others.incrementAndGet();
                return;
            }
        }
    }

    /**
     * When the balancer saw each is not known here, and its clock stands still while it serves what has come: hence two bounds and not one
     * number.
     */
    private static Verdict verdict(Limit limit, Tally tally, int count, double seconds) {
        double least = limit.allowed(0);
        double most = limit.allowed(seconds) + 2;
        int passed = tally.passed.get();
        int refused = tally.refused.get();
        boolean kept = passed >= Math.min(count, least) && passed <= most && refused == count - passed
                && tally.others.get() == 0;
        return Verdict.of("I7", "limits are never exceeded by more than the burst, and let that pass", kept,
                "%d asked in %.2f s: %d answered, %d refused with 503, %d otherwise; 1 + burst %d + %.0f/s x time gives %.0f to %.0f"
                        .formatted(count, seconds, passed, refused, tally.others.get(), limit.burst(), limit.perSecond(),
                                least, Math.ceil(most)));
    }
}
