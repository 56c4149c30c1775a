package owlboard.wire.http2;

import java.io.EOFException;

/** A stream on which nothing comes or goes any more, as who serves it finds when it reads or writes. */
public final class StreamGone extends EOFException {
    private static final long serialVersionUID = 1;

    /** What its request comes to: 499 when the client has left, 400 when it has sent something malformed. */
    public final int status;

    StreamGone(int status, String detail) {
        super(detail);
        this.status = status;
    }

    /** What clients do is an ordinary event. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
