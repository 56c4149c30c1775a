package owlboard.services.chat;

import java.util.List;
import owlboard.services.http.Refusal;

/** Where the last messages of each room are kept. Each goes to a {@link Feed} in the order in which it was stored. */
public interface Messages {
    /** Hears every message; must not wait. */
    @FunctionalInterface
    interface Feed {
        void said(Message message);
    }

    void add(Message message) throws Refusal;

    /** The latest {@code limit} but {@code skip}, oldest first. */
    List<Message> latest(String dashboardId, int skip, int limit) throws Refusal;

    int count(String dashboardId) throws Refusal;
}
