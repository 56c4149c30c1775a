package owlboard.proxy.exchange;

import java.io.IOException;

/** The client closed, reset, or stopped reading while it was written to. */
public final class ClientGone extends IOException {
    private static final long serialVersionUID = 1;

    public ClientGone(IOException cause) {
        super(cause.getMessage(), cause);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
