package owlboard.services.stores;

import owlboard.services.http.Refusal;

/** Where a service keeps its data. */
public interface Store extends AutoCloseable {
    /** Asks it for an answer, within a few seconds; a refusal (503) when there is none, and {@link #condition} says why. */
    void ping() throws Refusal;

    Condition condition();

    @Override
    void close();
}
