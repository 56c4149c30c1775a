package owlboard.proxy.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.config.Level;
import owlboard.config.directive.Memcached;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;

/** {@code memcached_pass}: what is kept under {@code $memcached_key}, with {@code get}. */
final class MemcachedDialect implements Dialect {
    private static final byte[] GET = "get ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE_END = "\r\nEND\r\n".getBytes(StandardCharsets.US_ASCII);
    /** What follows a value is here together with it, or at once. */
    private static final long END_MILLIS = 100;

    private final Value.Part key;
    private final long gzipFlag;

    MemcachedDialect(Level level, Making making) {
        var variables = making.variables();
        key = (out, exchange) -> {
            var variable = variables.apply("memcached_key");
            return variable != null && variable.addTo(out, exchange);
        };
        gzipFlag = level.get(Memcached.MEMCACHED_GZIP_FLAG);
    }

    @Override
    public String scheme(boolean secure) {
        return "memcached://";
    }

    @Override
    public boolean takesAnyLength() {
        return false;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) throws Failure {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) throw Failure.client(405, null);
        out.add(GET);
        if (!addKey(out, exchange)) throw Failure.ours(500, "the \"$memcached_key\" variable is not set");
        out.addCrlf();
        return null;
    }

    /** False: there is none. */
    private boolean addKey(Bytes out, Exchange exchange) {
        var text = exchange.desk().takeBytes();
        boolean set = key.addTo(text, exchange) && text.length() > 0;
        UriPath.addEscapedWord(out, text);
        exchange.desk().give(text);
        return set;
    }

    @Override
    public boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException {
        var input = connection.input;
        int scanned = 0;
        while (true) {
            for (int i = input.from() + scanned; i < input.to(); i++) {
                if (input.array()[i] != '\n') continue;
                var line = new String(input.array(), input.from(), i - input.from(), StandardCharsets.ISO_8859_1);
                input.skip(i + 1 - input.from());
                input.release();
                if (!line.endsWith("\r")) throw invalid(line);
                ResponseHead.parse(head(line.substring(0, line.length() - 1), exchange), connection.head);
                return true;
            }
            scanned = input.available();
            if (scanned >= max) throw new BadMessage(502, "memcached sent invalid response: \"" + max + " bytes without a line\"");
            if (input.fill(max)) continue;
            if (scanned == 0) return false;
            throw new EOFException("upstream prematurely closed connection");
        }
    }

    /** What HTTP would say in place of this line. */
    private byte[] head(String line, Exchange exchange) throws BadMessage {
        var asked = new Bytes(64);
        addKey(asked, exchange);
        var key = asked.toString();
        if (line.equals("END")) {
            exchange.log(Severity.INFO, "key: \"" + key + "\" was not found by memcached");
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        }
        if (!line.startsWith("VALUE ")) throw invalid(line);
        if (!line.startsWith(key + ' ', 6)) throw odd("key", line, key);
        var words = line.substring(6 + key.length() + 1).split(" ", 2);
        long flags = gzipFlag == 0 ? 0 : number(words[0]); // nobody else wants them
        if (flags < 0 || words.length < 2) throw odd("flags", line, key);
        long length = number(words[1]);
        if (length < 0) throw odd("length", line, key);
        var type = exchange.settings.core.mediaType.of(exchange.uri);
        return ("HTTP/1.1 200 OK\r\nContent-Length: " + length + (type == null ? "" : "\r\nContent-Type: " + type)
                + ((flags & gzipFlag) == 0 ? "" : "\r\nContent-Encoding: gzip") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static BadMessage invalid(String line) {
        return new BadMessage(502, "memcached sent invalid response: \"" + line + '"');
    }

    private static BadMessage odd(String what, String line, String key) {
        return new BadMessage(502, "memcached sent invalid " + what + " in response \"" + line + "\" for key \"" + key + '"');
    }

    /** -1: it is none, or one that no length can be. */
    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    @Override
    public boolean mayRest(UpstreamConnection connection, Framing framing) throws IOException {
        if (connection.head.status == 404) return connection.input.available() == 0;
        if (framing == Framing.NONE && connection.head.value(Name.CONTENT_LENGTH, "0").length() > 1) return false;
        var input = connection.input;
        connection.wire.deadlineIn(END_MILLIS);
        while (input.available() < VALUE_END.length) if (!input.fill(VALUE_END.length)) return false;
        for (int i = 0; i < VALUE_END.length; i++) if (input.array()[input.from() + i] != VALUE_END[i]) return false;
        input.skip(VALUE_END.length);
        return true;
    }
}
