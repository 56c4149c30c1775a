package owlboard.proxy.content;

import java.io.IOException;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.Subrequests;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.listen.Subrequest;
import owlboard.wire.http.Framing;

/** {@code mirror}: the request goes to other places as well, whose answers nobody reads (ngx_http_mirror_module). Before the content. */
public final class Mirror {
    private final List<String> uris;
    private final boolean withBody;

    private Mirror(List<String> uris, boolean withBody) {
        this.uris = uris;
        this.withBody = withBody;
    }

    /** Null: off. */
    public static Mirror of(Level level) {
        var uris = level.get(Subrequests.MIRROR);
        return uris.isEmpty() || uris.contains("") ? null : new Mirror(uris, level.get(Subrequests.MIRROR_REQUEST_BODY));
    }

    /** Once per request: an internal redirect mirrors nothing again. */
    public void begin(Exchange exchange) throws Failure, IOException {
        if (exchange.isMirrored || exchange.parent != null) return;
        exchange.isMirrored = true;
        RequestBody body = null;
        if (withBody && exchange.framing != Framing.NONE) {
            body = RequestBody.of(exchange);
            body.readAll();
        }
        for (var uri : uris) Subrequest.begin(exchange, uri, body);
    }
}
