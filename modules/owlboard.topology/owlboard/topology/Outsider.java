package owlboard.topology;

import java.time.Duration;

/**
 * A role that runs elsewhere. It is asked until it answers for the first time, and when a person wants to know: otherwise who uses it
 * tells how it is, and nobody
 * counts our questions as broken log-ins.
 */
final class Outsider {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Role role;
    private final External where;
    private Thread asking;
    private volatile boolean asked;
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
                while (!askOnce()) Thread.sleep(AGAIN);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** True when it answers. */
    boolean askOnce() {
        var answer = probe().ask();
        trouble = answer.trouble();
        reached = answer.isWell();
        asked = true;
        return reached;
    }

    private Probe probe() {
        return new Probe(how(), where.host(), where.port());
    }

    private Health how() {
        if (role.type().isStore()) return new Health.Greets(role.type());
        return role.health() instanceof Health.Usual ? new Health.Tcp() : role.health();
    }

    Status status() {
        var why = trouble;
        return new Status(role.name(), role.type().word(), 0, Status.EXTERNAL, health(), where.toString(), where.toString(), 0, 0,
                why.isEmpty() ? "" : "is external and does not answer: " + why);
    }

    private String health() {
        if (reached) return "reached";
        return asked ? "unreachable" : "";
    }
}
