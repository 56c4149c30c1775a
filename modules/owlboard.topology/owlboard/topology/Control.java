package owlboard.topology;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The supervisor's control socket:
 * one line in: {@code ps}, {@code health} (the same, when all have been asked now), {@code down}, or a command of {@link Operations} with
 * its names, a tab before each; lines out, closed. For its owner alone.
 * What is to be changed is changed only while who asked for it is there.
 * An operation's lines begin with {@code |}, and its last one is {@code =} with the exit code.
 */
final class Control implements AutoCloseable {
    /** unix(7): sun_path has 108 bytes, the last of them zero. */
    private static final int PATH_BYTES_MAX = 107;

    private final ServerSocketChannel listener;
    private final Path socket;
    private final boolean elsewhere;

    private Control(ServerSocketChannel listener, Path socket, boolean elsewhere) {
        this.listener = listener;
        this.socket = socket;
        this.elsewhere = elsewhere;
    }

    static Control open(State state) throws Complaint {
        boolean elsewhere = state.socket().toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX;
        try {
            var socket = elsewhere ? Files.createTempDirectory("owlboard").resolve("control.sock") : state.socket();
            Files.deleteIfExists(socket);
            var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            return new Control(listener, socket, elsewhere);
        } catch (IOException cause) {
            throw Complaint.file("open", state.socket(), cause, "name a state folder on a local disk with --state D");
        }
    }

    Path socket() {
        return socket;
    }

    void serve(Supervisor supervisor, Operations operations, Terminal terminal) {
        Thread.ofPlatform().daemon().name("control").start(() -> {
            while (true) {
                try {
                    var client = listener.accept();
                    Thread.ofPlatform().daemon().name("control client").start(() -> answer(client, supervisor, operations, terminal));
                } catch (ClosedChannelException end) {
                    return;
                } catch (IOException cause) {
                    terminal.line("owlboard: the control socket " + socket + " is gone: " + cause.getMessage());
                    return;
                }
            }
        });
    }

    private static void answer(SocketChannel client, Supervisor supervisor, Operations operations, Terminal terminal) {
        try (client; var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
                var out = new PrintStream(Channels.newOutputStream(client), true, StandardCharsets.UTF_8)) {
            var line = in.readLine();
            if (line == null) return;
            var words = List.of(line.split("\t"));
            switch (words.getFirst()) {
                case "ps" -> supervisor.statuses().forEach(status -> out.println(status.encode()));
                case "health" -> {
                    supervisor.ask();
                    supervisor.statuses().forEach(status -> out.println(status.encode()));
                }
                case "down" -> {
                    if (isGone(client)) return;
                    terminal.line("Stopping, as owlboard down asked");
                    supervisor.stop(out::println);
                }
                default -> operate(words, operations, client, out);
            }
        } catch (IOException clientGone) {
            terminal.line("owlboard: a control client went away: " + clientGone.getMessage());
        }
    }

    /** Its caller may have given up while this process was stopped by a signal, or did what another had asked for. */
    private static boolean isGone(SocketChannel client) throws IOException {
        client.configureBlocking(false);
        try {
            return client.read(ByteBuffer.allocate(1)) < 0;
        } finally {
            client.configureBlocking(true);
        }
    }

    private static void operate(List<String> words, Operations operations, SocketChannel client, PrintStream out) throws IOException {
        try {
            synchronized (operations) {
                if (isGone(client)) return;
                operations.run(words.getFirst(), words.subList(1, words.size()), told -> out.println("|" + told));
            }
            out.println("=0");
        } catch (Complaint complaint) {
            complaint.getMessage().lines().forEach(line -> out.println("|owlboard: " + line));
            out.println("=" + complaint.exitCode());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket);
        if (elsewhere) Files.deleteIfExists(socket.getParent());
    }
}
