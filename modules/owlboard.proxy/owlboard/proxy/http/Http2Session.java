package owlboard.proxy.http;

import java.io.IOException;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Input;
import owlboard.wire.http.Name;
import owlboard.wire.http2.Http2Connection;
import owlboard.wire.http2.Http2Error;
import owlboard.wire.http2.Http2Server;
import owlboard.wire.http2.Http2Stream;
import owlboard.wire.loop.Faults;

/** A connection that speaks HTTP/2: an exchange per stream, each on a virtual thread of its own. */
final class Http2Session implements Http2Server, Session {
    private final Opened connection;
    private final HttpPort port;
    private final Http2Connection wire;

    /** {@code input}: what has been read of it already. */
    Http2Session(Opened connection, HttpPort port, Input input) {
        this.connection = connection;
        this.port = port;
        var first = new byte[input.available()];
        if (first.length > 0) System.arraycopy(input.array(), input.from(), first, 0, first.length);
        input.skip(first.length);
        input.release();
        wire = new Http2Connection(connection.wire(), first, port.servers().http2Limits(connection.standard()), this);
    }

    @Override
    public void run() throws IOException {
        wire.run();
    }

    /** What is open is served, nothing more is taken. */
    @Override
    public void goAway() {
        wire.goAwayWhenDone();
    }

    @Override
    public boolean saysGoodbye() {
        return wire.goesAwayNow();
    }

    @Override
    public long beganNanos() {
        return wire.oldestNanos();
    }

    @Override
    public void endOlderThan(long nanos) {
        wire.resetOlderThan(nanos);
    }

    @Override
    public boolean isIdle() {
        return !wire.isBusy();
    }

    @Override
    public boolean isDraining() {
        return connection.isDraining() || connection.loop().now() - connection
                .openedNanos() >= connection.standard().settings.core.keepaliveTimeMillis * 1_000_000;
    }

    @Override
    public void breach(Http2Error error) {
        port.snapshot().errorLog.log(Severity.INFO, "*" + connection.number() + " " + error.getMessage()
                + " while processing HTTP/2 connection, client: " + connection.remoteAddress());
    }

    private Exchange exchange(Http2Stream stream) {
        var exchange = new Exchange(connection, new Http2Client(stream), port.snapshot(), stream.head);
        exchange.out = new Http2Out(exchange, stream);
        exchange.server = connection.standard();
        exchange.settings = exchange.server.settings;
        connection.countRequest();
        exchange.streamNumber = connection.requests();
        return exchange;
    }

    @Override
    public void malformed(Http2Stream stream) {
        var exchange = exchange(stream);
        settle(exchange, 400);
        exchange.snapshot.counters.on(exchange.loop()).requests++;
        Counting.begins(exchange);
        Serving.end(exchange);
    }

    @Override
    public void serve(Http2Stream stream) {
        var exchange = exchange(stream);
        try {
            if (stream.isGone()) settle(exchange, stream.leftStatus()); // who looks at the log sees what floods of resets ask for
            else examine(exchange, stream);
            Serving.serveCounted(exchange);
            if (exchange.upgraded != null) Serving.tunnel(exchange);
            if (exchange.status == 499 && !exchange.headSent && stream.isGone()) exchange.status = stream.leftStatus();
            Serving.end(exchange);
            if (!exchange.aborted && exchange.complete && !stream.isGone()) stream.end();
            else stream.reset(exchange.headSent ? Http2Error.INTERNAL_ERROR : Http2Error.CANCEL);
        } catch (IOException gone) {
            stream.reset(Http2Error.CANCEL);
        } catch (RuntimeException | Error fault) {
            Faults.report("stream " + stream.id + " of connection " + connection.number(), fault);
        }
    }

    /** It is over before it was served. */
    private void settle(Exchange exchange, int status) {
        Prologue.settle(exchange, port.servers(), connection.standard());
        exchange.status = status;
    }

    /** RFC 9220 §3: one that we do not know is not for others to know. */
    private static void tunnel(Exchange exchange) throws Failure {
        var protocol = exchange.head.value(Name.UPGRADE, "");
        if (protocol.equalsIgnoreCase("websocket")) return;
        throw Failure.client(501, "client asked for the unknown :protocol \"" + protocol + '"');
    }

    /** A refused head has been answered when {@code exchange.status} is set. */
    private void examine(Exchange exchange, Http2Stream stream) throws IOException {
        try {
            if (stream.isHeadTooLarge()) {
                boolean hasTarget = stream.head.targetLength > 0;
                throw new BadMessage(hasTarget ? 494 : 414, "client sent too large header");
            }
            Prologue.examine(exchange, port.servers(), connection.standard());
            if (stream.isTunnel()) tunnel(exchange);
        } catch (BadMessage bad) {
            Prologue.settle(exchange, port.servers(), connection.standard());
            Serving.fail(exchange, Failure.client(bad.status(), bad.getMessage() + " while reading client request headers"));
        } catch (Failure refused) {
            Serving.fail(exchange, refused);
        } catch (Matching.Exceeded over) {
            Serving.fail(exchange, over);
        }
    }
}
