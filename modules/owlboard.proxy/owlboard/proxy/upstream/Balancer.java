package owlboard.proxy.upstream;

/** Picks a peer among those of one tier. Called under the group's lock. */
interface Balancer {
    /**
     * Null when none is available. {@code tried} are not picked again. {@code key}: what to hash, empty for nothing; null where nothing is
     * hashed.
     */
    Peer pick(Peer[] peers, Tried tried, byte[] key, long nowSeconds);
}
