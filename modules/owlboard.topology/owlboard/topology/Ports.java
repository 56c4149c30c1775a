package owlboard.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds free ports of 127.0.0.1 below the range that the kernel takes for outgoing connections: there, a port that is free for the moment
 * while a role restarts can be taken by anybody's connect. They come in blocks, the first port of which is held as long as this is used:
 * two runs that begin at the same time would otherwise find the same ports free, and each give them to roles of its own.
 */
final class Ports implements AutoCloseable {
    private static final int WINDOW = 12_000;
    private static final int BLOCK = 20;
    private static final int ASIDE = 100;
    private final int low;
    private final int offset;
    private final List<Socket> held = new ArrayList<>();
    private int next;

    /**
     * {@code offset}: by how much published ports are moved already. Starts at a place that depends on the seed: the same state folder
     * gets the same ports again, two folders different ones.
     */
    Ports(int seed, int offset) {
        this.offset = offset;
        int end = ephemeralStart();
        low = end - WINDOW > 1024 ? end - WINDOW : 20_000;
        next = Math.floorMod(seed, WINDOW / BLOCK) * BLOCK;
    }

    private static int ephemeralStart() {
        try {
            return Integer.parseInt(Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException unknown) {
            return 32_768;
        }
    }

    /** Another {@code --port-offset} than the one that was given. */
    int otherOffset() {
        return offset + (offset <= 30_000 ? ASIDE : -ASIDE);
    }

    int next() throws Complaint {
        for (int tries = 0; tries < WINDOW; tries++) {
            int at = next++ % WINDOW;
            int port = low + at;
            if (at % BLOCK == 0) {
                if (!holds(port)) next += BLOCK - 1;
            } else if (isFree(InetAddress.getLoopbackAddress(), port)) return port;
        }
        throw Complaint.failure("no port of 127.0.0.1 from " + low + " to " + (low + WINDOW - 1)
                + " is free; end some of what listens there");
    }

    private boolean holds(int port) {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            held.add(socket);
            return true;
        } catch (IOException taken) {
            close(socket);
            return false;
        }
    }

    @Override
    public void close() {
        held.forEach(Ports::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether anybody could listen there now. {@code address} null: on every address. */
    static boolean isFree(InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
