package owlboard.clients.amqp.wire;

import java.io.IOException;

/** The protocol said no: a channel or a connection was closed with a reply code, or a connection was refused. */
public final class AmqpException extends IOException {
    private final int code;
    private final boolean endsConnection;

    public AmqpException(int code, String text, boolean endsConnection) {
        super(text);
        this.code = code;
        this.endsConnection = endsConnection;
    }

    /** The reply code of AMQP 0-9-1: 311, 403, 404, 530, ... */
    public int code() {
        return code;
    }

    /** False: only the channel was closed, and the connection lives on. */
    public boolean endsConnection() {
        return endsConnection;
    }
}
