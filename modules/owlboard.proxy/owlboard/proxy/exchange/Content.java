package owlboard.proxy.exchange;

import java.io.IOException;

/** What answers a request: {@code return}, files, an upstream. */
public interface Content {
    /** {@link Verdict#DONE}, or what is to answer in its place. */
    Verdict answer(Exchange exchange) throws Failure, IOException;

    /** Whether answering changes what others find afterwards: files, the servers of an upstream. */
    default boolean changes(Exchange exchange) {
        return false;
    }

    /** {@code return}: nginx answers with it while it rewrites, before limits and access. */
    default boolean isImmediate() {
        return false;
    }
}
