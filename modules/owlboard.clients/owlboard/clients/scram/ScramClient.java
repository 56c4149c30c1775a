package owlboard.clients.scram;

import java.security.MessageDigest;
import java.util.Base64;

/** One log-in, as a client sees it: {@link #first}, {@link #last}, {@link #verify}. */
public final class ScramClient {
    /** The name of the mechanism (RFC 7677). */
    public static final String MECHANISM = "SCRAM-SHA-256";
    private static final int ITERATIONS_MIN = 4_096;
    private static final int ITERATIONS_MAX = 1_000_000;

    private final String password;
    private final String nonce;
    private final String bare;
    private byte[] expected;

    public ScramClient(String user, String password) {
        this(user, password, Hash.nonce());
    }

    ScramClient(String user, String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
        this.bare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    public String first() {
        return "n,," + bare;
    }

    /** The proof, for the server's first message. */
    public String last(String serverFirst) throws ScramException {
        var attributes = new Attributes(serverFirst);
        var both = attributes.value(0, 'r');
        if (!both.startsWith(nonce) || both.length() == nonce.length()) throw new ScramException("the server answers another log-in");
        var salt = Attributes.decoded(attributes.value(1, 's'));
        int iterations = iterations(attributes.value(2, 'i'));
        var salted = Hash.salted(password, salt, iterations);
        var withoutProof = "c=biws,r=" + both;
        var all = bare + "," + serverFirst + "," + withoutProof;
        var clientKey = Hash.keyed(salted, "Client Key");
        expected = Hash.keyed(Hash.keyed(salted, "Server Key"), all);
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(Hash.xor(clientKey, Hash.keyed(Hash.sum(clientKey), all)));
    }

    private static int iterations(String text) throws ScramException {
        if (!text.matches("[0-9]{1,7}")) throw new ScramException("the server names no number of iterations");
        int iterations = Integer.parseInt(text);
        if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX)
            throw new ScramException("the server wants " + iterations + " iterations; " + ITERATIONS_MIN + " to " + ITERATIONS_MAX
            + " are acceptable");
        return iterations;
    }

    /** Whether the server knows the password, too, by its last message. */
    public void verify(String serverLast) throws ScramException {
        var attributes = new Attributes(serverLast);
        if (serverLast.startsWith("e=")) throw new ScramException("the server says: " + serverLast.substring(2));
        if (!MessageDigest.isEqual(Attributes.decoded(attributes.value(0, 'v')), expected)) {
            throw new ScramException("the server does not know the password");
        }
    }
}
