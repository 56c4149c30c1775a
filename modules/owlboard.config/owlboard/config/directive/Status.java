package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Location.Content;

/** Handlers with fixed answers: ngx_http_stub_status_module, ngx_http_empty_gif_module, and ours. */
public final class Status {
    public static final Directive<?> STUB_STATUS =
            directive("stub_status").in(SERVER, LOCATION).takes(0, 1).<Content>reads(words -> new Content.StubStatus(words.place()))
            .into(Proxy.PROXY_PASS);
    /** Ours: the upstreams of this configuration as they are now. */
    public static final Directive<?> LB_STATUS =
            directive("lb_status").in(LOCATION).takes(0).<Content>reads(words -> new Content.LbStatus(words.place()))
            .into(Proxy.PROXY_PASS);
    public static final Directive<?> EMPTY_GIF =
            directive("empty_gif").in(LOCATION).takes(0).<Content>reads(words -> new Content.EmptyGif(words.place()))
            .into(Proxy.PROXY_PASS);

    private Status() {}
}
