package owlboard.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import owlboard.harness.Reserved;

/** The real nginx: one process, no daemon, in the test's folder. */
final class Nginx implements UnderTest {
    private static final String BINARY = System.getProperty("owlboard.nginx", "/usr/sbin/nginx");
    private static final String RECORDED = "nginx/1.22.";
    private static final long TOLD_AGAIN_MILLIS = 100;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Map<Integer, Reserved> listens = new HashMap<>();
    private final Map<Integer, String> shownPorts = new HashMap<>();
    private final Map<String, String> shownPeers = new HashMap<>();
    private final Process process;
    private final Path output;
    private final Start start;

    Nginx(Start start) throws IOException {
        this.start = start;
        for (int port : start.conf().listenPorts()) {
            listens.put(port, new Reserved());
            shownPorts.put(port, "" + port(port));
        }
        start.peers().forEach((name, at) -> shownPeers.put(name, "127.0.0.1:" + at.port()));
        write(start.conf());
        output = start.folder().resolve("output");
        var pid = start.folder().resolve("nginx.pid");
        process = new ProcessBuilder(BINARY, "-p", start.folder().toString(), "-c", file().toString(), "-e", output.toString(),
                "-g", "daemon off; master_process off; pid " + pid + ";")
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        RUNNING.add(process);
        try {
            Wait.until("nginx writes " + pid, () -> !process.isAlive() || isWritten(pid));
            check();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Whether the nginx that answers were recorded from is installed here. */
    static boolean isRecorded() {
        return Files.isExecutable(Path.of(BINARY)) && Version.TEXT.startsWith(RECORDED);
    }

    private Path file() {
        return start.folder().resolve("nginx.conf");
    }

    private void write(ConfText conf) throws IOException {
        var ports = new HashMap<Integer, Integer>();
        listens.keySet().forEach(port -> ports.put(port, port(port)));
        Files.writeString(file(), conf.forNginx(ports, start.peers(), start.root().toString(), hasV6()));
    }

    private static boolean isWritten(Path pid) {
        try {
            return Files.exists(pid) && Files.readString(pid).endsWith("\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasV6() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
    }

    @Override public int port(int listen) {
        return listens.get(listen).port();
    }

    @Override public Differences differences() {
        return new Differences(true, version(), shownPeers, shownPeers, shownPorts);
    }

    private static final class Version {
        static final String TEXT = read();

        static String read() {
            try {
                var asked = new ProcessBuilder(BINARY, "-v").redirectErrorStream(true).start();
                return new String(asked.getInputStream().readAllBytes()).strip().replaceFirst("nginx version: ", "")
                        .replaceFirst(" .*", "");
            } catch (IOException e) {
                throw new IllegalStateException(BINARY + " cannot be run", e);
            }
        }
    }

    private static String version() {
        return Version.TEXT;
    }

    @Override public void check() {
        if (process.isAlive()) return;
        try {
            throw new IllegalStateException("nginx ended with exit code " + process.exitValue() + ": " + Files.readString(output));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override public void reload(ConfText conf) {
        throw new IllegalStateException("nginx runs without a master process here and cannot reload");
    }

    /** A signal that comes just before it waits for events is not looked at until the next one comes. */
    @Override public void close() {
        long end = System.nanoTime() + Wait.LIMIT.toNanos();
        try {
            do process.destroy();
            while (!process.waitFor(TOLD_AGAIN_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
            if (process.isAlive()) process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
        listens.values().forEach(Reserved::close);
    }
}
