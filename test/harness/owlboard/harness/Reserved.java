package owlboard.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A free port that nobody else gets: bound, not listening, so that connecting to it is refused until a peer (or nginx) listens there, and
 * again once that has closed. Both ends set SO_REUSEADDR, with which Linux lets a listener join a bound socket. On every address: a client
 * that binds 127.0.0.2 would otherwise be given the same port, and a listener on all addresses would not start.
 */
public final class Reserved implements AutoCloseable {
    private final Socket socket = new Socket();

    /** Any that is free. */
    public Reserved() {
        this(0);
    }

    /** @throws UncheckedIOException when somebody has that port */
    public Reserved(int port) {
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("port " + port, e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port());
    }

    /**
     * Returns once nobody listens there. A process that another test starts has copies of all sockets until it runs its program, the
     * listening ones too: what has been closed here may take connections for a moment still.
     */
    public void awaitRefused() {
        awaitRefused(port());
    }

    public static void awaitRefused(int port) {
        awaitRefused(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public static void awaitRefused(InetSocketAddress address) {
        for (long end = System.nanoTime() + Patience.NANOS; System.nanoTime() < end; ) {
            try {
                new Socket(address.getAddress(), address.getPort()).close();
                Thread.sleep(5);
            } catch (ConnectException refused) {
                return;
            } catch (SocketException reset) {
                continue; // it was closing
            } catch (IOException failure) {
                throw new UncheckedIOException(address.toString(), failure);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", stop);
            }
        }
        throw new AssertionError(address + " still accepts");
    }

    @Override public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
