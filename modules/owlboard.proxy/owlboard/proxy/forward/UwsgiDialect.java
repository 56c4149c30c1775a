package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.config.Level;
import owlboard.config.directive.Uwsgi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.CgiHead;
import owlboard.wire.http.Framing;

/** {@code uwsgi_pass}: a packet of names and values, each behind its length, then the body; the answer ends with the connection. */
final class UwsgiDialect implements Dialect {
    private static final int PACKET_MAX = 0xffff;

    private final CgiParams params;
    private final int modifier1;
    private final int modifier2;
    private final byte[] string;

    UwsgiDialect(Level level, Making making) {
        params = new CgiParams(level, Uwsgi.PASSING, making);
        modifier1 = level.get(Uwsgi.UWSGI_MODIFIER1);
        modifier2 = level.get(Uwsgi.UWSGI_MODIFIER2);
        var set = level.get(Uwsgi.UWSGI_STRING);
        string = set == null ? new byte[0] : set.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String scheme(boolean secure) {
        return secure ? "suwsgi://" : "uwsgi://";
    }

    @Override
    public boolean takesAnyLength() {
        return false;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) throws Failure {
        out.add(modifier1).add(0).add(0).add(modifier2);
        int start = out.length();
        params.addTo(out, exchange, UwsgiDialect::param);
        out.add(string);
        int length = out.length() - start;
        if (length > PACKET_MAX) throw Failure.ours(500, "uwsgi request is too big: " + length);
        out.set(start - 3, length);
        out.set(start - 2, length >> 8);
        return null;
    }

    /** What is too long for its length makes the whole packet too long. */
    private static void param(Bytes out, Bytes name, Bytes value) {
        out.add(name.length()).add(name.length() >> 8).add(name).add(value.length()).add(value.length() >> 8).add(value);
    }

    @Override
    public String shown(Exchange exchange, Target target, String framing) {
        return params.shown(exchange, framing);
    }

    @Override
    public boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException {
        return CgiHead.read(connection.input, connection.head, max, true);
    }

    @Override
    public boolean mayRest(UpstreamConnection connection, Framing framing) {
        return false;
    }
}
