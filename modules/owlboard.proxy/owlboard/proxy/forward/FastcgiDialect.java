package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.Fastcgi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.Carrier;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.CgiHead;
import owlboard.wire.http.Framing;
import owlboard.wire.net.BadRecord;
import owlboard.wire.net.FastcgiWire;

/** {@code fastcgi_pass}: a responder, which PHP is (FastCGI 1.0, §6.2). */
final class FastcgiDialect implements Dialect {
    /** Of what a responder says in its standard error, in a line of the log. */
    private static final int SAID_MAX = 2048;
    /** Between the last byte of an answer and its end. */
    private static final long END_MILLIS = 5_000;

    private final CgiParams params;
    private final boolean keepsConnections;
    private final List<String> caught;

    FastcgiDialect(Level level, Making making) {
        params = new CgiParams(level, Fastcgi.PASSING, making);
        keepsConnections = level.get(Fastcgi.FASTCGI_KEEP_CONN);
        caught = level.get(Fastcgi.FASTCGI_CATCH_STDERR);
    }

    @Override
    public String scheme(boolean secure) {
        return "fastcgi://";
    }

    @Override
    public Carrier carrier() {
        return Carrier.FASTCGI;
    }

    /** Standard input has an end of its own. */
    @Override
    public boolean takesAnyLength() {
        return true;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) {
        FastcgiRecords.begin(out, keepsConnections);
        var stream = exchange.desk().takeBytes();
        params.addTo(stream, exchange, FastcgiRecords::param);
        FastcgiRecords.params(out, stream);
        exchange.desk().give(stream);
        return null;
    }

    @Override
    public BodyFrames frames(Exchange exchange, RequestBody body) {
        return BodyFrames.STDIN;
    }

    @Override
    public void begin(UpstreamConnection connection, Exchange exchange) {
        wire(connection).begin(text -> heard(connection, exchange, text));
    }

    private static FastcgiWire wire(UpstreamConnection connection) {
        return (FastcgiWire) connection.wire;
    }

    /** Words that {@code fastcgi_catch_stderr} names break an answer whose head has not come. */
    private void heard(UpstreamConnection connection, Exchange exchange, byte[] text) throws BadRecord {
        var said = new String(text, StandardCharsets.ISO_8859_1).strip();
        var message = "FastCGI sent in stderr: \"" + (said.length() > SAID_MAX ? said.substring(0, SAID_MAX) : said) + '"';
        boolean before = exchange.answerHead != connection.head;
        if (before && caught.stream().anyMatch(said::contains)) throw new BadRecord(message);
        exchange.log(Severity.ERROR, message + (before ? " while reading response header from upstream" : " while reading upstream"),
                scheme(false) + Dialect.whom(connection.peer));
    }

    @Override
    public String shown(Exchange exchange, Target target, String framing) {
        return params.shown(exchange, framing);
    }

    @Override
    public boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException {
        if (CgiHead.read(connection.input, connection.head, max, false)) return true;
        throw new BadRecord(wire(connection).isAnswered() ? "upstream sent unexpected FastCGI record: 3"
                : "upstream prematurely closed FastCGI stdout");
    }

    /** A script that has said all may still work: it is not cut off, nor its connection kept, before it ends. */
    @Override
    public boolean mayRest(UpstreamConnection connection, Framing framing) {
        if (connection.input.available() > 0) return false;
        try {
            connection.wire.deadlineIn(END_MILLIS);
            if (!wire(connection).awaitEnd() || !keepsConnections) return false;
        } catch (IOException noEnd) {
            return false;
        }
        wire(connection).begin(_ -> {});
        return true;
    }
}
