package owlboard.store.postgres;

import java.io.IOException;

/** The peer does not keep to the protocol (SQLSTATE 08P01): the connection ends. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
