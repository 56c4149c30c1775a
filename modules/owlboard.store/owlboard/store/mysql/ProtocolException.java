package owlboard.store.mysql;

import java.io.IOException;

/** The peer does not keep to the protocol: the connection ends. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** MySQL's number for it. */
    final int code;

    ProtocolException(int code, String message) {
        super(message);
        this.code = code;
    }

    ProtocolException(String message) {
        this(1835, message);
    }
}
