package owlboard.standins.amqp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Reply;

/** The one user, and the way in which clients say who they are. */
record Login(String user, String password) {
    static final String MECHANISMS = "PLAIN";

    boolean accepts(String mechanism, byte[] response) throws AmqpException {
        if (!mechanism.equals(MECHANISMS)) {
            throw Reply.NOT_ALLOWED.because("mechanism '" + mechanism + "' is not supported: log in by " + MECHANISMS);
        }
        return plain(new String(response, StandardCharsets.UTF_8).split("\0", -1));
    }

    /** RFC 4616: whom to act as (nobody else), user, password. */
    private boolean plain(String[] parts) {
        return parts.length == 3 && matches(parts[1], parts[2]);
    }

    private boolean matches(String name, String secret) {
        boolean rightName = MessageDigest.isEqual(name.getBytes(StandardCharsets.UTF_8), user.getBytes(StandardCharsets.UTF_8));
        return rightName & MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user;
    }
}
