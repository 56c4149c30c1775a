package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** {@code ./build.sh bench --sizes}: many idle sockets, large bodies in a small heap, many connections opened and closed. */
final class Sizes {
    private static final int SOCKETS = 8_000;
    private static final int AT_ONCE = 16;
    private static final int CONNECTIONS = 100_000;
    private static final int SLOW_BYTES_PER_SECOND = 10 << 10;
    private static final String HEAP = "64m";

    private final Path image;
    private final Path directory;
    /** How long nobody says anything before each socket is asked whether it is there. */
    private final int silenceSeconds;
    private final FarEnd farEnd = new FarEnd();

    private Sizes(Path image, Path directory, int silenceSeconds) throws IOException {
        this.image = image;
        this.directory = directory;
        this.silenceSeconds = silenceSeconds;
    }

    /** {@code words}: sockets, bodies, storm; all of them without a word. {@code --silence SECONDS}: of the sockets, 3 unless told. */
    static void run(Path image, Path directory, List<String> words) throws Exception {
        System.out.println(Machine.describe(image));
        var which = new ArrayList<>(words);
        int silence = 3;
        int at = which.indexOf("--silence");
        if (at >= 0) {
            silence = Integer.parseInt(which.remove(at + 1));
            which.remove(at);
        }
        var sizes = new Sizes(image, directory, silence);
        if (which.isEmpty() || which.contains("sockets")) {
            sizes.sockets(sizes.owlboard("sockets", ""));
            if (Program.isInstalled("nginx")) sizes.sockets(sizes.start("nginx", List.of("nginx"), "sockets-nginx"));
        }
        if (which.isEmpty() || which.contains("bodies")) sizes.bodies();
        if (which.isEmpty() || which.contains("storm")) sizes.storm(sizes.owlboard("storm", ""));
    }

    private Program owlboard(String name, String options) throws IOException, InterruptedException {
        return start("owlboard", List.of("env", "OWLBOARD_JAVA_OPTS=" + options, image + "/bin/owlboard", "nginx"), name);
    }

    private Program start(String name, List<String> command, String folder) throws IOException, InterruptedException {
        var doors = Doors.free();
        return Program.start(name, command, Recipes.inFrontOf(directory.resolve(folder), doors.http1(), farEnd.port()), doors);
    }

    private void sockets(Program proxy) throws IOException, InterruptedException {
        int port = proxy.doors().http1();
        for (int i = 0; i < 200; i++) try (var first = new NearEnd(port)) {
            first.upgrades("/").echoes();
        }
        long before = proxy.rssBytes();
        var sockets = new ArrayList<NearEnd>();
        for (int i = 0; i < SOCKETS; i++) sockets.add(new NearEnd(port, "127.0.0." + (2 + i % 8)).upgrades("/"));
        long cpu = proxy.cpuMicros();
        Thread.sleep(silenceSeconds * 1_000L);
        cpu = proxy.cpuMicros() - cpu;
        long after = proxy.rssBytes();
        int answered = 0;
        for (var socket : sockets) if (socket.echoes()) answered++;
        System.out.printf("%s: %d idle WebSockets, %.1f KB each (from %d to %d MB), %d answer after %d s of silence, in which it used "
                + "%.1f s of CPU; %d MB then%n", proxy.name(), SOCKETS, (after - before) / 1024.0 / SOCKETS, before >> 20, after >> 20,
                answered, silenceSeconds, cpu / 1e6, proxy.rssBytes() >> 20);
        for (var socket : sockets) socket.close();
    }

    private void bodies() throws Exception {
        var proxy = owlboard("bodies", "-Xmx" + HEAP);
        int port = proxy.doors().http1();
        var sum = new CRC32();
        for (long at = 0; at < FarEnd.BIG; at += 1 << 16) sum.update(FarEnd.piece(at, 1 << 16));
        var expected = Long.toHexString(sum.getValue());
        var slow = Thread.startVirtualThread(() -> reads(port));
        long began = System.nanoTime();
        var wrong = atOnce(i -> {
            try (var client = new NearEnd(port)) {
                return i % 2 == 0 ? client.gets("/big", expected) : client.posts("/", FarEnd.BIG, expected);
            }
        });
        System.out.printf("owlboard: %d bodies of %d MB at once, half of them up, with -Xmx%s, beside a client of %d KB/s: "
                + "%s in %d s, %d MB%n",
                AT_ONCE, FarEnd.BIG >> 20, HEAP, SLOW_BYTES_PER_SECOND >> 10, wrong.isEmpty() ? "all as they were" : "WRONG " + wrong,
                (System.nanoTime() - began) / 1_000_000_000, proxy.rssBytes() >> 20);
        slow.interrupt();
        slow.join(10_000);
        Thread.sleep(1_000);
        System.out.println("temporary files afterwards: " + files("bodies") + ", " + proxy.namelessFiles() + " without a name still open");
        var dying = IntStream.range(0, AT_ONCE).mapToObj(i -> Thread.startVirtualThread(() -> reads(port))).toList();
        Thread.sleep(2_000);
        proxy.process().destroyForcibly().waitFor();
        System.out.println("after kill -9 with " + dying.size() + " answers under way: " + files("bodies"));
        for (var thread : dying) thread.interrupt();
    }

    /** As slowly as it says, until it is told to stop, or the connection ends. */
    private static void reads(int port) {
        try (var client = new NearEnd(port)) {
            client.asks("GET /big");
            while (client.in().readNBytes(SLOW_BYTES_PER_SECOND / 10).length > 0) Thread.sleep(100);
        } catch (IOException | InterruptedException over) {
            return;
        }
    }

    private String files(String folder) throws IOException {
        try (var all = Files.walk(directory.resolve(folder))) {
            return all.filter(file -> file.getParent().endsWith("up") || file.getParent().endsWith("down")).count() + " in their folders";
        }
    }

    private void storm(Program proxy) throws Exception {
        int port = proxy.doors().http1();
        var none = Long.toHexString(new CRC32().getValue());
        int each = CONNECTIONS / AT_ONCE;
        atOnce(i -> opened(port, i, each / 10, none));
        long before = proxy.rssBytes();
        int descriptors = proxy.descriptors();
        long began = System.nanoTime();
        var wrong = atOnce(i -> opened(port, i, each, none));
        double seconds = (System.nanoTime() - began) / 1e9;
        Thread.sleep(1_000);
        System.out.printf("owlboard: %d connections opened, asked on and closed: %s, %.0f a second; %d to %d descriptors, %d to %d MB%n",
                each * AT_ONCE, wrong.isEmpty() ? "all were answered" : "WRONG " + wrong, each * AT_ONCE / seconds, descriptors,
                proxy.descriptors(), before >> 20, proxy.rssBytes() >> 20);
    }

    /** Every second one asks nothing. */
    private static String opened(int port, int i, int count, String none) throws IOException {
        for (int k = 0; k < count; k++) {
            try (var client = new NearEnd(port, "127.0.0." + (2 + i))) {
                var wrong = k % 2 == 0 ? client.posts("/", 0, none) : "";
                if (!wrong.isEmpty()) return wrong;
            }
        }
        return "";
    }

    private interface Doing {
        String apply(int number) throws IOException;
    }

    /** What went wrong. */
    private static List<String> atOnce(Doing doing) throws InterruptedException {
        var wrong = new ConcurrentLinkedQueue<String>();
        var threads = IntStream.range(0, AT_ONCE).mapToObj(i -> Thread.ofPlatform().start(() -> {
            try {
                var said = doing.apply(i);
                if (!said.isEmpty()) wrong.add(said);
            } catch (IOException failed) {
                wrong.add(failed.toString());
            }
        })).toList();
        for (var thread : threads) thread.join();
        return List.copyOf(wrong);
    }
}
