package owlboard.proxy.upstream;

import java.io.IOException;
import owlboard.wire.http2.Http2Wire;
import owlboard.wire.net.FastcgiWire;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.Wire;

/** What carries the messages of a connection, on top of TCP or TLS. */
public enum Carrier {
    /** Nothing does: they are its bytes. */
    BYTES,
    FASTCGI,
    HTTP2("h2");

    private final String[] alpn;

    Carrier(String... alpn) {
        this.alpn = alpn;
    }

    /** What is offered by ALPN (RFC 7301); empty: nothing is. */
    String[] alpn() {
        return alpn.clone();
    }

    Wire over(Wire wire) throws IOException {
        return switch (this) {
            case BYTES -> wire;
            case FASTCGI -> new FastcgiWire((PlainWire) wire);
            case HTTP2 -> new Http2Wire(wire);
        };
    }
}
