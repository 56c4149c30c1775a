package owlboard.services.json;

/** The text is not JSON. The message says what was expected, with line and column (both from 1). */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonException(String what, int line, int column) {
        super(what + " at line " + line + ", column " + column);
    }
}
