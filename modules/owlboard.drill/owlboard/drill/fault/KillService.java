package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;
import owlboard.drill.edge.Edge;
import owlboard.drill.edge.Lease;

/** A service dies and stays dead for a while: the gateways answer 502 for it, which tells nothing of the gateways. */
final class KillService implements Fault {
    private static final String SERVICE = "chat_service";

    @Override public String name() {
        return "kill-service";
    }

    @Override public String sentence() {
        return "kills the chat service, which stays away for a while";
    }

    @Override public String hypothesis() {
        return "When one service is dead, requests for the others do not notice it, and no gateway is taken out for it.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.mayFail("chat");
    }

    @Override public String obstacle(Edge edge) throws IOException {
        var obstacle = Fault.super.obstacle(edge);
        if (!obstacle.isEmpty()) return obstacle;
        boolean runs = edge.members("chat").stream().anyMatch(member -> member.name().equals(SERVICE) && member.pid() > 0);
        return runs ? "" : SERVICE + " does not run here";
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var victim = scene.edge().member(SERVICE);
        try (var _ = Lease.of("exec \"$1\" start \"$2\" --state \"$3\"", Edge.launcher(), SERVICE, scene.edge().state())) {
            scene.strikes("SIGKILL to " + SERVICE + " (pid " + victim.pid() + ")", List.of());
            scene.kill(victim);
            scene.edge().have("stop", List.of(SERVICE), said -> { });
            scene.last();
        }
        scene.heals(SERVICE + " is healthy again");
    }
}
