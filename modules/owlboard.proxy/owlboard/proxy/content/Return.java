package owlboard.proxy.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.respond.Statuses;

/** {@code return}, or the redirect of a {@code rewrite}. {@code text} is null when there is none; for a redirect it is the location. */
public record Return(int code, Value text) implements Content {
    public static Return redirect(int code, String location) {
        return new Return(code, Value.constant(location));
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        if (text != null) exchange.status = Statuses.shown(code); // which the text may speak of
        if (text != null && isRedirect(code)) return Respond.redirects(exchange, code, text.text(exchange));
        if (text == null && isRedirect(code)) return Respond.redirects(exchange, code, "");
        if (code >= 400 && isEmptyText()) return Verdict.refused(code, null);
        if (code == 444 || text == null && code != 204 && code >= 300) return Verdict.refused(code, null);
        RequestBody.discard(exchange); // of which the text may speak, too
        var body = text == null ? new byte[0] : text.text(exchange).getBytes(StandardCharsets.ISO_8859_1);
        int status = code == 200 && exchange.imposedStatus == 0 ? Preconditions.ofMade(exchange) : code;
        Respond.send(exchange, status, exchange.settings.core.mediaType.of(exchange.uri), body, null);
        return Verdict.DONE;
    }

    /** {@code ""} stands for no text where there would be a page. */
    private boolean isEmptyText() {
        return text != null && text.isConstant() && text.text(null).isEmpty();
    }

    private static boolean isRedirect(int code) {
        return switch (code) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }
}
