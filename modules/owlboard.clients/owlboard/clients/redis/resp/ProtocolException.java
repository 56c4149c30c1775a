package owlboard.clients.redis.resp;

import java.io.IOException;

/** The peer does not speak this protocol: the connection ends. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
