package owlboard.proxy.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.wire.http.HttpDate;

/** {@code empty_gif}: nginx's empty picture, with its date (ngx_http_empty_gif_module). */
final class EmptyGif implements Content {
    private static final byte[] GIF = Base64.getDecoder().decode("R0lGODlhAQABAIABAAAAAP///yH5BAEAAAEALAAAAAABAAEAAAICTAEAOw==");
    private static final Preconditions KNOWN = new Preconditions(null, 23_349_600);

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        RequestBody.discard(exchange);
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus
                : KNOWN.status(exchange, exchange.settings.get(Files.SLOT).ifModifiedSince);
        var head = Respond.begin(exchange, status);
        if (status != 304) {
            Respond.contentType(head, exchange, "image/gif");
            Respond.length(head, GIF.length);
        }
        if (status == 200 || status == 304) Respond.lastModified(head, HttpDate.of(KNOWN.modified()));
        Respond.connection(head, exchange);
        Respond.finish(head, exchange, status != 304);
        exchange.way().body(head.bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(GIF).asReadOnlyBuffer(), true);
        return Verdict.DONE;
    }
}
