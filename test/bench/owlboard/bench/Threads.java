package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What each thread of an owlboard has used of the processors until now, as {@code /proc/PID/task/TID/schedstat} has it: in nanoseconds,
 * where the clock of the whole process ticks every 10 ms.
 */
final class Threads {
    /** What threads are there for. */
    enum Work {
        SERVING(true, "loops and the rest"),
        MAKING(false, "what they ask for is made"),
        COLLECTING(true, "garbage is collected"),
        COMPILING(false, "code is compiled");

        final boolean isOfRequests;
        final String words;

        /** {@code isOfRequests}: there is the more of it the more requests come. */
        Work(boolean isOfRequests, String words) {
            this.isOfRequests = isOfRequests;
            this.words = words;
        }
    }

    private record Spent(Work work, long nanos) {}

    private final Map<String, Spent> all = new HashMap<>();

    private Threads() {}

    static Threads of(Program program) throws IOException {
        var threads = new Threads();
        try (var tasks = Files.list(Path.of("/proc/" + program.process().pid() + "/task"))) {
            for (var task : tasks.toList()) threads.add(task);
        }
        return threads;
    }

    private void add(Path task) {
        try {
            var name = Files.readString(task.resolve("comm")).strip();
            var nanos = Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
            all.put(task.getFileName().toString(), new Spent(work(name), nanos));
        } catch (IOException ended) {
            all.remove(task.getFileName().toString());
        }
    }

    /** By its name, of which the kernel keeps 15 letters. */
    private static Work work(String name) {
        if (name.equals("observer") || name.startsWith("offload-")) return Work.MAKING;
        if (name.equals("VM Thread") || name.startsWith("GC ")) return Work.COLLECTING; // a serial collection is the VM's own work
        return name.startsWith("C1 ") || name.startsWith("C2 ") ? Work.COMPILING : Work.SERVING;
    }

    /** Nanoseconds since then. What a thread used that has ended meanwhile is not in it: those that do have been idle for long. */
    Map<Work, Long> since(Threads before) {
        var spent = new EnumMap<Work, Long>(Work.class);
        for (var work : Work.values()) spent.put(work, 0L);
        all.forEach((id, now) -> {
            var then = before.all.get(id);
            spent.merge(now.work, now.nanos - (then == null ? 0 : then.nanos), Long::sum);
        });
        return spent;
    }
}
