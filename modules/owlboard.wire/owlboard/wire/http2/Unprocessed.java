package owlboard.wire.http2;

import java.io.IOException;

/** The server has said that it did nothing with a request, which may be sent again, whatever it is (RFC 9113 §8.7). */
public final class Unprocessed extends IOException {
    private static final long serialVersionUID = 1;

    Unprocessed(String message) {
        super(message);
    }
}
