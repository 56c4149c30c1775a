package owlboard.httpserver;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import owlboard.wire.loop.Loops;
import owlboard.wire.net.Listener;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.TlsWire;

/** A server's life: bound, started, stopped. An https server is one of these behind a {@link SecureServer}. */
final class Server extends HttpServer {
    static final System.Logger LOG = System.getLogger("owlboard.httpserver");

    /** What {@code stop} gives connections to close in after their exchanges have ended or been given up. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private enum State { NEW, BOUND, STARTED, STOPPED }

    private final SecureServer face;
    final Deadlines deadlines;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new ArrayList<>();
    private List<ServerSocketChannel> sockets = List.of();
    private InetSocketAddress address;
    private State state = State.NEW;
    private volatile boolean stopping;
    private volatile Executor executor;
    private volatile HttpsConfigurator https;
    final Contexts contexts = new Contexts();
    /** Exchanges that have begun and not ended. */
    final Tally exchanges = new Tally();
    private final Tally open = new Tally();

    /** {@code face} is null for a server without TLS. */
    Server(SecureServer face, Deadlines deadlines) {
        this.face = face;
        this.deadlines = deadlines;
    }

    @Override
    public synchronized void bind(InetSocketAddress newAddress, int backlog) throws IOException {
        Objects.requireNonNull(newAddress, "address");
        if (state != State.NEW) throw new BindException("the server is " + state.name().toLowerCase(Locale.ROOT) + " already");
        if (newAddress.isUnresolved()) throw new UnknownHostException("cannot bind " + newAddress + ": the name has no address");
        sockets = Sockets.bind(newAddress, backlog);
        address = (InetSocketAddress) sockets.getFirst().getLocalAddress();
        state = State.BOUND;
    }

    @Override
    public synchronized void start() {
        if (state != State.BOUND) {
            throw new IllegalStateException(state == State.NEW ? "bind the server before you start it" : "the server is " + state.name()
                    .toLowerCase(Locale.ROOT) + " already");
        }
        if (face != null && https == null) throw new IllegalStateException("an https server needs setHttpsConfigurator before start");
        if (https != null) TlsWire.warmUp(https.getSSLContext(), https.getSSLContext());
        state = State.STARTED;
        var loops = Loops.all();
        try {
            for (int i = 0; i < sockets.size(); i++) listeners.add(Listener.accept(loops.get(i), sockets.get(i), this::serve));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot listen on " + address, failure);
        }
    }

    private void serve(PlainWire wire) {
        var connection = new Connection(this, wire);
        open.begin();
        connections.add(connection);
        try {
            connection.run();
        } finally {
            connections.remove(connection);
            open.end();
        }
    }

    @Override
    public void stop(int delaySeconds) {
        if (delaySeconds < 0) throw new IllegalArgumentException("the delay is " + delaySeconds + " seconds: it must be 0 or more");
        synchronized (this) {
            if (state == State.STOPPED) return;
            state = State.STOPPED;
        }
        stopping = true;
        stopListening();
        connections.forEach(Connection::closeIfIdle);
        exchanges.awaitNone(TimeUnit.SECONDS.toNanos(delaySeconds));
        for (var connection : connections) connection.abort(false);
        open.awaitNone(CLOSE_NANOS);
    }

    private void stopListening() {
        listeners.forEach(Listener::close);
        if (!listeners.isEmpty()) return;
        try {
            for (var socket : sockets) socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot close the sockets of " + address, failure);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    @Override
    public synchronized void setExecutor(Executor newExecutor) {
        if (state == State.STARTED || state == State.STOPPED) {
            throw new IllegalStateException("set the executor before you start the server");
        }
        executor = newExecutor;
    }

    @Override
    public Executor getExecutor() {
        return executor;
    }

    synchronized void setHttpsConfigurator(HttpsConfigurator configurator) {
        Objects.requireNonNull(configurator, "configurator");
        if (state == State.STARTED || state == State.STOPPED) {
            throw new IllegalStateException("set the configurator before you start the server");
        }
        https = configurator;
    }

    /** Null for a server without TLS. */
    HttpsConfigurator https() {
        return https;
    }

    @Override
    public HttpContext createContext(String path, HttpHandler handler) {
        Objects.requireNonNull(handler, "handler");
        return add(path, handler);
    }

    @Override
    public HttpContext createContext(String path) {
        return add(path, null);
    }

    private HttpContext add(String path, HttpHandler handler) {
        Objects.requireNonNull(path, "path");
        var context = new Context(face != null ? face : this, path, handler);
        contexts.add(context);
        return context;
    }

    @Override
    public void removeContext(String path) {
        contexts.remove(Objects.requireNonNull(path, "path"));
    }

    @Override
    public void removeContext(HttpContext context) {
        Objects.requireNonNull(context, "context");
        if (!(context instanceof Context ours)) {
            throw new IllegalArgumentException("the context " + context.getPath() + " is not one of this server");
        }
        contexts.remove(ours);
    }

    @Override
    public synchronized InetSocketAddress getAddress() {
        return address;
    }
}
