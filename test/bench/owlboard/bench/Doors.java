package owlboard.bench;

import java.io.IOException;

/** The ports of one proxy: one for each {@link Load.Speech}. */
record Doors(int http1, int http2, int http2Tls) {
    static Doors free() throws IOException {
        int[] ports = Ports.free(3);
        return new Doors(ports[0], ports[1], ports[2]);
    }

    int at(Load.Speech speech) {
        return switch (speech) {
            case HTTP1 -> http1;
            case HTTP2 -> http2;
            case HTTP2_TLS -> http2Tls;
        };
    }
}
