package owlboard.proxy.respond;

import owlboard.proxy.listen.Failure;

/** The request goes on under another URI of this server: {@code X-Accel-Redirect}, {@code try_files}, {@code index}, {@code error_page}. {@code uri} may be {@code @named}. */
public final class InternalRedirect extends Failure {
    private static final long serialVersionUID = 1;
    public final String uri;
    public final transient byte[] method;

    public InternalRedirect(String uri, byte[] method) {
        super(500, Side.OURS, Kind.NONE, null, null);
        this.uri = uri;
        this.method = method;
    }
}
