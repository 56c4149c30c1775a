package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;

/** A crash: SIGKILL from outside, of which nobody is told. */
final class KillGateway implements Fault {
    @Override public String name() {
        return "kill-gateway";
    }

    @Override public String sentence() {
        return "kills a gateway with SIGKILL; its supervisor starts it again";
    }

    @Override public String hypothesis() {
        return "When a gateway dies, the others take over: no GET fails, no POST is done twice, and it serves again once it is back.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.postsUnderWayMayFail().socketsMayEnd();
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var victim = scene.gateway();
        scene.strikes("SIGKILL to " + victim.name() + " (pid " + victim.pid() + ")", List.of(victim));
        scene.kill(victim);
        scene.await(victim.name() + " is healthy again", () -> {
            var now = scene.edge().member(victim.name());
            return now.healthy() && now.pid() != victim.pid();
        });
        scene.heals(victim.name() + " is healthy again (pid " + scene.edge().member(victim.name()).pid() + ")");
        scene.last();
    }
}
