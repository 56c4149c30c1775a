package owlboard.httpserver;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import owlboard.httpserver.ResponseBody.Mode;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Reasons;
import owlboard.wire.net.Expired;
import owlboard.wire.net.TlsWire;

/** One request and its response. Https handlers see it through a {@link SecureExchange}. */
final class Exchange extends HttpExchange {
    private final Connection connection;
    private final Context context;
    private final Request request;
    private final Headers responseHeaders = new Headers();
    private final RequestBody in;
    private final ResponseBody out;
    private final HttpExchange face;
    private final Thread owner = Thread.currentThread();
    private InputStream visibleIn;
    private OutputStream visibleOut;
    private volatile Map<String, Object> attributes;
    private volatile HttpPrincipal principal;
    private volatile int status = -1;
    private volatile boolean keepAlive;
    private volatile IOException clientFailure;
    private volatile boolean upgraded;
    private volatile boolean ended;

    /** {@code context} is null when none fits. From the connection's thread. */
    Exchange(Connection connection, Context context, Request request) {
        this.connection = connection;
        this.context = context;
        this.request = request;
        keepAlive = request.keepAlive();
        in = new RequestBody(connection, this, new Body(connection.input(), request.framing()), request.expectsContinue());
        out = new ResponseBody(connection, this);
        visibleIn = in;
        visibleOut = out;
        face = connection.wire() instanceof TlsWire tls ? new SecureExchange(this, tls.session()) : this;
    }

    // The connection's side.

    /** Runs the handler and waits for the end, which may come from another thread later. Returns whether the connection may go on. */
    boolean serve() {
        var executor = connection.server.getExecutor();
        if (executor == null || context == null) {
            handle();
        } else {
            try {
                executor.execute(this::handle);
            } catch (RejectedExecutionException full) {
                answer(503, "No thread is free for this request");
            }
        }
        while (!ended) {
            LockSupport.parkNanos(this, Hop.LOOK_NANOS);
            Thread.interrupted(); // a set flag would turn this into a spin
        }
        return keepAlive && !in.isStuck();
    }

    Body unread() {
        return in.unread();
    }

    boolean isUpgraded() {
        return upgraded;
    }

    boolean hasEnded() {
        return ended;
    }

    private void handle() {
        try {
            if (context == null) answer(404, "No context found for request");
            else if (context.getHandler() == null) answer(500, "No handler for context");
            else dispatch(context.getHandler());
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    private void dispatch(HttpHandler handler) throws IOException {
        var authenticator = context.getAuthenticator();
        var last = authenticator == null ? handler : (HttpHandler) exchange -> authenticate(authenticator, handler);
        if (context.getFilters().isEmpty()) last.handle(face);
        else new Filter.Chain(context.getFilters(), last).doFilter(face);
    }

    private void authenticate(Authenticator authenticator, HttpHandler handler) throws IOException {
        switch (authenticator.authenticate(face)) {
            case Authenticator.Success success -> {
                principal = success.getPrincipal();
                handler.handle(face);
            }
            case Authenticator.Retry retry -> sendResponseHeaders(retry.getResponseCode(), -1);
            case Authenticator.Failure failure -> sendResponseHeaders(failure.getResponseCode(), -1);
            default -> throw new IllegalStateException("the authenticator's result is none of Success, Retry and Failure");
        }
    }

    /** A stream of this exchange failed: the client broke off, is too slow, or sent what is no body. */
    void clientFailed(IOException failure) {
        clientFailure = failure;
    }

    private void failed(Throwable failure) {
        if (failure == clientFailure || failure instanceof IOException && !connection.wire().isOpen()) {
            Server.LOG.log(Level.DEBUG, "the client of {0} {1} failed: {2}", request.method(), request.uri(), failure);
        } else {
            Log.failure("handler of " + request.method() + " " + request.uri(), failure);
        }
        if (ended) return;
        if (out.isCommitted() || upgraded) abort();
        else if (failure instanceof BadMessage bad) answer(bad.status(), "The request body is broken");
        else if (failure instanceof Expired) answer(408, "The request body did not come in time");
        else if (failure == clientFailure) abort();
        else answer(500, "The handler failed");
    }

    /** A response of our own, instead of the handler's, which has not left. */
    private void answer(int code, String text) {
        var body = ResponseHead.latin1("<h1>" + code + " " + Reasons.of(code) + "</h1>" + text);
        try {
            out.retract();
            responseHeaders.clear();
            responseHeaders.set("Content-Type", "text/html");
            if (code != 404) responseHeaders.set("Connection", "close");
            respond(code, body.length);
            if (!out.hasEnded()) {
                out.write(body);
                out.close();
            }
        } catch (IOException gone) {
            abort();
        }
    }

    /** The response is complete. */
    void end() {
        ended = true;
        LockSupport.unpark(owner);
    }

    /** The response cannot be completed: the client sees the connection end, or break where an end would look like success. */
    void abort() {
        keepAlive = false;
        connection.abort(out.drop());
        end();
    }

    void sendContinue() throws IOException {
        out.interim(new Bytes(32).add("HTTP/1.1 100 Continue\r\n\r\n"));
    }

    // The response's head.

    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (code < 100 || code > 999) throw new IllegalArgumentException("the status " + code + " is not one of 100 to 999");
        if (!out.isUnsent()) throw new IOException(ended && status < 0 ? "the exchange has ended" : "headers already sent");
        if (code == 101) upgrade();
        else if (code < 200) interim(code);
        else respond(code, length);
    }

    /** JDK-8368695: from here on the two bodies are the connection's bytes. */
    private void upgrade() throws IOException {
        if (!request.upgrade()) throw new IOException("101 answers a GET that asks for an upgrade; this request does not");
        var head = new Bytes(256);
        ResponseHead.write(head, 101, responseHeaders, Framed.SKIPPED);
        head.addCrlf();
        status = 101;
        keepAlive = false;
        upgraded = true;
        in.upgrade();
        Hop.to(connection.wire().loop, () -> {
            connection.wire().deadlineIn(0);
            return 0;
        });
        out.begin(head, Mode.UPGRADED, 0);
    }

    private void interim(int code) throws IOException {
        var head = new Bytes(256);
        ResponseHead.write(head, code, responseHeaders, Framed.SKIPPED);
        out.interim(head.addCrlf());
    }

    private void respond(int code, long length) throws IOException {
        if (in.wantsContinue()) {
            if (code < 300) in.sendContinue(); // the handler may read after this
            else keepAlive = false;
        }
        var framed = Framed.of(request, code, length);
        if (framed.mode() == Mode.UNTIL_CLOSE || connection.server.isStopping() || in.left() > Connection.DRAIN_BYTES) keepAlive = false;
        boolean says = lists(responseHeaders.get("Connection"), "close");
        if (says) keepAlive = false;
        var head = new Bytes(512);
        ResponseHead.write(head, code, responseHeaders, framed.skipped());
        framed.writeTo(head);
        if (!keepAlive && !says) head.add("Connection: close\r\n");
        if (keepAlive && request.isOld() && !responseHeaders.containsKey("Connection")) head.add("Connection: keep-alive\r\n");
        head.addCrlf();
        status = code;
        out.begin(head, framed.mode(), length);
        if (framed.mode() == Mode.ENDED) end();
    }

    private static boolean lists(List<String> lines, String token) {
        if (lines == null) return false;
        for (String line : lines) for (String item : line.split(",")) if (item.strip().equalsIgnoreCase(token)) return true;
        return false;
    }

    // What handlers ask for.

    @Override
    public void close() {
        if (ended) return;
        if (upgraded || out.isUnsent()) {
            abort();
            return;
        }
        try {
            visibleIn.close();
            visibleOut.close();
        } catch (IOException failure) {
            Server.LOG.log(Level.DEBUG, "the exchange {0} {1} could not be completed: {2}", request.method(), request.uri(), failure);
            if (!ended) abort();
        }
    }

    @Override
    public Headers getRequestHeaders() {
        return request.headers();
    }

    @Override
    public Headers getResponseHeaders() {
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        return request.uri();
    }

    @Override
    public String getRequestMethod() {
        return request.method();
    }

    @Override
    public HttpContext getHttpContext() {
        return context;
    }

    @Override
    public InputStream getRequestBody() {
        return visibleIn;
    }

    @Override
    public OutputStream getResponseBody() {
        return visibleOut;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return connection.remote;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return connection.local;
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public String getProtocol() {
        return request.protocol();
    }

    /** Of this exchange, else of its context. */
    @Override
    public Object getAttribute(String name) {
        Objects.requireNonNull(name, "name");
        var own = attributes;
        var value = own == null ? null : own.get(name);
        return value != null ? value : context.getAttributes().get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        Objects.requireNonNull(name, "name");
        if (attributes == null) attributes = new ConcurrentHashMap<>();
        if (value == null) attributes.remove(name);
        else attributes.put(name, value);
    }

    @Override
    public void setStreams(InputStream newIn, OutputStream newOut) {
        if (newIn != null) visibleIn = newIn;
        if (newOut != null) visibleOut = newOut;
    }

    @Override
    public HttpPrincipal getPrincipal() {
        return principal;
    }
}
