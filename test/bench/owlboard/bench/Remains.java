package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is left of a process that was told to end: its threads in {@code threads.txt}, its TCP sockets in {@code sockets.txt}. */
final class Remains {
    private static final long DUMP_SECONDS = 20;
    /** Linux's include/net/tcp_states.h. */
    private static final String[] STATES = {"", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE",
        "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING"};

    private Remains() {}

    /** Its virtual threads are told where it runs with {@code -Djdk.trackAllThreads=true}. {@code folder} is made. */
    static void write(Process process, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("sockets.txt"), sockets(process.pid()));
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var dump = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.dump_to_file", "-overwrite",
                folder.resolve("threads.txt").toAbsolutePath().toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("jcmd.txt").toFile()).start();
        if (!dump.waitFor(DUMP_SECONDS, TimeUnit.SECONDS)) dump.destroyForcibly();
    }

    /** Local port, remote port, state, bytes that wait to be sent and to be read: proc_net_tcp(5). */
    private static List<String> sockets(long pid) throws IOException {
        var open = new HashSet<String>();
        try (var all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (var link : all.toList()) if (Files.isSymbolicLink(link)) open.add(Files.readSymbolicLink(link).toString());
        }
        var lines = new ArrayList<String>();
        for (var table : List.of("tcp", "tcp6")) {
            var path = Path.of("/proc/" + pid + "/net/" + table);
            if (!Files.exists(path)) continue;
            for (var line : Files.readAllLines(path)) {
                var fields = line.strip().split("\\s+");
                if (fields.length < 10 || !open.contains("socket:[" + fields[9] + "]")) continue;
                int colon = fields[4].indexOf(':');
                lines.add("%5d -> %5d %-11s unsent %d unread %d".formatted(port(fields[1]), port(fields[2]),
                        STATES[Integer.parseInt(fields[3], 16)], Long.parseLong(fields[4].substring(0, colon), 16),
                        Long.parseLong(fields[4].substring(colon + 1), 16)));
            }
        }
        return lines;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
