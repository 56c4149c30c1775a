package owlboard.proxy.content;

import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;

/**
 * {@code internal_redirect}: behind limits and access rules on to another location, which may have limits of its own
 * (ngx_http_internal_redirect_module of nginx's paid edition).
 *
 * @param to empty: nowhere
 */
public record InternalRedirect(Value to) implements Handler {
    private static final Slot<InternalRedirect> SLOT = new Slot<>((scope, making) -> {
        var declared = scope.level().get(HttpCore.INTERNAL_REDIRECT);
        return declared == null ? null : new InternalRedirect(making.value(declared));
    });
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.PRECONTENT, SLOT);

    @Override
    public Verdict handle(Exchange exchange) {
        var uri = to.text(exchange);
        return uri.isEmpty() ? Verdict.GO_ON : Redirect.to(uri, exchange.method);
    }
}
