package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.http.Name;

/** {@code gzip_vary}: an answer that others would get packed says so. Behind the filters that pack. */
public final class Vary {
    private static final byte[] VARY = "Vary".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPT_ENCODING = "Accept-Encoding".getBytes(StandardCharsets.US_ASCII);
    private static final Filter TELLS = (exchange, head) -> {
        if (head.varies || exchange.varies) head.addBehindConnection(VARY, Name.VARY, ACCEPT_ENCODING);
        return null;
    };
    private static final Slot<Filter> SLOT = new Slot<>((scope, _) -> scope.level().get(Gzip.GZIP_VARY) ? TELLS : null);
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    private Vary() {}
}
