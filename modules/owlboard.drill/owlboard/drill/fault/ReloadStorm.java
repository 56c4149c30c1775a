package owlboard.drill.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import owlboard.drill.edge.Edge;
import owlboard.drill.traffic.Echoes;

/** The balancer reads its file again and again, while many WebSockets are open. */
final class ReloadStorm implements Fault {
    private static final int MANY = 100;
    private static final int FEW = 10;
    private static final int SOCKETS = 1000;
    private static final int FEW_SOCKETS = 50;
    private static final long EVERY_MILLIS = 600;
    private static final int ECHO_EVERY = 25;
    private static final int WARM = 10;
    private static final long GROWTH_KILOBYTES = 48 << 10;
    private static final String PLACE = "add_header X-Upstream-Server $upstream_addr always;";

    @Override public String name() {
        return "reload-storm";
    }

    @Override public String sentence() {
        return "reloads the balancer 100 times in a minute while 1000 WebSockets are open";
    }

    @Override public String hypothesis() {
        return "When the balancer is reloaded again and again, no WebSocket ends, no request fails or is served by what was before, "
                + "and its memory stays.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING;
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        int reloads = scene.isShort() ? FEW : MANY;
        try (var sockets = Echoes.open(scene.edge().address(), scene.isShort() ? FEW_SOCKETS : SOCKETS)) {
            scene.crowd().counts(sockets);
            scene.tells(sockets.count() + " WebSockets are open");
            var editions = new Editions(scene.edge());
            scene.strikes(reloads + " reloads", List.of());
            sockets.echo();
            storm(scene, reloads, editions, sockets);
            editions.close();
            scene.heals("the last reload is done");
            int well = sockets.echo();
            scene.finds(Verdict.of("sockets", "no WebSocket ends by a reload", well == sockets.count(), well + " of " + sockets.count()
                    + " that were open all the time still echo"));
            scene.finds(editions.verdict(scene));
        }
        scene.pause();
    }

    /** Now and then all echo: what is silent for {@code proxy_read_timeout}, a minute, is ended by that. */
    private static void storm(Scene scene, int reloads, Editions editions, Echoes sockets) throws IOException, InterruptedException {
        var balancer = scene.edge().balancer();
        long settled = 0;
        long next = System.nanoTime();
        for (int i = 1; i <= reloads; i++) {
            editions.next(i);
            scene.edge().have("reload", List.of(balancer.name()), said -> { });
            editions.taken(i, scene.journal().now());
            if (i % ECHO_EVERY == 0) sockets.echo();
            if (i == Math.min(WARM, reloads / 2)) settled = kilobytes(balancer.pid());
            next += (scene.isShort() ? EVERY_MILLIS / 6 : EVERY_MILLIS) * 1_000_000;
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
        long at = kilobytes(balancer.pid());
        boolean same = scene.edge().balancer().pid() == balancer.pid();
        var rule = "memory does not grow with the number of reloads";
        scene.finds(Verdict.of("memory", rule, same && at - settled <= GROWTH_KILOBYTES,
                "%d MB resident after %d reloads, %d MB after %d"
                        .formatted(settled >> 10, Math.min(WARM, reloads / 2), at >> 10, reloads)));
    }

    /** {@code VmRSS} of proc(5); 0 where there is none. */
    private static long kilobytes(long pid) throws IOException {
        var file = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(file)) return 0;
        return Files.readAllLines(file).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    }

    /** Each reload's file says its number in a header; only where the file is the drill's own. */
    private static final class Editions {
        private final Path conf;
        private final String text;
        private final TreeMap<Long, Integer> taken = new TreeMap<>();

        private Editions(Edge edge) throws IOException {
            var own = edge.conf();
            text = own == null ? "" : Files.readString(own);
            conf = text.contains(PLACE) ? own : null;
        }

        private void next(int number) throws IOException {
            if (conf != null) write(text.replace(PLACE, PLACE + " add_header X-Drill-Edition " + number + " always;"));
        }

        private void taken(int number, long atNanos) {
            taken.put(atNanos, number);
        }

        private void write(String fresh) throws IOException {
            var beside = Files.writeString(conf.resolveSibling("lb.conf.new"), fresh);
            Files.move(beside, conf, StandardCopyOption.ATOMIC_MOVE);
        }

        /** The last one stays in force until the next reload, which finds the file as it was. */
        private void close() throws IOException {
            if (conf != null) write(text);
        }

        private Verdict verdict(Scene scene) {
            var rule = "no request is served by a configuration that was replaced before it was sent";
            if (conf == null) return Verdict.skipped("I6", rule, "the balancer's file is not the drill's own, so it is left as it is");
            var late = new ArrayList<String>();
            int judged = 0;
            for (var seen : scene.journal().all()) {
                var before = taken.floorEntry(seen.atNanos());
                if (before == null || seen.outcome().edition() < 0) continue;
                judged++;
                if (seen.outcome().edition() < before.getValue()) {
                    late.add(seen.outcome().edition() + " after " + before.getValue());
                }
            }
            return Verdict.of("I6", rule, late.isEmpty() && judged > 0, judged + " answers told which configuration made them, "
                    + late.size() + " an older one" + (late.isEmpty() ? "" : ": " + late.getFirst()));
        }
    }
}
