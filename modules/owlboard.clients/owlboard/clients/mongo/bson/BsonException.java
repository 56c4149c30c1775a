package owlboard.clients.mongo.bson;

import java.io.IOException;

/** Bytes or values that cannot be BSON here. */
public final class BsonException extends IOException {
    private static final long serialVersionUID = 1;

    public BsonException(String message) {
        super(message);
    }
}
