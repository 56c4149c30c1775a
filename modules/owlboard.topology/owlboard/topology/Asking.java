package owlboard.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The other end of {@link Control}. An operation may take its time, and say nothing meanwhile, as long as the supervisor lives: it answers
 * other questions then, and is not held by a signal.
 */
final class Asking {
    private static final String QUESTION = "ps";
    private static final Duration SILENCE = Duration.ofSeconds(5L * Timing.patience());
    private static final int LOOK_MILLIS = 1_000;
    /** Further lines wait with the supervisor. */
    private static final int LINES_AHEAD = 256;

    private Asking() {}

    /** A line, or how there was no further one: {@code line} is null then, and {@code failure} too when the answer is complete. */
    private record Heard(String line, IOException failure) {}

    /** The supervisor is there, and says nothing. */
    private static final class Silent extends IOException {
        Silent(String message) {
            super(message);
        }
    }

    static List<Status> statuses(Running supervisor) throws IOException {
        var statuses = new ArrayList<Status>();
        ask(supervisor, QUESTION, line -> statuses.add(Status.decode(line)));
        return statuses;
    }

    /** The same, when all have been asked how they are. */
    static List<Status> asked(Running supervisor) throws IOException {
        var statuses = new ArrayList<Status>();
        ask(supervisor, "health", line -> statuses.add(Status.decode(line)));
        return statuses;
    }

    /**
     * Has something done to roles; {@code told} hears of each thing. The exit code: 0, or 1 when it could not be done, as a line has told.
     */
    static int operate(Running supervisor, String command, List<String> names, Consumer<String> told) throws IOException {
        var words = new ArrayList<>(List.of(command));
        words.addAll(names);
        var code = new AtomicInteger(-1);
        ask(supervisor, String.join("\t", words), line -> {
            if (line.startsWith("=")) code.set(Integer.parseInt(line.substring(1)));
            else told.accept(line.substring(1));
        });
        if (code.get() < 0) throw new IOException("it ended before it had done that");
        return code.get();
    }

    /** Returns when all have stopped; {@code told} hears of each. */
    static void down(Running supervisor, Consumer<String> told) throws IOException {
        ask(supervisor, "down", told);
    }

    private static void ask(Running supervisor, String word, Consumer<String> answer) throws IOException {
        ask(supervisor, word, answer, SILENCE);
    }

    /** {@code patience}: how long a supervisor may be silent before it is asked whether it lives, and then again until it has answered. */
    static void ask(Running supervisor, String word, Consumer<String> answer, Duration patience) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            var heard = new ArrayBlockingQueue<Heard>(LINES_AHEAD);
            // who is held neither accepts nor reads, and only another thread can end waiting for that
            Thread.ofPlatform().daemon().name("asks").start(() -> converse(channel, supervisor.socket(), word, heard));
            long since = System.nanoTime();
            while (true) {
                var next = heard.poll(Math.min(LOOK_MILLIS, patience.toMillis()), TimeUnit.MILLISECONDS);
                if (next == null) {
                    if (Held.is(supervisor.who().pid())) throw new Silent("it is " + Held.WORDS);
                    if (System.nanoTime() - since < patience.toNanos()) continue;
                    live(supervisor, word, patience);
                } else if (next.line == null) {
                    if (next.failure != null) throw next.failure;
                    return;
                } else {
                    answer.accept(next.line);
                }
                since = System.nanoTime();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static void live(Running supervisor, String word, Duration patience) throws Silent {
        if (word.equals(QUESTION)) throw new Silent("it has said nothing for " + patience.toSeconds() + " s");
        try {
            ask(supervisor, QUESTION, status -> { }, patience);
        } catch (Silent dead) {
            throw dead;
        } catch (IOException ends) {
            return;  // it listens no more; the end of the connection that is open comes by itself
        }
    }

    private static void converse(SocketChannel channel, Path socket, String word, BlockingQueue<Heard> heard) {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8)));
            var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (String line; (line = in.readLine()) != null; ) tell(channel, heard, new Heard(line, null));
            tell(channel, heard, new Heard(null, null));
        } catch (IOException cause) {
            tell(channel, heard, new Heard(null, cause));
        }
    }

    /** Waits for room, as long as somebody listens: that one closes the channel. */
    private static void tell(SocketChannel channel, BlockingQueue<Heard> heard, Heard next) {
        try {
            boolean told;
            do told = heard.offer(next, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            while (!told && channel.isOpen());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
