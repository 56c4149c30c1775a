package owlboard.clients.postgres.wire;

import java.io.IOException;

/** The peer does not keep to the protocol (SQLSTATE 08P01): the connection ends. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
