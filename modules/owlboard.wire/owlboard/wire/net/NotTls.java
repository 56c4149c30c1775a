package owlboard.wire.net;

import java.io.IOException;

/** The peer of a TLS listener did not begin with a TLS handshake. {@code firstBytes} are what it sent instead. */
public final class NotTls extends IOException {
    private static final long serialVersionUID = 1;
    private final transient byte[] firstBytes;

    NotTls(byte[] firstBytes) {
        super("the peer does not speak TLS");
        this.firstBytes = firstBytes;
    }

    public byte[] firstBytes() {
        return firstBytes;
    }
}
