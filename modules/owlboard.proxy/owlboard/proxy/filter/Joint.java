package owlboard.proxy.filter;

import java.io.IOException;
import owlboard.config.Level;
import owlboard.config.directive.Addition;
import owlboard.config.directive.Ssi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Subrequest;

/**
 * Where the bodies of subrequests come into the way of their parent's: behind the filters that are each answer's own, before those that
 * are the client's (ngx_http_postpone_filter_module).
 */
public final class Joint extends Link {
    /** A filter of this answer puts others in. */
    private static final Note<Boolean> WANTED = new Note<>();
    private static final Note<Joint> HERE = new Note<>();
    private static final Filter JOINS = (exchange, head) -> exchange.note(WANTED) == null || head.bodiless ? null : new Joint(exchange);
    private static final Slot<Filter> SLOT = new Slot<>((scope, _) -> mayBeWanted(scope.level()) ? JOINS : null);
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    /** nginx's bound on subrequests that ask for further ones. */
    private static final int DEPTH_MAX = 51;

    private Joint(Exchange exchange) {
        exchange.note(HERE, this);
    }

    private static boolean mayBeWanted(Level level) {
        return level.get(Ssi.SSI) || !level.get(Addition.ADD_BEFORE_BODY).isEmpty() || !level.get(Addition.ADD_AFTER_BODY).isEmpty();
    }

    /** From a filter in front of it, while the way out is made. */
    static void want(Exchange exchange) {
        exchange.note(WANTED, true);
    }

    /** What takes the body of a child's answer on its way to the joint. */
    interface Tap {
        Outgoing of(Exchange child, Outgoing joint);
    }

    /** Serves a URI; the body of its answer goes out here and now. False: too many wait for each other already. */
    static boolean include(Exchange exchange, Redirect at) throws IOException {
        return include(exchange, at, (_, joint) -> joint);
    }

    static boolean include(Exchange exchange, Redirect at, Tap tap) throws IOException {
        int depth = 0;
        for (var parent = exchange.parent; parent != null; parent = parent.parent) depth++;
        if (depth >= DEPTH_MAX) return false;
        Subrequest.end(Subrequest.serve(exchange, at, child -> tap.of(child, exchange.note(HERE))));
        if (exchange.client.isGone()) throw exchange.client.gone();
        return true;
    }
}
