package owlboard.wire.net;

import java.io.IOException;

/** The wire's deadline passed while a thread waited. Without a stack trace: it is an ordinary event. */
public final class Expired extends IOException {
    private static final long serialVersionUID = 1;

    public Expired() {
        super("timed out");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
