package owlboard.clients.mongo;

import java.io.IOException;
import owlboard.clients.mongo.bson.Document;

/** The server answered with an error. The connection lives on. */
public final class MongoException extends IOException {
    private static final long serialVersionUID = 1;
    /** The code of a value that another document has in a unique index. */
    public static final int DUPLICATE_KEY = 11000;

    private final int code;

    private MongoException(long code, String message) {
        super(message);
        this.code = (int) code;
    }

    MongoException(String message) {
        this(0, message);
    }

    static Document fine(Document reply) throws MongoException {
        if (!reply.flag("ok")) throw new MongoException(reply.number("code", 0), reply.text("errmsg"));
        var errors = reply.documents("writeErrors");
        if (!errors.isEmpty()) throw new MongoException(errors.getFirst().number("code", 0), errors.getFirst().text("errmsg"));
        return reply;
    }

    MongoException at(String place) {
        return new MongoException(code, getMessage() + " (" + place + ")");
    }

    /** MongoDB's number of the error; 0 when the server gave none. */
    public int code() {
        return code;
    }
}
