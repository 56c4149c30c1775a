package owlboard.proxy.route;

import owlboard.proxy.content.Return;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.UriPath;

/**
 * From a URI to the content that answers it: server-level rewriting, location, location-level rewriting, again (nginx's phases up to
 * post-rewrite).
 */
public final class Route {
    /** nginx's bound on rewriting and internal redirects. */
    private static final int CYCLES = 10;

    private Route() {}

    /** Chooses for a new URI: sets {@code exchange.settings}. */
    public static Content choose(Exchange exchange) throws Failure {
        exchange.settings = exchange.server.settings;
        exchange.uriChanged = false;
        if (Rewrite.run(exchange, exchange.server.settings.get(Routing.SLOT).script) instanceof Rewrite.Answered answered) {
            return answered.answer();
        }
        return located(exchange);
    }

    /** As long as the URI is rewritten: in the location that it has then. */
    private static Content located(Exchange exchange) throws Failure {
        for (int cycle = 0; cycle <= CYCLES; cycle++) {
            var content = inLocation(exchange);
            if (content != null) return content;
        }
        throw Failure.ours(500, "rewrite or internal redirection cycle while processing \"" + exchange.uri + "\"");
    }

    /** Chooses within a named location. */
    public static Content named(Exchange exchange, String name) throws Failure {
        var settings = exchange.server.settings.get(Routing.SLOT).locations.named.get(name);
        if (settings == null) throw Failure.ours(500, "could not find named location \"" + name + "\"");
        exchange.settings = Routing.forMethod(settings, exchange.method);
        exchange.uriChanged = false;
        exchange.locationPrefixHolds = false;
        var content = rewritten(exchange);
        return content != null ? content : located(exchange);
    }

    /** Null: the URI was rewritten and its location has to be found anew. */
    private static Content inLocation(Exchange exchange) throws Failure {
        var found = exchange.server.settings.get(Routing.SLOT).locations.find(exchange);
        exchange.settings = found.settings() != null ? found.settings() : exchange.server.settings;
        exchange.uriChanged = false;
        exchange.locationPrefixHolds = true;
        if (exchange.settings.core.internalOnly && !exchange.internal) throw Failure.client(404, null);
        exchange.settings = Routing.forMethod(exchange.settings, exchange.method);
        if (exchange.framing.length() > exchange.settings.core.bodyMaxBytes && exchange.settings.core.bodyMaxBytes != 0
                && !exchange.bodyRefused) {
            throw Failure.client(413, "client intended to send too large body: " + exchange.framing.length() + " bytes");
        }
        if (found.addSlash()) {
            return Return.redirect(301, UriPath.escaped(exchange, exchange.uri + "/"));
        }
        // where no location is found the server's own rewriting, which has been done, is not done again
        return found.settings() == null ? exchange.settings.content : rewritten(exchange);
    }

    private static Content rewritten(Exchange exchange) throws Failure {
        if (Rewrite.run(exchange, exchange.settings.get(Routing.SLOT).script) instanceof Rewrite.Answered answered) {
            return answered.answer();
        }
        return exchange.uriChanged ? null : exchange.settings.content;
    }
}
