package owlboard.proxy.respond;

import static owlboard.config.directive.HttpCore.SERVER_TOKENS;

import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Name;

/** {@code server_tokens} with a text (of nginx's paid edition): what stands in {@code Server} and under built-in pages. */
public final class ServerTokens {
    private static final Slot<ServerTokens> SLOT = new Slot<>((scope, making) -> {
        var text = scope.level().get(SERVER_TOKENS).text();
        return text == null ? null : new ServerTokens(making.value(text));
    });
    public static final Feature FEATURE = Feature.of(SLOT);
    private static final String PRODUCT = "owlboard";
    private static final byte[] NAME = "Server".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USUAL = PRODUCT.getBytes(StandardCharsets.US_ASCII);

    private final Value text;

    private ServerTokens(Value text) {
        this.text = text;
    }

    /** An empty text is no line. */
    public static void addTo(AnswerHead head, Exchange exchange) {
        var own = exchange.settings.get(SLOT);
        if (own == null) {
            head.add(NAME, Name.SERVER, USUAL);
            return;
        }
        var out = head.open(NAME, Name.SERVER);
        int value = out.length();
        own.text.addTo(out, exchange);
        AddedHeaders.clean(out, value);
        if (out.length() == value) head.abandon();
        else head.close(Name.SERVER);
    }

    /** For a page: a variable may hold what a client sent. */
    static String signature(Exchange exchange) {
        var own = exchange.settings.get(SLOT);
        if (own == null) return PRODUCT;
        return own.text.text(exchange).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
