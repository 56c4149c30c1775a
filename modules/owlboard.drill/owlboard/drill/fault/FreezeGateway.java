package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;
import owlboard.drill.edge.Edge;
import owlboard.drill.edge.Lease;

/** A process that hangs: it accepts connections, as its kernel does that, and answers nobody. */
final class FreezeGateway implements Fault {
    private static final int ADDED_MILLIS = 300;
    private static final int BACK_MILLIS = 3000;

    @Override public String name() {
        return "freeze-gateway";
    }

    @Override public String sentence() {
        return "stops a gateway with SIGSTOP, and lets it go on with SIGCONT";
    }

    @Override public String hypothesis() {
        return "When a gateway hangs, a GET takes at most " + ADDED_MILLIS + " ms more than before, and nobody sees an error.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.adds(ADDED_MILLIS).isBackWithin(BACK_MILLIS);
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var victim = scene.gateway();
        try (var _ = Lease.of("kill -CONT \"$1\"", Long.toString(victim.pid()))) {
            scene.strikes("SIGSTOP to " + victim.name() + " (pid " + victim.pid() + ")", List.of(victim));
            Edge.signal("STOP", victim.pid());
            scene.last();
        }
        scene.heals("SIGCONT to " + victim.name());
    }
}
