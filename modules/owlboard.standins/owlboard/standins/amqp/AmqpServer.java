package owlboard.standins.amqp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A broker that speaks AMQP 0-9-1: a stand-in for RabbitMQ on one virtual host, {@code /}. One virtual thread per connection, and two more
 * where they are needed.
 */
public final class AmqpServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int MESSAGE_MAX = 16 << 20;
    private static final int CLOSE_MILLIS = 1_000; // for telling the clients

    private final ServerSocket listener;
    private final Broker broker;
    private final Login login;
    private final int messageMax;
    private final Map<Session, Thread> sessions = new ConcurrentHashMap<>();

    private AmqpServer(ServerSocket listener, Broker broker, Login login, int messageMax) {
        this.listener = listener;
        this.broker = broker;
        this.login = login;
        this.messageMax = messageMax;
    }

    /**
     * Listens when it returns; messages may take a third of the heap.
     *
     * @param listen port 0: one that the system chooses
     * @param state  folder of {@code rabbitmq.journal}, in which durable exchanges, queues, bindings and persistent messages survive the
     *               end of the process
     * @throws IOException when the port is taken, or the journal cannot be read or belongs to a process that runs
     */
    public static AmqpServer start(InetSocketAddress listen, Path state, String user, String password) throws IOException {
        return start(listen, state, user, password, Runtime.getRuntime().maxMemory() / 3);
    }

    /** {@code messageBytes}: what all messages together may take of the memory. */
    static AmqpServer start(InetSocketAddress listen, Path state, String user, String password, long messageBytes) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.bind(listen);
            var broker = new Broker(state.resolve("rabbitmq.journal"), messageBytes);
            var server = new AmqpServer(listener, broker, new Login(user, password), (int) Math.min(MESSAGE_MAX, messageBytes / 2));
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException | RuntimeException failure) {
            listener.close();
            throw failure;
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException closed) {
                if (!listener.isClosed()) System.err.println("rabbitmq: cannot accept: " + closed.getMessage());
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        if (sessions.size() >= CONNECTIONS_MAX) {
            socket.close();
            return;
        }
        var session = new Session(socket, broker, login, messageMax);
        var thread = Thread.ofVirtual().unstarted(() -> {
            session.run();
            sessions.remove(session);
        });
        sessions.put(session, thread);
        thread.start();
    }

    /** Tells the clients (320), then ends. What was told as stored is stored. */
    @Override
    public void close() throws IOException {
        listener.close();
        var running = Map.copyOf(sessions);
        running.keySet().forEach(Session::dismiss);
        long deadline = System.nanoTime() + CLOSE_MILLIS * 1_000_000L;
        try {
            for (var session : running.entrySet()) {
                if (!session.getValue().join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) session.getKey().cut();
            }
        } catch (InterruptedException hurry) {
            for (var session : running.keySet()) session.cut();
            Thread.currentThread().interrupt();
        }
        broker.close();
    }
}
