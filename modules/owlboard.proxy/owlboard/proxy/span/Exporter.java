package owlboard.proxy.span;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import owlboard.config.directive.Otel;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.tls.HeldKeys;
import owlboard.tls.PeerName;
import owlboard.tls.Purpose;
import owlboard.tls.TlsContext;
import owlboard.tls.Trust;

/**
 * {@code otel_exporter}: spans go to a collector in batches, by a thread that is there while there are any. What does not fit into the
 * queue is dropped, and so is a batch that the collector does not take: a trace is no reason to keep memory.
 */
final class Exporter {
    /** Null in it: there is no such block. */
    static final MainSlot<Exporter> SLOT = new MainSlot<>((making, before) -> of(making, before));

    private static final int WITHIN_MILLIS = 5000;
    private static final int STATUS_LINE_MOST = 256;
    /** OpenSSL's own. */
    private static final int VERIFY_DEPTH = 100;
    /** A thread that had nothing to do for so many intervals ends. */
    private static final int IDLE_INTERVALS = 2;

    private final Otel.Exporter terms;
    private final List<Span.Attribute> resource;
    /** Null: those whom Java trusts. */
    private final Trust trust;
    private final ErrorLog log;
    private final ArrayBlockingQueue<Span> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Thread thread;

    private Exporter(Otel.Exporter terms, List<Span.Attribute> resource, Trust trust, ErrorLog log) {
        this.terms = terms;
        this.resource = resource;
        this.trust = trust;
        this.log = log;
        waiting = new ArrayBlockingQueue<>(terms == null ? 1 : terms.spanCount() * Math.max(1, terms.batchCount()));
    }

    private static Exporter of(Making making, Exporter before) {
        var level = making.configuration().http().level();
        var terms = level.get(Otel.OTEL_EXPORTER);
        var resource = new ArrayList<Span.Attribute>();
        resource.add(new Span.Attribute("service.name", level.get(Otel.OTEL_SERVICE_NAME), false));
        for (var more : level.get(Otel.OTEL_RESOURCE_ATTR)) {
            resource.add(new Span.Attribute(more.name(), more.value().constant(), false));
        }
        var trust = terms == null || terms.trusted() == null ? null : trust(terms, making);
        boolean goesOn = before != null && terms != null && terms.equals(before.terms) && resource.equals(before.resource)
                && (trust == null || trust.judgesAs(before.trust));
        return goesOn ? before : new Exporter(terms, List.copyOf(resource), trust, making.errorLog(level));
    }

    private static Trust trust(Otel.Exporter terms, Making making) {
        try {
            return Trust.of(making.paths().resolve(terms.trusted()), null, VERIFY_DEPTH, Purpose.SERVER);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new UncheckedIOException(new IOException(unusable.getMessage() + " in " + terms.place(), unusable));
        }
    }

    boolean isThere() {
        return terms != null;
    }

    /** Any thread; it does not wait. */
    void offer(Span span) {
        if (terms == null) return;
        if (!waiting.offer(span)) dropped.incrementAndGet();
        var now = thread;
        if (now == null) begin();
        else if (waiting.size() >= terms.spanCount()) LockSupport.unpark(now);
    }

    private synchronized void begin() {
        if (thread == null) thread = Thread.ofPlatform().daemon().name("spans").start(this::run);
    }

    private void run() {
        int idle = 0;
        do {
            long until = System.nanoTime() + terms.intervalMillis() * 1_000_000;
            while (waiting.size() < terms.spanCount() && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(this, until - System.nanoTime());
            }
            idle = waiting.isEmpty() ? idle + 1 : 0;
            while (!waiting.isEmpty()) send();
        } while (!ends(idle));
    }

    private synchronized boolean ends(int idle) {
        if (idle < IDLE_INTERVALS || !waiting.isEmpty()) return false;
        thread = null;
        return true;
    }

    private void send() {
        var batch = new ArrayList<Span>(terms.spanCount());
        waiting.drainTo(batch, terms.spanCount());
        long lost = dropped.getAndSet(0);
        if (lost > 0) log.log(Severity.WARN, "OTel: " + lost + " spans were dropped, the queue was full");
        try {
            int status = post(Otlp.json(resource, batch));
            if (status / 100 != 2) throw new IOException("it answers " + status);
        } catch (IOException | RuntimeException failure) {
            log.log(Severity.ERROR, "OTel export failure: " + batch.size() + " spans to " + terms.host() + ":" + terms.port() + ": "
                    + failure.getMessage());
        }
    }

    /** Returns the answer's status. */
    private int post(byte[] body) throws IOException {
        try (var socket = connect()) {
            var head = new StringBuilder("POST /v1/traces HTTP/1.1\r\nHost: " + terms.host() + ":" + terms.port()
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n");
            for (var header : terms.headers()) head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            var out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return status(socket.getInputStream());
        }
    }

    private Socket connect() throws IOException {
        var plain = new Socket();
        try {
            plain.setSoTimeout(WITHIN_MILLIS);
            plain.connect(new InetSocketAddress(terms.host().replaceAll("[\\[\\]]", ""), terms.port()), WITHIN_MILLIS);
            if (!terms.secure()) return plain;
            var sockets = trust == null ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                    : TlsContext.of(HeldKeys.NONE, trust).getSocketFactory();
            var secure = (SSLSocket) sockets.createSocket(plain, terms.host(), terms.port(), true);
            if (trust != null) {
                secure.startHandshake();
                checkName(secure.getSession());
                return secure;
            }
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            return secure;
        } catch (IOException failure) {
            plain.close();
            throw failure;
        }
    }

    private void checkName(SSLSession session) throws IOException {
        var leaf = (X509Certificate) session.getPeerCertificates()[0];
        if (!PeerName.matches(leaf, terms.host())) throw new IOException("its certificate does not match \"" + terms.host() + '"');
    }

    private static int status(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < STATUS_LINE_MOST; c = in.read()) line.append((char) c);
        if (!line.toString().matches("HTTP/1\\.[01] \\d{3}.*\\s*")) throw new IOException("it does not speak HTTP");
        return Integer.parseInt(line.substring(9, 12));
    }
}
