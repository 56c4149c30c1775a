package owlboard.services.stores;

import java.util.Map;

/** Where a service tells what it has changed. */
@FunctionalInterface
public interface Events {
    /** Nobody is told. */
    Events NONE = (key, data) -> {};

    /**
     * Must not wait.
     *
     * @param key what happened: {@code canvas.saved}
     * @param data of a JSON object
     */
    void changed(String key, Map<String, Object> data);
}
