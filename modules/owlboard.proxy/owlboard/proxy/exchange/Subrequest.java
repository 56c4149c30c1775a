package owlboard.proxy.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import owlboard.wire.http.Head;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Waitable;

/**
 * A request that is made on the way of another one, with the same head and another URI. It passes no limits and no access rules, and is
 * logged only by {@code log_subrequest}. Its status and its variables are what it is for; or its body, which is put into its parent's.
 */
public final class Subrequest implements Client.Silent {
    private static final long LOOK_NANOS = 1_000_000_000;

    private final Exchange parent;
    private final boolean background;
    private final AnswerHead answer = new AnswerHead();

    private Subrequest(Exchange parent, boolean background) {
        this.parent = parent;
        this.background = background;
    }

    /**
     * Serves it; the exchange that is returned has its status, and its variables until {@link #end}. {@code uri} may be {@code @named}, and
     * has no arguments: a question mark is a character of it.
     */
    public static Exchange serve(Exchange parent, String uri) {
        var child = child(parent, false);
        child.desk().service.serve(child, new Redirect(uri, "", child.method));
        return child;
    }

    /** Serves it; the body of its answer goes to {@code into}, on to its parent's way, as it comes. */
    public static Exchange serve(Exchange parent, Redirect at, Function<Exchange, Outgoing> into) {
        var child = child(parent, false);
        child.out = new Joining(child, into.apply(child));
        child.desk().service.serve(child, at);
        return child;
    }

    public static void end(Exchange child) {
        child.over = true;
        if (child.settings.core.logsSubrequests) log(child);
        child.way().close();
        child.answerHead = null;
    }

    private static void log(Exchange child) {
        try {
            child.settings.run(Phase.LOG, child);
        } catch (Failure | IOException impossible) {
            throw new IllegalStateException(impossible); // nobody can be told any more
        }
    }

    /** Serves it beside its parent, with its arguments; the parent's end waits. {@code body}: the parent's, read whole; null for none. */
    public static void begin(Exchange parent, String uri, RequestBody body) {
        var child = child(parent, true);
        child.method = parent.method;
        if (body != null) {
            child.framing = parent.framing;
            child.body = parent.body;
            child.requestBody = body;
        }
        var args = parent.args;
        parent.children++;
        var waits = Thread.currentThread();
        parent.loop().start(() -> {
            try {
                child.desk().service.serve(child, new Redirect(uri, args, child.method));
            } finally {
                end(child);
                parent.children--;
                LockSupport.unpark(waits);
            }
        });
    }

    /** What a child does in place of the phases. */
    public interface Work {
        void run(Exchange child) throws Failure, IOException;
    }

    /**
     * Does something more for what its parent asked, at the same place of the configuration. Nobody waits for it: its head is a copy, and
     * it may outlive its parent.
     */
    public static void beside(Exchange parent, Work work) {
        var child = twin(parent, new Subrequest(parent, true), parent.head.copy());
        parent.connection.remoteAddress(); // and all of its addresses, before it is closed
        parent.loop().start(() -> {
            try {
                child.desk().service.work(child, work);
            } finally {
                if (child.requestBody != null) child.requestBody.close();
                end(child);
            }
        });
    }

    /**
     * Another exchange for what its parent asked, at the same place of the configuration, to be answered by the caller, and to be ended by
     * {@link #end}. Its answer goes to {@code into}.
     */
    public static Exchange again(Exchange parent, Outgoing into) {
        var child = twin(parent, new Subrequest(parent, false), parent.head);
        child.out = into;
        return child;
    }

    private static Exchange twin(Exchange parent, Subrequest client, Head head) {
        var child = new Exchange(parent.connection, client, parent.snapshot, head);
        place(child, parent);
        child.settings = parent.settings;
        child.method = parent.method;
        child.uri = parent.uri;
        child.args = parent.args;
        child.uriUntouched = parent.uriUntouched;
        child.uriWasEncoded = parent.uriWasEncoded;
        child.uriHadPlus = parent.uriHadPlus;
        child.locationPrefixHolds = parent.locationPrefixHolds;
        child.captures = parent.captures;
        child.internal = parent.internal;
        child.proxyHost = parent.proxyHost;
        return child;
    }

    /** Those of {@link #begin}; each ends by its own timeouts. */
    public static void awaitAll(Exchange parent) {
        while (parent.children > 0) LockSupport.parkNanos(parent, LOOK_NANOS);
    }

    private static Exchange child(Exchange parent, boolean background) {
        var child = new Exchange(parent.connection, new Subrequest(parent, background), parent.snapshot, parent.head);
        place(child, parent);
        child.settings = parent.server.settings;
        child.internal = true;
        child.uriUntouched = false;
        child.args = "";
        return child;
    }

    private static void place(Exchange child, Exchange parent) {
        child.parent = parent;
        child.out = new Nobody(child);
        child.server = parent.server;
        child.host = parent.host;
        child.realRemote = parent.realRemote;
        child.realRemotePort = parent.realRemotePort;
        if (parent.defined == null) parent.defined = new String[parent.snapshot.variableCount];
        child.defined = parent.defined;
    }

    /** Takes an answer and drops it. */
    private record Nobody(Exchange child) implements Nowhere {
        @Override
        public void body(ByteBuffer bytes, boolean last) {
            Nowhere.super.body(bytes, last);
            child.complete |= last;
        }
    }

    /** Hands a body on to the way of another answer, which goes on behind it. */
    private record Joining(Exchange child, Outgoing into) implements Outgoing {
        @Override
        public void head(AnswerHead head) {}

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (child.answer.bodiless) bytes.position(bytes.limit());
            if (bytes.hasRemaining()) {
                child.headSent = true;
                into.body(bytes, false);
            }
            child.complete |= last;
        }

        @Override
        public void flush() throws IOException {
            into.flush();
        }

        @Override
        public void sendPending() throws IOException {
            into.sendPending();
        }

        @Override
        public int headroom() {
            return into.headroom();
        }

        /** As its parent has it. */
        @Override
        public void buffering(Buffering limits) {}

        @Override
        public boolean isPending() {
            return into.isPending();
        }

        @Override
        public long pausedMillis() {
            return into.pausedMillis();
        }

        @Override
        public boolean hasRoom() {
            return into.hasRoom();
        }

        @Override
        public void close() {}
    }

    // The other end: who asked in the first place, of whom nothing more is read.

    @Override
    public Duplex duplex() {
        return parent.client.duplex();
    }

    @Override
    public AnswerHead answerHead() {
        return answer;
    }

    /** What goes on in the background does so without the client. */
    @Override
    public Waitable departure() {
        return background ? null : parent.client.departure();
    }

    @Override
    public boolean isGone() {
        return !background && parent.client.isGone();
    }

    @Override
    public void delay(long millis) throws Failure {
        parent.client.delay(millis);
    }
}
