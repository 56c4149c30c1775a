package owlboard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that this benchmark started: it and its workers end with the benchmark, however that ends. */
record Program(String name, Process process, Doors doors) {
    private static final long START_MILLIS = 20_000;
    private static final long END_MILLIS = 3_000;
    private static final long TICK_MICROS = 10_000; // USER_HZ is 100 on Linux

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Starts it and waits until its port for HTTP/1 accepts. Its output goes to {@code output} in the recipe's directory. */
    static Program start(String name, List<String> command, Recipe recipe, Doors doors) throws IOException, InterruptedException {
        var output = recipe.directory().resolve("output");
        var process = new ProcessBuilder(Stream.concat(command.stream(), recipe.arguments().stream()).toList())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        var program = new Program(name, process, doors);
        Runtime.getRuntime().addShutdownHook(new Thread(program::end));
        long deadline = System.nanoTime() + START_MILLIS * 1_000_000;
        while (!accepts(doors.http1())) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(name + " does not listen; it said:\n" + Files.readString(output));
            }
            Thread.sleep(20);
        }
        return program;
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** CPU time of the process and its workers since they started. */
    long cpuMicros() throws IOException {
        long ticks = 0;
        for (var each : family()) {
            var stat = Files.readString(Path.of("/proc/" + each.pid() + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // proc(5): field 3 is the first here
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime
        }
        return ticks * TICK_MICROS;
    }

    /** Resident memory of the process and its workers now; what they share counts for each. */
    long rssBytes() throws IOException {
        long kilobytes = 0;
        for (var each : family()) {
            for (var line : Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes << 10;
    }

    /** Open files and sockets. */
    int descriptors() throws IOException {
        int count = 0;
        for (var each : family()) try (var all = Files.list(Path.of("/proc/" + each.pid() + "/fd"))) {
            count += (int) all.count();
        }
        return count;
    }

    /** Open files that are in no folder any more. */
    int namelessFiles() throws IOException {
        int count = 0;
        for (var each : family()) try (var all = Files.list(Path.of("/proc/" + each.pid() + "/fd"))) {
            for (var link : all.toList()) if (Files.isSymbolicLink(link) && isNameless(link)) count++;
        }
        return count;
    }

    private static boolean isNameless(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().endsWith(" (deleted)");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Of the kernel's. */
    int threads() throws IOException {
        int count = 0;
        for (var each : family()) try (var all = Files.list(Path.of("/proc/" + each.pid() + "/task"))) {
            count += (int) all.count();
        }
        return count;
    }

    /** The whole heap of a JVM. */
    void collects() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** After a signal: false when it has not ended in good time. Then what it does stands in {@code folder}, and it is killed. */
    boolean ends(Path folder) throws IOException, InterruptedException {
        if (process.waitFor(START_MILLIS, TimeUnit.MILLISECONDS)) return true;
        Remains.write(process, folder);
        process.destroyForcibly().waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
        return false;
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private void end() {
        var family = family();
        process.destroy();
        try {
            process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
