package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The main class of {@code ./build.sh soak}: {@code Soak IMAGE DIRECTORY SECONDS}. A balancer, two gateways behind it, a steady rate, and
 * all the while reloads and restarts; whether descriptors, threads, heap and memory stay where they are. It goes on past a gateway that
 * does not end.
 */
public final class Soak {
    private static final int CLIENTS = 16;
    private static final int SOCKETS = 50;
    private static final long PAUSE_MILLIS = 80; // of each client: some 200 requests a second
    private static final int RELOAD_SECONDS = 5;
    private static final int RESTART_SECONDS = 15;
    private static final int SAMPLES = 20;
    private static final int BODY = 100 << 10;
    /** In a line of the collector's log: what is left of the heap. */
    private static final Pattern LEFT = Pattern.compile("->(\\d+)M\\(");

    private record Sample(int second, int descriptors, int threads, long rssMegabytes, long heapMegabytes) {}

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong echoes = new AtomicLong();
    /** What went wrong, and how often. */
    private final ConcurrentHashMap<String, AtomicLong> wrong = new ConcurrentHashMap<>();
    private volatile boolean over;

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 1_800;
        if (seconds < 60) throw new IllegalArgumentException("soak " + seconds + ": at least 60 seconds");
        boolean flat = new Soak().run(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath(), seconds);
        System.exit(flat ? 0 : 1); // Program ends what it started
    }

    private boolean run(Path image, Path directory, int seconds) throws Exception {
        System.out.println(Machine.describe(image));
        var farEnd = new FarEnd();
        var doors = new Doors[] {Doors.free(), Doors.free(), Doors.free()};
        var log = directory.resolve("heap.log");
        Files.createDirectories(directory);
        var gateways = new Program[2];
        for (int i = 0; i < 2; i++) gateways[i] = gateway(image, directory, doors[i], farEnd);
        var command = List.of("env", "OWLBOARD_JAVA_OPTS=-Xlog:gc:file=" + log, image + "/bin/owlboard", "nginx");
        var balancer = Program.start("balancer", command,
                Recipes.balancer(directory.resolve("balancer"), doors[2].http1(), List.of(doors[0].http1(), doors[1].http1()),
                farEnd.port()), doors[2]);
        int port = doors[2].http1();
        for (int i = 0; i < CLIENTS; i++) Thread.startVirtualThread(() -> asks(port));
        for (int i = 0; i < SOCKETS; i++) Thread.startVirtualThread(() -> holds(port));
        var samples = new ArrayList<Sample>();
        long began = System.nanoTime();
        int reloads = 0;
        int restarts = 0;
        for (int second = 1; second <= seconds; second++) {
            Thread.sleep(Math.max(0, second * 1_000L - (System.nanoTime() - began) / 1_000_000));
            if (second % RELOAD_SECONDS == 0) {
                balancer.signal("HUP");
                reloads++;
            }
            if (second % RESTART_SECONDS == 0) {
                int which = restarts++ % 2;
                gateways[which].signal("QUIT");
                var remains = directory.resolve("remains-" + second);
                if (!gateways[which].ends(remains)) note("a gateway did not end (" + remains.getFileName() + ")");
                gateways[which] = gateway(image, directory, doors[which], farEnd);
            }
            if (second * SAMPLES / seconds > samples.size()) {
                samples.add(sample(second, balancer, log));
                System.out.println(samples.getLast());
            }
        }
        over = true;
        System.out.printf("%d requests, %d echoes on %d WebSockets, %d reloads, %d restarts of gateways in %d s; wrong: %s%n",
                requests.get(), echoes.get(), SOCKETS, reloads, restarts, seconds, wrong);
        return judged(samples);
    }

    private static Program gateway(Path image, Path directory, Doors doors, FarEnd farEnd) throws IOException, InterruptedException {
        var recipe = Recipes.inFrontOf(directory.resolve("gateway-" + doors.http1()), doors.http1(), farEnd.port());
        var command = List.of("env", "OWLBOARD_JAVA_OPTS=-Djdk.trackAllThreads=true", image + "/bin/owlboard", "nginx"); // for Remains
        return Program.start("gateway", command, recipe, doors);
    }

    /** Of the heap what lives: what a small collection leaves grows until a whole one comes. */
    private static Sample sample(int second, Program balancer, Path log) throws IOException, InterruptedException {
        balancer.collects();
        long left = 0;
        for (var line : Files.readAllLines(log)) {
            var pause = LEFT.matcher(line);
            if (pause.find()) left = Long.parseLong(pause.group(1));
        }
        return new Sample(second, balancer.descriptors(), balancer.threads(), balancer.rssBytes() >> 20, left);
    }

    /** The last quarter beside the second one, which is when all is compiled and every pool is full. */
    private boolean judged(List<Sample> samples) {
        int quarter = samples.size() / 4;
        var early = samples.subList(quarter, 2 * quarter);
        var late = samples.subList(samples.size() - quarter, samples.size());
        boolean flat = wrong.isEmpty();
        flat &= grows("descriptors", median(early, Sample::descriptors), median(late, Sample::descriptors), 20);
        flat &= grows("threads", median(early, Sample::threads), median(late, Sample::threads), 4);
        flat &= grows("MB of memory", median(early, Sample::rssMegabytes), median(late, Sample::rssMegabytes), 12);
        flat &= grows("MB of heap", median(early, Sample::heapMegabytes), median(late, Sample::heapMegabytes), 4);
        System.out.println(flat ? "FLAT" : "NOT FLAT");
        return flat;
    }

    /** One sample may be taken while a generation of workers ends. */
    private static long median(List<Sample> samples, ToLongFunction<Sample> of) {
        return samples.stream().mapToLong(of).sorted().skip(samples.size() / 2).findFirst().orElse(0);
    }

    private static boolean grows(String what, long early, long late, long tolerated) {
        System.out.printf("%s: %d in the second quarter, %d in the last%n", what, early, late);
        return late - early <= tolerated;
    }

    /** GET and POST in turn, on one connection as long as it lives. */
    private void asks(int port) {
        var none = Long.toHexString(new CRC32().getValue());
        var sum = new CRC32();
        for (long at = 0; at < BODY; at += 1 << 16) sum.update(FarEnd.piece(at, (int) Math.min(1 << 16, BODY - at)));
        var told = Long.toHexString(sum.getValue());
        while (!over) {
            try (var client = new NearEnd(port)) {
                while (!over) {
                    count(client.posts("/nothing", 0, none), requests);
                    Thread.sleep(PAUSE_MILLIS);
                    count(client.posts("/body", BODY, told), requests);
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (IOException failed) {
                count(failed.toString(), requests);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void holds(int port) {
        while (!over) {
            try (var socket = new NearEnd(port).upgrades("/socket")) {
                while (!over) {
                    count(socket.echoes() ? "" : "another echo", echoes);
                    Thread.sleep(1_000);
                }
            } catch (IOException failed) {
                count("WebSocket: " + failed, echoes);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void count(String said, AtomicLong done) {
        if (over) return;
        if (said.isEmpty()) done.incrementAndGet();
        else note(said);
    }

    /** The first of each is told at once. */
    private void note(String said) {
        var times = wrong.computeIfAbsent(said, word -> new AtomicLong());
        if (times.incrementAndGet() == 1) System.out.println("wrong: " + said);
    }
}
