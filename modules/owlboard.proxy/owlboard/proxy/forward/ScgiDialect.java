package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.config.Level;
import owlboard.config.directive.Scgi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.CgiHead;
import owlboard.wire.http.Framing;

/** {@code scgi_pass}: a netstring of names and values, each with a NUL behind it, then the body; the answer ends with the connection. */
final class ScgiDialect implements Dialect {
    private static final byte[] CONTENT_LENGTH = "CONTENT_LENGTH\0".getBytes(StandardCharsets.US_ASCII);

    private final CgiParams params;

    ScgiDialect(Level level, Making making) {
        params = new CgiParams(level, Scgi.PASSING, making);
    }

    @Override
    public String scheme(boolean secure) {
        return "scgi://";
    }

    @Override
    public boolean takesAnyLength() {
        return false;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) {
        var list = exchange.desk().takeBytes();
        list.add(CONTENT_LENGTH).addDecimal(body.isLive() ? exchange.framing.length() : body.length()).add(0);
        params.addTo(list, exchange, ScgiDialect::param);
        out.addDecimal(list.length()).add(':').add(list).add(',');
        exchange.desk().give(list);
        return null;
    }

    private static void param(Bytes out, Bytes name, Bytes value) {
        out.add(name).add(0);
        for (int i = 0; i < value.length(); i++) if (value.at(i) == 0) value.set(i, ' '); // it would end there
        out.add(value).add(0);
    }

    @Override
    public String shown(Exchange exchange, Target target, String framing) {
        return "CONTENT_LENGTH: " + (framing == null ? "0" : framing.substring(LENGTH.length())) + "\r\n" + params.shown(exchange, framing);
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
