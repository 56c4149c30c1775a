package owlboard.topology;

import java.time.Duration;
import java.util.Optional;

/** A role that runs elsewhere. It is asked until it answers for the first time: from then on who uses it tells how it is, and nobody counts our questions as broken log-ins. */
final class Outsider {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Role role;
    private final External where;
    private Thread asking;
    private volatile boolean reached;
    private volatile String trouble = "not asked yet";

    Outsider(Role role, External where) {
        this.role = role;
        this.where = where;
    }

    Role role() {
        return role;
    }

    boolean isReached() {
        return reached;
    }

    /** A line of the endpoint directory. */
    String endpoint() {
        return role.listen().getFirst() + " " + where;
    }

    /** On a thread of its own. */
    synchronized void ask() {
        if (asking != null && asking.isAlive()) return;
        asking = Thread.ofVirtual().name(role.name() + " health").start(() -> {
            try {
                for (var answer = probe().ask(); ; answer = probe().ask()) {
                    trouble = answer.orElse("");
                    reached = answer.isEmpty();
                    if (reached) return;
                    Thread.sleep(AGAIN);
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Probe probe() {
        var health = role.type().isStore() ? new Health.Greets(role.type()) : role.health() instanceof Health.Usual ? new Health.Tcp() : role.health();
        return new Probe(health, where.host(), where.port());
    }

    Status status() {
        return new Status(role.name(), role.type().word(), 0, Status.EXTERNAL, reached ? "reached" : "", where.toString(), where.toString(), 0, 0,
                Optional.of(trouble).filter(text -> !text.isEmpty()).map(text -> "is external and does not answer: " + text).orElse(""));
    }
}
