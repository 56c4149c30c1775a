package owlboard.services.users;

import java.time.Instant;
import java.util.Map;
import owlboard.services.json.Json;

/** An account. {@code passwordHash} is {@link Passwords}' text and stays inside; {@code fullName} may be null. One that
 * is not active keeps its name, address and boards, and can do nothing. */
public record User(long id, String username, String email, String fullName, String passwordHash, boolean isActive, Instant createdAt) {

    /** An account that has no id yet. */
    public record Draft(String username, String email, String fullName, String passwordHash) {}

    /** What an update sets; null leaves as it is. */
    public record Change(String username, String email, String fullName, String passwordHash, boolean deactivates) {
        static final Change DEACTIVATION = new Change(null, null, null, null, true);

        boolean isEmpty() {
            return username == null && email == null && fullName == null && passwordHash == null && !deactivates;
        }
    }

    User with(Change change) {
        return new User(id, or(change.username, username), or(change.email, email), or(change.fullName, fullName),
            or(change.passwordHash, passwordHash), isActive && !change.deactivates, createdAt);
    }

    private static String or(String changed, String present) {
        return changed == null ? present : changed;
    }

    /** How others call them. */
    String name() {
        return fullName == null || fullName.isEmpty() ? username : fullName;
    }

    /** What its owner is told. */
    Map<String, Object> json() {
        return json(email);
    }

    /** What everybody is told: the address is empty text, since clients take it for text that is always there. */
    Map<String, Object> publicJson() {
        return json("");
    }

    private Map<String, Object> json(String shownEmail) {
        return Json.object("id", id, "username", username, "email", shownEmail, "full_name", fullName, "is_active", isActive,
            "created_at", createdAt.toString());
    }

    @Override
    public String toString() {
        return "User[id=" + id + ", username=" + username + "]";  // no hash in any log
    }
}
