package owlboard.proxy.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import owlboard.config.HealthCheck;
import owlboard.config.HealthMatch;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.route.Servers;
import owlboard.proxy.upstream.CheckLine;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.HealthChecks;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;
import owlboard.wire.http2.Unprocessed;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.BadRecord;
import owlboard.wire.net.Expired;

/**
 * One request of a {@code health_check}, and what its answer must be like. It is a GET with the lines of
 * {@code proxy_set_header} that depend on no request. The peer has {@code proxy_read_timeout} for the whole answer.
 */
final class Probe implements HealthChecks.Probe {
    private static final int STATUS_LEAST = 200;
    private static final int STATUS_MOST = 399;
    /** How often it looks whether it is wanted any more. */
    private static final long LOOK_MILLIS = 500;

    /**
     * How to ask.
     *
     * @param request in that dialect, whole
     * @param port    0: the peer's own
     */
    record Terms(Function<Loop, Connector> connector, Dialect dialect, byte[] request, int port, int headMax, long sendMillis,
            long readMillis) {}

    /** What an answer must be like. {@code required}: none of them empty or 0; {@code line}: that asks. */
    record Wanted(HealthMatch match, List<Value> required, Place line) {
        static Wanted of(HealthCheck check, Making making) {
            var match = making.configuration().http().matches().stream().filter(one -> one.name().equals(check.match())).findFirst();
            return match.map(one -> new Wanted(one, one.required().stream().map(making::value).toList(), check.place())).orElse(null);
        }
    }

    private final Terms terms;
    /** Null: a status from 200 to 399 will do. */
    private final Wanted wanted;
    /** Null: it is no call of gRPC. */
    private final HealthCheck.Grpc grpc;

    Probe(Terms terms, Wanted wanted, HealthCheck.Grpc grpc) {
        this.grpc = grpc;
        this.terms = terms;
        this.wanted = wanted;
    }

    @Override
    public HealthChecks.Result ask(CheckLine line, Peer peer, Snapshot inForce, BooleanSupplier over) {
        var kept = line.take();
        var result = kept == null ? null : asked(kept, true, line, inForce, over);
        return result != null ? result : askedAnew(line, peer, inForce, over);
    }

    private HealthChecks.Result askedAnew(CheckLine line, Peer peer, Snapshot inForce, BooleanSupplier over) {
        var connector = terms.connector.apply(line.loop);
        UpstreamConnection connection;
        try {
            connection = connector.connect(peer, terms.port, 0, null);
        } catch (Failure failure) {
            return new HealthChecks.Result(failure.getMessage(), connector.step().toString());
        }
        return asked(connection, false, line, inForce, over);
    }

    /** Null: a connection that was {@code kept} has died meanwhile, which is nobody's failure. */
    private HealthChecks.Result asked(UpstreamConnection connection, boolean kept, CheckLine line, Snapshot inForce, BooleanSupplier over) {
        var step = Step.SENDING;
        boolean rests = false;
        boolean answered = false;
        try {
            connection.wire.deadlineIn(terms.sendMillis);
            terms.dialect.begin(connection, null);
            connection.wire.write(terms.request, 0, terms.request.length);
            step = Step.READING_HEAD;
            connection.wire.deadlineIn(0);
            long until = System.nanoTime() + terms.readMillis * 1_000_000;
            readHead(connection, until, over);
            answered = true;
            var body = new ProbeBody(connection, terms.dialect, until);
            var result = judge(connection, inForce, body);
            rests = line.keeps() && body.leavesConnection();
            return result;
        } catch (Expired late) {
            return new HealthChecks.Result("upstream timed out (110: Connection timed out)", step.toString());
        } catch (Unprocessed unheard) {
            return kept ? null : new HealthChecks.Result(unheard.getMessage(), step.toString());
        } catch (BadMessage | BadRecord bad) {
            return new HealthChecks.Result(bad.getMessage(), step.toString());
        } catch (EOFException early) {
            if (kept && !answered) return null;
            return new HealthChecks.Result("upstream prematurely closed connection", step.toString());
        } catch (IOException broken) {
            if (kept && !answered) return null;
            return new HealthChecks.Result("recv() failed (" + Errno.of(broken) + ")", step.toString());
        } finally {
            if (rests) line.keep(connection);
            else connection.end();
        }
    }

    private void readHead(UpstreamConnection connection, long until, BooleanSupplier over) throws IOException {
        var wire = connection.wire;
        while (!wire.isReadable() && connection.input.available() == 0) {
            long left = left(until);
            if (over.getAsBoolean()) throw new Expired();
            wire.deadlineIn(Math.min(left, LOOK_MILLIS));
            try {
                wire.awaitReadable();
            } catch (Expired look) {
                left(until);
            }
        }
        wire.deadlineIn(left(until));
        do {
            if (!terms.dialect.readHead(connection, null, terms.headMax)) throw new EOFException();
        } while (connection.head.status < 200);
    }

    /** Milliseconds, one at least. */
    static long left(long until) throws Expired {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) throw new Expired();
        return left;
    }

    private HealthChecks.Result judge(UpstreamConnection connection, Snapshot inForce, ProbeBody body) throws IOException {
        var head = connection.head;
        if (grpc != null) {
            var message = body.text();
            return GrpcHealth.judge(grpc, head, message, terms.dialect.trailers(connection, null));
        }
        var match = wanted == null ? null : wanted.match;
        boolean fits = match == null ? STATUS_LEAST <= head.status && head.status <= STATUS_MOST
                : match.statuses() == null || match.statuses().hold(head.status);
        if (!fits) return new HealthChecks.Result("it answered " + head.status, "checking status code");
        if (match == null) return new HealthChecks.Result(null, "checking status code");
        for (var header : match.headers()) {
            if (!holds(header, head)) return new HealthChecks.Result("header \"" + header.name() + "\" does not match", "checking headers");
        }
        var missing = wanted.required.isEmpty() ? null : missing(connection, inForce);
        if (missing != null) return new HealthChecks.Result(missing.source() + " is empty or 0", "checking variables");
        if (match.bodies().isEmpty()) return new HealthChecks.Result(null, "checking headers");
        var text = body.text();
        for (var expected : match.bodies()) {
            if (Matching.find(expected.regex(), text) == expected.not()) {
                return new HealthChecks.Result("the body " + (expected.not() ? "matches" : "does not match") + " \""
                        + expected.regex().source() + '"', "checking response body");
            }
        }
        return new HealthChecks.Result(null, "checking response body");
    }

    /** The first variable that is required and says nothing; null: all say something. */
    private Template missing(UpstreamConnection connection, Snapshot inForce) {
        var nobody = NobodyAsks.on(connection.wire.loop);
        var exchange = new Exchange(nobody, nobody, inForce, new Head());
        exchange.server = Servers.around(inForce, wanted.line);
        exchange.settings = exchange.server.settings;
        exchange.answerHead = connection.head;
        exchange.beginAttempt(connection.peer.name).status = connection.head.status;
        for (int i = 0; i < wanted.required.size(); i++) {
            var text = wanted.required.get(i).text(exchange);
            if (text.isEmpty() || text.equals("0")) return wanted.match.required().get(i);
        }
        return null;
    }

    /** Of several lines of a name one is enough. */
    private static boolean holds(HealthMatch.Header header, Head head) {
        var name = header.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
        boolean present = false;
        boolean fits = false;
        for (int i = head.find(name, 0); i >= 0; i = head.find(name, i + 1)) {
            present = true;
            fits |= switch (header.operator()) {
                case EQUAL, DIFFERENT -> header.value().equals(head.value(i));
                case MATCHES, MATCHES_NOT -> Matching.find(header.regex(), head.value(i));
                case PRESENT, ABSENT -> true;
            };
        }
        return switch (header.operator()) {
            case PRESENT -> present;
            case ABSENT -> !present;
            case EQUAL, MATCHES -> fits;
            case DIFFERENT, MATCHES_NOT -> !fits;
        };
    }
}
