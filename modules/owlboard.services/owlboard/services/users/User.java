package owlboard.services.users;

import java.time.Instant;
import java.util.Map;
import owlboard.services.json.Json;

/** An account. {@code passwordHash} is {@link Passwords}' text and stays inside; {@code fullName} may be null. */
public record User(long id, String username, String email, String fullName, String passwordHash, Instant createdAt) {

    /** An account that has no id yet. */
    public record Draft(String username, String email, String fullName, String passwordHash) {}

    /** What an update sets; null leaves as it is. */
    public record Change(String username, String email, String fullName, String passwordHash) {
        boolean isEmpty() {
            return username == null && email == null && fullName == null && passwordHash == null;
        }
    }

    User with(Change change) {
        return new User(id, or(change.username, username), or(change.email, email), or(change.fullName, fullName),
            or(change.passwordHash, passwordHash), createdAt);
    }

    private static String or(String changed, String present) {
        return changed == null ? present : changed;
    }

    Map<String, Object> json() {
        return Json.object("id", id, "username", username, "email", email, "full_name", fullName, "is_active", true,
            "created_at", createdAt.toString());
    }

    @Override
    public String toString() {
        return "User[id=" + id + ", username=" + username + "]";  // no hash in any log
    }
}
