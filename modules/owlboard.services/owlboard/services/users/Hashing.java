package owlboard.services.users;

import java.io.IOException;
import java.time.Duration;
import owlboard.services.http.Refusal;
import owlboard.services.http.Workers;

/**
 * Passwords are hashed one after the other, on one thread: whoever asks for many leaves the other processors to all other calls.
 * At most {@value #WAITING_MAX} wait, none of them for longer than two seconds and the hash before it; whoever comes then is a 503 that may
 * come again.
 */
final class Hashing {
    static final int WAITING_MAX = 8;

    private final Workers thread = new Workers("password", 1, WAITING_MAX, Duration.ofSeconds(2));

    String hash(String password) throws Refusal, IOException {
        return thread.call(() -> Passwords.hash(password));
    }

    /** @param stored null when there is no account: the answer takes as long */
    boolean matches(String password, String stored) throws Refusal, IOException {
        return thread.call(() -> Passwords.matches(password, stored));
    }
}
