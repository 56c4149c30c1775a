package owlboard.services.comments;

import java.util.List;
import java.util.Optional;
import owlboard.services.http.Refusal;

/**
 * Where comments are kept. Changes go to a {@link Feed} in the order in which they were stored. A refusal is a 507: no room, or a 503: the
 * store is away.
 */
public interface Comments {
    /** Hears every change; must not wait. */
    @FunctionalInterface
    interface Feed {
        /** @param event created, updated or deleted */
        void changed(String event, Comment comment);
    }

    Comment add(Comment.Draft draft) throws Refusal;

    Optional<Comment> byId(String id) throws Refusal;

    /** Oldest first. */
    List<Comment> ofDashboard(String dashboardId) throws Refusal;

    /** Empty when there is no such comment. */
    Optional<Comment> update(String id, Comment.Change change) throws Refusal;

    /** Empty when there is no such comment. */
    Optional<Comment> remove(String id) throws Refusal;
}
