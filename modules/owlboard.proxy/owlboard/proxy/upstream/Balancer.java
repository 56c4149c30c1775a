package owlboard.proxy.upstream;

import owlboard.proxy.exchange.Exchange;

/** Picks a peer among those of one tier. Called under the group's lock. */
interface Balancer {
    /** Null when none is available. {@code tried} are not picked again. */
    Peer pick(Peer[] peers, Tried tried, Exchange exchange, long nowSeconds);
}
