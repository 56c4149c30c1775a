package owlboard.standins.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listens, and has every connection served on a virtual thread of its own. */
public final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    /** Serves a connection until it ends. */
    public interface Service {
        /** {@code crowded}: there are too many connections; say so and return. */
        void serve(Socket socket, boolean crowded) throws IOException;
    }

    private final String name;
    private final ServerSocket socket;
    private final Service service;
    private final int most;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private Listener(String name, ServerSocket socket, int most, Service service) {
        this.name = name;
        this.socket = socket;
        this.most = most;
        this.service = service;
        this.acceptor = Thread.ofVirtual().name(name + "-accept").unstarted(this::accept);
    }

    /** Listens when it returns. {@code most}: connections at a time. */
    public static Listener start(String name, InetSocketAddress address, int most, Service service) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, 512);
        } catch (IOException failure) {
            socket.close();
            throw new IOException(name + " cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                    + failure.getMessage() + "; end what uses the port, or choose another one", failure);
        }
        var listener = new Listener(name, socket, most, service);
        listener.acceptor.start();
        return listener;
    }

    /** The TCP port. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                admit(socket.accept());
            } catch (IOException failure) {
                if (socket.isClosed()) return;
                LOG.log(System.Logger.Level.WARNING, "{0} could not accept a connection: {1}", name, failure.getMessage());
            }
        }
    }

    private void admit(Socket connection) {
        connections.add(connection);
        boolean crowded = connections.size() > most;
        Thread.ofVirtual().name(name).start(() -> {
            try (connection) {
                connection.setTcpNoDelay(true);
                connection.setKeepAlive(true);
                service.serve(connection, crowded);
            } catch (IOException ended) {
                LOG.log(System.Logger.Level.DEBUG, "{0}: a connection ended: {1}", name, ended.getMessage());
            } finally {
                connections.remove(connection);
            }
        });
    }

    /** Frees the port and cuts all connections; returns when their threads are done, 5 s at most. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            acceptor.join();
            for (int waited = 0; !connections.isEmpty() && waited < 500; waited++) {
                for (var connection : connections) connection.close();
                Thread.sleep(10);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
