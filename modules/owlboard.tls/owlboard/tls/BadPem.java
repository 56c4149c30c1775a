package owlboard.tls;

/** A text that is not the PEM that was asked for. The message begins with {@code it} or {@code its}, or says what is not in it. */
public final class BadPem extends Exception {
    /** Whether it is a key all the same, which openssl can convert to one that is read here; the message says how. */
    public final boolean convertible;

    BadPem(String message, boolean convertible) {
        super(message);
        this.convertible = convertible;
    }
}
