package owlboard.proxy.content;

import java.io.IOException;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.Subrequests;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Verdict;

/** {@code mirror}: the request goes to other places as well, whose answers nobody reads (ngx_http_mirror_module). Before the content. */
public final class Mirror implements Handler {
    private static final Slot<Mirror> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.PRECONTENT, SLOT);
    private static final Note<Boolean> DONE = new Note<>();

    private final List<String> uris;
    private final boolean withBody;

    private Mirror(List<String> uris, boolean withBody) {
        this.uris = uris;
        this.withBody = withBody;
    }

    /** Null: off. */
    private static Mirror of(Level level) {
        var uris = level.get(Subrequests.MIRROR);
        return uris.isEmpty() || uris.contains("") ? null : new Mirror(uris, level.get(Subrequests.MIRROR_REQUEST_BODY));
    }

    /** Once per request: an internal redirect mirrors nothing again. */
    @Override
    public String asks() {
        return "sends it to " + String.join(", ", uris) + ", too, whose answers are nobody's";
    }

    @Override
    public Verdict handle(Exchange exchange) throws Failure, IOException {
        if (exchange.parent != null || exchange.note(DONE) != null) return Verdict.GO_ON;
        exchange.note(DONE, true);
        if (withBody) RequestBody.of(exchange).readAll();
        var body = withBody ? exchange.requestBody : null;
        for (var uri : uris) Subrequest.begin(exchange, uri, body);
        return Verdict.GO_ON;
    }
}
