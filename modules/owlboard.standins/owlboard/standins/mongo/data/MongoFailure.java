package owlboard.standins.mongo.data;

import owlboard.clients.mongo.bson.Document;

/** A command that cannot be done, as its reply says it: code, name of the code, message. The connection lives on. */
public final class MongoFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The error codes in use, by MongoDB's names. */
    public enum Code {
        BadValue(2), FailedToParse(9), Unauthorized(13), TypeMismatch(14), AuthenticationFailed(18), IllegalOperation(20),
                NamespaceNotFound(26),
        IndexNotFound(27), PathNotViable(28), ConflictingUpdateOperators(40), CursorNotFound(43), NamespaceExists(48),
        DollarPrefixedFieldName(52),
        InvalidIdField(53), CommandNotFound(59), ImmutableField(66), InvalidOptions(72), InvalidNamespace(73), IndexKeySpecsConflict(86),
        CommandNotSupported(115), WriteError(96),
        ExceededMemoryLimit(146), UnsupportedOpQueryCommand(352), BSONObjectTooLarge(10334), DuplicateKey(11000), OutOfDiskSpace(14031),
        Location40324(40324);

        final int number;

        Code(int number) {
            this.number = number;
        }
    }

    private final Code code;
    private final transient Document more;

    public MongoFailure(Code code, String message) {
        this(code, message, new Document());
    }

    MongoFailure(Code code, String message, Document more) {
        super(message, null, false, false);
        this.code = code;
        this.more = more;
    }

    public Code code() {
        return code;
    }

    /** The reply of a command that failed as a whole. */
    public Document reply() {
        var reply = Document.of("ok", 0.0, "errmsg", getMessage(), "code", code.number, "codeName", code.name());
        reply.putAll(more);
        return reply;
    }

    /** One element of {@code writeErrors}. */
    Document writeError(int index) {
        var error = Document.of("index", index, "code", code.number, "errmsg", getMessage());
        error.putAll(more);
        return error;
    }
}
