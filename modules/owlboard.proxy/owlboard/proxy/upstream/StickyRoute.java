package owlboard.proxy.upstream;

import java.util.List;
import owlboard.config.Upstream;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;

/** {@code sticky route}: the request says where it belongs; who made it say so knows the routes. */
final class StickyRoute extends Sticky {
    private final List<Value> values;

    StickyRoute(Upstream.Sticky.Route declared, Making making) {
        values = values(declared.values(), making);
    }

    @Override
    String wanted(Exchange exchange) {
        return first(values, exchange);
    }

    @Override
    void answers(Exchange exchange, Peer peer, String wanted) {}
}
