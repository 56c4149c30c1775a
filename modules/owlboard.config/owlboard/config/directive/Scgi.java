package owlboard.config.directive;

import owlboard.config.Location.Content;
import owlboard.config.Protocol;

/** ngx_http_scgi_module. */
public final class Scgi {
    public static final Passing PASSING = Passing.SCGI;

    public static final Directive<Content> SCGI_PASS = ProxyPass.directive(Protocol.SCGI);

    private Scgi() {}
}
