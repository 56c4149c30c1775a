package owlboard.proxy.respond;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Trace;
import owlboard.proxy.exchange.Value;

/** {@code error_page} of one level. */
public final class ErrorPages {
    public static final Slot<ErrorPages> SLOT = new Slot<>((scope, making) -> ErrorPages.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT);

    /** {@code overwrite}: -1 keeps the status, 0 takes that of the page, otherwise the status to send. */
    public record Page(Value uri, int overwrite) {}

    private final List<HttpCore.ErrorPage> declared;
    private final Map<Integer, Page> pages = new HashMap<>();
    /** {@code recursive_error_pages}. */
    public final boolean recursive;

    private ErrorPages(Level level, Making making) {
        declared = level.get(HttpCore.ERROR_PAGE);
        for (var page : declared) {
            for (int code : page.codes()) pages.putIfAbsent(code, new Page(making.value(page.uri()), page.overwrite()));
        }
        recursive = level.get(HttpCore.RECURSIVE_ERROR_PAGES);
    }

    public static ErrorPages of(Level level, Making making) {
        return new ErrorPages(level, making);
    }

    /** What answers this status in place of the usual page; null: nothing, or one of these pages is being served already. */
    public static Page of(Exchange exchange, int status) {
        if (exchange.inErrorPage || exchange.internalRedirects > Exchange.REDIRECTS_MAX) return null;
        return exchange.settings.get(SLOT).find(status);
    }

    /** For answers that nobody knows yet. {@code intercepts}: those of the peer, too. */
    public void tell(Trace trace, boolean intercepts) {
        for (var page : declared) {
            var codes = page.codes().stream().map(Object::toString).collect(Collectors.joining(" "));
            trace.tell("errors", codes + " given here" + (intercepts ? " or by the peer" : "") + ": " + page.uri().source()
                    + (page.overwrite() > 0 ? ", as " + page.overwrite() : ""), page.place());
        }
    }

    /** Null when there is none. */
    public Page find(int status) {
        var page = pages.get(status);
        return page == null && status >= 494 && status <= 497 ? pages.get(400) : page;
    }
}
