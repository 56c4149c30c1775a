package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;

/** The one process that everybody talks to. */
final class RestartBalancer implements Fault {
    @Override public String name() {
        return "restart-balancer";
    }

    @Override public String sentence() {
        return "restarts the load balancer itself";
    }

    @Override public String hypothesis() {
        return "When the balancer restarts, no connection is refused and no request fails; WebSockets end and connect again.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.socketsMayEnd().countersStartAnew();
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var balancer = scene.edge().balancer();
        scene.strikes("restart of " + balancer.name() + " (pid " + balancer.pid() + ")", List.of());
        scene.edge().have("restart", List.of(balancer.name()), said -> { });
        scene.awaitEnd(balancer); // with its last WebSockets, after its successor is there
        scene.pause();
        scene.heals(balancer.name() + " is healthy (pid " + scene.edge().balancer().pid() + ")");
        scene.last();
    }
}
