package owlboard.standins.scram;

import java.security.SecureRandom;
import java.util.Arrays;
import owlboard.clients.scram.Hash;

/** What a server keeps of a password: enough to check it, too little to use it. */
public record Credential(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    /** Rounds of the hash, as in MongoDB (PostgreSQL: 4096). A server of a laptop pays them once for each user, at its start. */
    private static final int ITERATIONS = 15_000;
    private static final int SALT_BYTES = 28;
    private static final byte[] SECRET = random();

    /** With a fresh salt. */
    public static Credential of(String password) {
        var salt = random();
        var salted = Hash.salted(password, salt, ITERATIONS);
        return new Credential(salt, ITERATIONS, Hash.sum(Hash.keyed(salted, "Client Key")), Hash.keyed(salted, "Server Key"));
    }

    /** What an unknown user is shown: the same each time, like that of a known one. No password fits. */
    static Credential ofNobody(String user) {
        return new Credential(Arrays.copyOf(Hash.keyed(SECRET, user), SALT_BYTES), ITERATIONS, new byte[0], new byte[0]);
    }

    private static byte[] random() {
        var salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return salt;
    }
}
