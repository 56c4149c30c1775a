package owlboard.drill.fault;

import java.io.IOException;
import java.util.List;
import owlboard.drill.edge.Edge;
import owlboard.drill.edge.Lease;

/** More gateways, then fewer than there were, then as many again. */
final class Scale implements Fault {
    private static final int MORE = 4;
    private static final int LEAST = 2;

    @Override public String name() {
        return "scale";
    }

    @Override public String sentence() {
        return "adds four gateways, takes five away, and adds one again";
    }

    @Override public String hypothesis() {
        return "When gateways come and go, no request fails; a WebSocket ends when the gateway leaves that it goes through, no other.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.socketsMayEnd().countersStartAnew();
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var gateways = scene.edge().members("gateway");
        var group = gateways.getFirst().name().replaceFirst("_\\d+$", "");
        int count = gateways.size();
        int few = Math.max(LEAST, count - 1);
        var back = group + "=" + count;
        try (var lease = Lease.of("exec \"$1\" scale \"$2\" --state \"$3\"", Edge.launcher(), back, scene.edge().state())) {
            scene.strikes("scale from " + count + " to " + (count + MORE), List.of());
            scale(scene, group, count + MORE);
            var leaving = scene.edge().members("gateway").subList(few, count + MORE);
            scene.touches(leaving);
            scene.tells("scale to " + few);
            scale(scene, group, few);
            scene.tells("scale to " + count);
            scale(scene, group, count);
            lease.isUndone();
        }
        scene.heals("there are " + count + " again");
        scene.last();
    }

    private static void scale(Scene scene, String group, int count) throws IOException {
        scene.edge().have("scale", List.of(group, Integer.toString(count)), said -> { });
    }
}
