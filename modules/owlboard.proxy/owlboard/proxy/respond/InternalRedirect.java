package owlboard.proxy.respond;

import owlboard.proxy.listen.Failure;

/** The request goes on under another URI of this server: {@code X-Accel-Redirect}, {@code try_files}, {@code index}, {@code error_page}. {@code uri} may be {@code @named}. */
public final class InternalRedirect extends Failure {
    private static final long serialVersionUID = 1;
    public final String uri;
    /** Null: they stand in {@code uri} behind a question mark, or there are none; those of the request so far are gone in both cases. */
    public final String args;
    public final transient byte[] method;

    public InternalRedirect(String uri, byte[] method) {
        this(uri, null, method);
    }

    /** {@code uri} is decoded: a question mark in it is part of the path. */
    public InternalRedirect(String uri, String args, byte[] method) {
        super(500, Side.OURS, Kind.NONE, null, null);
        this.uri = uri;
        this.args = args;
        this.method = method;
    }
}
