package owlboard.proxy.upstream;

/**
 * What of a request has a say in who serves it.
 *
 * @param key   what the balancer hashes, empty for nothing; null where nothing is hashed
 * @param route of the peer that the client is bound to ({@code sticky}); null: it is bound to none
 */
public record Wish(byte[] key, String route) {
    static final Wish NONE = new Wish(null, null);
}
