package owlboard.drill.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import owlboard.drill.edge.Edge;
import owlboard.drill.edge.Lease;

/**
 * The balancer cannot write to any file. A full file system wants root; a limit of the process on the size of files does not
 * (setrlimit(2), RLIMIT_FSIZE): every write that would make one longer fails, of logs and of temporary files alike.
 */
final class FullDisk implements Fault {
    private static final List<Path> PRLIMIT = List.of(Path.of("/usr/bin/prlimit"), Path.of("/bin/prlimit"));

    @Override public String name() {
        return "full-disk";
    }

    @Override public String sentence() {
        return "lets no file of the balancer grow, logs and temporary files alike";
    }

    @Override public String hypothesis() {
        return "When the balancer's disk is full, it goes on serving, and logs again once there is room.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING;
    }

    @Override public String obstacle(Edge edge) throws IOException {
        if (PRLIMIT.stream().noneMatch(Files::isExecutable)) {
            return "there is no prlimit (util-linux), which limits a process that runs; filling a file system would want root";
        }
        return Fault.super.obstacle(edge);
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var balancer = scene.edge().balancer();
        var prlimit = PRLIMIT.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString();
        var log = scene.edge().run().orElseThrow().log(balancer.name());
        long full;
        long fullLater;
        try (var _ = Lease.of("\"$1\" --pid \"$2\" --fsize=unlimited:", prlimit, Long.toString(balancer.pid()))) {
            scene.strikes("no file of " + balancer.name() + " (pid " + balancer.pid() + ") may grow", List.of());
            Edge.run(prlimit, "--pid", Long.toString(balancer.pid()), "--fsize=0:");
            scene.pause();
            full = Files.size(log);
            scene.last();
            fullLater = Files.size(log);
        }
        scene.heals("files may grow again");
        long size = Files.size(log);
        boolean grows = scene.comesTrue(() -> Files.size(log) > size);
        var rule = "nothing is written while there is no room, and lines come again afterwards";
        scene.finds(Verdict.of("log", rule, full == fullLater && grows,
                "the log had " + full + " and " + fullLater + " bytes while it was full, " + Files.size(log) + " afterwards"));
    }
}
