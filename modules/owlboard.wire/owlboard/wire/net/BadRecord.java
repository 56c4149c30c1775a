package owlboard.wire.net;

import java.io.IOException;

/** A peer sent a record that its protocol does not have, or too many of them. The message names it, in nginx's words. */
public final class BadRecord extends IOException {
    private static final long serialVersionUID = 1;

    public BadRecord(String message) {
        super(message);
    }
}
