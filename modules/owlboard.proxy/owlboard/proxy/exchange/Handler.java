package owlboard.proxy.exchange;

import java.io.IOException;

/** What a feature does in a {@link Phase}, with the settings that are in force. */
@FunctionalInterface
public interface Handler {
    Verdict handle(Exchange exchange) throws Failure, IOException;

    /** Whom else it asks, so that its word cannot be known without sending anything, as a sentence's end; null: nobody. */
    default String asks() {
        return null;
    }
}
