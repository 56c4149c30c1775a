package owlboard.clients.scram;

/** The other end did not prove the password, or does not speak SCRAM. */
public final class ScramException extends Exception {
    private static final long serialVersionUID = 1;

    public ScramException(String message) {
        super(message);
    }
}
