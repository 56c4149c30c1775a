package owlboard.clients.mysql.wire;

import java.io.IOException;

/** The peer does not keep to the protocol: the connection ends. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** MySQL's number for it. */
    public final int code;

    public ProtocolException(int code, String message) {
        super(message);
        this.code = code;
    }

    public ProtocolException(String message) {
        this(1835, message);
    }
}
