package owlboard.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The other end of {@link Control}. */
final class Asking {
    private Asking() {}

    static List<Status> statuses(Running supervisor) throws IOException {
        var statuses = new ArrayList<Status>();
        ask(supervisor, "ps", line -> statuses.add(Status.decode(line)));
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
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(supervisor.socket()));
                var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            channel.write(ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8)));
            for (String line; (line = in.readLine()) != null; ) answer.accept(line);
        }
    }
}
