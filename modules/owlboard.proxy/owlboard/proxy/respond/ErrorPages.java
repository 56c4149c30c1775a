package owlboard.proxy.respond;

import java.util.HashMap;
import java.util.Map;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Proxy;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.route.Building;

/** {@code error_page} of one level. */
public final class ErrorPages {
    /** {@code overwrite}: -1 keeps the status, 0 takes that of the page, otherwise the status to send. */
    public record Page(Value uri, int overwrite) {}

    private final Map<Integer, Page> pages = new HashMap<>();
    /** {@code recursive_error_pages}. */
    public final boolean recursive;
    /** {@code proxy_intercept_errors}. */
    public final boolean intercepting;

    private ErrorPages(Level level, Building building) {
        for (var page : level.get(HttpCore.ERROR_PAGE)) {
            for (int code : page.codes()) pages.putIfAbsent(code, new Page(building.value(page.uri()), page.overwrite()));
        }
        recursive = level.get(HttpCore.RECURSIVE_ERROR_PAGES);
        intercepting = level.get(Proxy.PROXY_INTERCEPT_ERRORS);
    }

    public static ErrorPages of(Level level, Building building) {
        return new ErrorPages(level, building);
    }

    /** Null when there is none. */
    public Page find(int status) {
        return pages.isEmpty() ? null : pages.get(status == 494 || status == 495 || status == 496
                || status == 497 ? pages.containsKey(status) ? status : 400 : status);
    }
}
