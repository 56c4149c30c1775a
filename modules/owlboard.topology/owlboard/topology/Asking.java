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
import java.util.function.Consumer;

/** The other end of {@link Control}. */
final class Asking {
    private Asking() {}

    static List<Status> statuses(Running supervisor) throws IOException {
        var statuses = new ArrayList<Status>();
        ask(supervisor, "ps", line -> statuses.add(Status.decode(line)));
        return statuses;
    }

    static void startAgain(Running supervisor) throws IOException {
        ask(supervisor, "start", line -> { });
    }

    /** Returns when all have stopped; {@code told} hears of each. */
    static void stop(Running supervisor, Consumer<String> told) throws IOException {
        ask(supervisor, "stop", told);
    }

    private static void ask(Running supervisor, String word, Consumer<String> answer) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(supervisor.socket()));
                var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            channel.write(ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8)));
            for (String line; (line = in.readLine()) != null; ) answer.accept(line);
        }
    }
}
