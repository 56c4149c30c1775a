package owlboard.services.stores;

import owlboard.services.http.Refusal;

/** Where a service keeps its data. */
public interface Store extends AutoCloseable {
    /** Asks it for an answer, within a few seconds; a refusal (503) says why there is none. */
    void ping() throws Refusal;

    @Override
    void close();
}
