package owlboard.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import owlboard.proxy.exchange.Uris;
import owlboard.proxy.http.Exchanges;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;
import owlboard.wire.http.Heads;
import owlboard.wire.http2.BlockNoise;
import owlboard.wire.http2.FrameNoise;

/**
 * The main class of {@code ./build.sh fuzz [SECONDS] [--seed N] [--target NAME] [--input FILE]}. All targets take turns; each has its own
 * random numbers, so that a seed gives each the same inputs in the same order. What fails is kept in a file, and told as a command that
 * does it again.
 */
public final class Fuzz {
    private static final long TURN_NANOS = 50_000_000;
    private static final long BATCH_NANOS = 5_000_000;
    private static final int FAILURES_MAX = 5;
    private static final long STANDARD_SECONDS = 60;

    /** How a target is doing. */
    private static final class Running {
        final Target target;
        final Mutation mutation;
        long count;
        long nanos;
        int failures;
        byte[] current = {};

        Running(Target target, long seed) {
            this.target = target;
            mutation = new Mutation(target, new Random(seed ^ target.name().hashCode()));
        }
    }

    private final long seed;
    private final Path folder;
    private final PrintStream out;
    private final List<Running> running = new ArrayList<>();

    /** {@code folder}: where failing inputs go. */
    Fuzz(long seed, Path folder, PrintStream out) throws Exception {
        this.seed = seed;
        this.folder = Files.createDirectories(folder);
        this.out = out;
        for (var target : targets(folder)) running.add(new Running(target, seed));
    }

    private static List<Target> targets(Path folder) throws Exception {
        var ended = OnLoop.call(() -> {
            var pair = Pair.open();
            pair.far.shutdownOutput();
            return pair;
        });
        var exchange = Exchanges.from("127.0.0.1", one -> one);
        return List.of(new Heads(ended), new BlockNoise(ended), new FrameNoise(ended), new Uris(exchange), new Configs(folder));
    }

    public static void main(String[] args) throws Exception {
        long seconds = STANDARD_SECONDS;
        long seed = System.nanoTime();
        String target = null;
        Path input = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seed" -> seed = Long.parseLong(args[++i]);
                case "--target" -> target = args[++i];
                case "--input" -> input = Path.of(args[++i]);
                default -> seconds = Long.parseLong(args[i]);
            }
        }
        var fuzz = new Fuzz(seed, Path.of("build/fuzz"), System.out);
        if (target != null) fuzz.only(target);
        int failures = input != null ? fuzz.again(Files.readAllBytes(input)) : fuzz.run(seconds);
        System.exit(Math.min(1, failures));
    }

    void only(String name) {
        running.removeIf(one -> !one.target.name().equals(name));
        if (running.isEmpty()) throw new IllegalArgumentException("no target \"" + name + "\": heads, blocks, frames, uris, config");
    }

    void only(Target target) {
        running.clear();
        running.add(new Running(target, seed));
    }

    /** One input, at each target that is left. Returns how many failed. */
    int again(byte[] input) throws Exception {
        for (var one : running) {
            one.current = input;
            onLoop(one, () -> one.target.take(input));
        }
        return failures();
    }

    /** Returns how many inputs failed. */
    int run(long seconds) throws Exception {
        out.println("fuzz: seed " + seed + ", " + seconds + " s");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) for (var one : running) if (one.failures < FAILURES_MAX) turn(one);
        for (var one : running) {
            out.printf("fuzz: %-7s %,12d inputs, %,9.0f a second, %d failed%n", one.target.name(), one.count,
                    one.count / Math.max(1e-9, one.nanos / 1e9), one.failures);
        }
        return failures();
    }

    private int failures() {
        return running.stream().mapToInt(one -> one.failures).sum();
    }

    /** How many inputs all targets have taken. */
    long inputs() {
        return running.stream().mapToLong(one -> one.count).sum();
    }

    private void turn(Running one) throws Exception {
        long began = System.nanoTime();
        while (System.nanoTime() - began < TURN_NANOS) {
            onLoop(one, () -> {
                for (long until = System.nanoTime() + BATCH_NANOS; System.nanoTime() < until; ) {
                    one.current = one.mutation.next();
                    one.count++;
                    one.target.take(one.current);
                }
            });
        }
        one.nanos += System.nanoTime() - began;
    }

    private interface Part {
        void run() throws Throwable;
    }

    /** What fails, or never comes back, is the input that is current then. */
    private void onLoop(Running one, Part part) throws IOException {
        try {
            OnLoop.run(() -> {
                try {
                    part.run();
                } catch (Exception | Error unexpected) {
                    throw unexpected;
                } catch (Throwable other) {
                    throw new AssertionError(other);
                }
            });
        } catch (Exception | Error unexpected) {
            failed(one, one.current, unexpected);
        }
    }

    private void failed(Running one, byte[] input, Throwable unexpected) throws IOException {
        one.failures++;
        var file = Files.write(folder.resolve(one.target.name() + "-" + seed + "-" + one.count), input);
        out.println("fuzz: " + one.target.name() + " failed: ./build.sh fuzz --target " + one.target.name() + " --input " + file);
        unexpected.printStackTrace(out);
    }
}
