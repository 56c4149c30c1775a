package owlboard.proxy.upstream;

import java.util.List;
import owlboard.config.Template;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;

/** How clients come back to the peer that they were sent to ({@code sticky}). */
abstract class Sticky {
    /** The route of the peer that a request asks for; null: it asks for none. */
    abstract String wanted(Exchange exchange);

    /** A peer answers, with the head that the exchange has. {@code wanted}: who was asked for. */
    abstract void answers(Exchange exchange, Peer peer, String wanted);

    static List<Value> values(List<Template> templates, Making making) {
        return templates.stream().map(making::value).toList();
    }

    /** The first that is not empty; null: all are. */
    static String first(List<Value> values, Exchange exchange) {
        for (var value : values) {
            var text = value.text(exchange);
            if (!text.isEmpty()) return text;
        }
        return null;
    }
}
