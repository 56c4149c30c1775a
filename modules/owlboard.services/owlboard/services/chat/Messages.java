package owlboard.services.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import owlboard.services.http.Refusal;

/** Where the last messages of each room are kept. What happens goes to a {@link Feed} in the order in which it was stored. */
public interface Messages {
    /** Hears of everything; must not wait. */
    @FunctionalInterface
    interface Feed {
        void happened(Happening happening);
    }

    void add(Message message) throws Refusal;

    /** The latest {@code limit} but {@code skip}, oldest first. */
    List<Message> latest(String dashboardId, int skip, int limit) throws Refusal;

    int count(String dashboardId) throws Refusal;

    /** Throws all messages of a room away; how many there were. */
    long clear(String dashboardId) throws Refusal;

    /** When the first message was said since the room was made or cleared; empty when nothing was. */
    Optional<Instant> since(String dashboardId) throws Refusal;
}
