package owlboard.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import owlboard.harness.Foreground;
import owlboard.harness.Reserved;

/**
 * The built image as a process of its own that is started once: each {@link Edge} that {@link #playing} makes has its configuration put in
 * force by a reload, and an empty one behind it, so that nothing of a test is left for the next one. One edge at a time.
 */
public final class BuiltImage implements AutoCloseable {
    private static final ScopedValue<BuiltImage> CURRENT = ScopedValue.newInstance();
    /** That configurations of tests listen on. */
    private static final List<Integer> LISTENS = List.of(80, 81, 82, 443, 8000, 8080, 8443, 9000);
    private static final String RELOADED = ": configuration reloaded";
    private static final String REFUSED = ": not reloaded";

    private final Path folder;
    private final Map<Integer, Reserved> published = new TreeMap<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Process process;
    private boolean taken;

    private BuiltImage(Path image, Path folder) throws IOException {
        this.folder = folder;
        write("endpoints", "");
        write("nginx.conf", empty());
        var command = new ArrayList<>(List.of(image.resolve("bin/owlboard").toString(), "--role", "lb", "--parent-pipe",
                "--conf", folder.resolve("nginx.conf").toString(), "--endpoints", folder.resolve("endpoints").toString(),
                "--state", folder.resolve("state").toString()));
        for (int port : LISTENS) {
            published.put(port, new Reserved());
            command.addAll(List.of("--publish", "127.0.0.1:" + published.get(port).port() + ":" + port));
        }
        process = new ProcessBuilder(Foreground.of(command)).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().name("output of the image").start(this::listens);
        try {
            awaits(" listens on");
        } catch (IOException | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    /** @param folder its own, which the caller removes */
    public static BuiltImage start(Path folder) throws IOException {
        var image = System.getProperty("owlboard.image");
        if (image == null) throw new IOException("-Dowlboard.image=DIR must name the built image");
        return new BuiltImage(Path.of(image), folder);
    }

    /** Edges that {@code test} makes on this thread are on this image. */
    public void playing(Runnable test) {
        ScopedValue.where(CURRENT, this).run(test);
    }

    /** On the image where one is being played, in this process everywhere else. */
    static UnderTest owlboard(UnderTest.Start start) throws IOException {
        return CURRENT.isBound() ? CURRENT.get().with(start) : new Owlboard(start);
    }

    private String empty() {
        return "error_log " + folder.resolve("idle.log") + "; events { } http { access_log off; }\n";
    }

    private void write(String name, String text) throws IOException {
        var beside = Files.writeString(folder.resolve(name + ".new"), text);
        Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE); // the image may be looking
    }

    private void listens() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) said.add(line);
        } catch (IOException ended) {
            said.add(ended.toString());
        }
    }

    private void awaits(String word) throws IOException {
        var told = new ArrayList<String>();
        long until = System.nanoTime() + Wait.LIMIT.toNanos();
        while (System.nanoTime() < until) {
            try {
                var line = said.poll(20, TimeUnit.MILLISECONDS);
                if (line == null && !process.isAlive() && said.isEmpty()) {
                    throw new IOException("the image ended with " + process.exitValue() + ": " + told);
                }
                if (line == null) continue;
                told.add(line);
                if (line.contains(REFUSED)) throw new IOException(String.join("\n", told));
                if (line.contains(word)) return;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            }
        }
        throw new IOException("the image did not say \"" + word + "\" but " + told);
    }

    private void reads(String conf) throws IOException {
        write("nginx.conf", conf);
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        awaits(RELOADED);
    }

    private UnderTest with(UnderTest.Start start) throws IOException {
        if (taken) throw new IllegalStateException("one edge at a time: the one before is still open");
        for (int port : start.conf().listenPorts()) {
            if (!published.containsKey(port)) throw new IllegalStateException(port + " is not in BuiltImage.LISTENS");
        }
        write("endpoints", start.endpoints());
        reads(start.conf().forImage(start.root().toString()));
        taken = true;
        return new InForce(start);
    }

    /** One configuration, while it is in force. */
    private final class InForce implements UnderTest {
        private final Start start;

        InForce(Start start) {
            this.start = start;
        }

        @Override public int port(int listen) {
            return published.get(listen).port();
        }

        @Override public Differences differences() {
            return Differences.owlboard(start);
        }

        @Override public void check() {
            if (process.isAlive()) return;
            throw new IllegalStateException("the image ended with exit code " + process.exitValue() + ": "
                    + said.stream().collect(Collectors.joining("\n")));
        }

        @Override public void reload(ConfText conf) throws IOException {
            reads(conf.forImage(start.root().toString()));
        }

        @Override public void close() {
            taken = false;
            if (!process.isAlive()) return; // check() has said so
            try {
                reads(empty());
            } catch (IOException refused) {
                throw new IllegalStateException(refused);
            }
        }
    }

    @Override public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        published.values().forEach(Reserved::close);
    }
}
