package owlboard.wire.http2;

import java.io.IOException;

/**
 * A breach of RFC 9113 §5.4: of the connection ({@code stream} 0), which ends with GOAWAY, or of one stream, which ends with RST_STREAM.
 */
public final class Http2Error extends IOException {
    private static final long serialVersionUID = 1;

    // RFC 9113 §7.
    public static final int NO_ERROR = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int FLOW_CONTROL_ERROR = 3;
    public static final int SETTINGS_TIMEOUT = 4;
    public static final int STREAM_CLOSED = 5;
    public static final int FRAME_SIZE_ERROR = 6;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int COMPRESSION_ERROR = 9;
    public static final int CONNECT_ERROR = 10;
    public static final int ENHANCE_YOUR_CALM = 11;
    public static final int INADEQUATE_SECURITY = 12;
    public static final int HTTP_1_1_REQUIRED = 13;

    public final int code;
    public final int stream;

    private Http2Error(int code, int stream, String detail) {
        super(detail);
        this.code = code;
        this.stream = stream;
    }

    static Http2Error connection(int code, String detail) {
        return new Http2Error(code, 0, detail);
    }

    static Http2Error stream(int stream, int code, String detail) {
        return new Http2Error(code, stream, detail);
    }

    static Http2Error protocol(String what) {
        return connection(PROTOCOL_ERROR, "client sent " + what);
    }

    static Http2Error size(String frame, int length) {
        return connection(FRAME_SIZE_ERROR, "client sent " + frame + " of " + length + " bytes");
    }

    static Http2Error dependsOnItself(int stream) {
        return stream(stream, PROTOCOL_ERROR, "client sent a stream that depends on itself");
    }

    /** Others' errors are ordinary events. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
