package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;

/** A new version of every gateway, one after the other. */
final class RestartGateways implements Fault {
    @Override public String name() {
        return "restart-gateways";
    }

    @Override public String sentence() {
        return "restarts every gateway, one after the other";
    }

    @Override public String hypothesis() {
        return "When gateways restart in turn, no request fails; a WebSocket ends when the gateway does that it goes through, no other.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.socketsMayEnd();
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        for (var gateway : scene.edge().members("gateway")) {
            scene.strikes("restart of " + gateway.name(), List.of(gateway));
            scene.edge().have("restart", List.of(gateway.name()), said -> { });
        }
        scene.heals("the last one is healthy");
        scene.last();
    }
}
