package owlboard.wire.http;

import java.io.IOException;

/**
 * A head or a framing that must not pass. {@code status} is what a client gets for it (400, 413, 414, 494, 501, 505); from an upstream it
 * is always a 502. Without a stack trace: it is somebody else's fault, and frequent under attack.
 */
public final class BadMessage extends IOException {
    private static final long serialVersionUID = 1;
    private final int status;

    public BadMessage(int status, String detail) {
        super(detail);
        this.status = status;
    }

    public int status() {
        return status;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
