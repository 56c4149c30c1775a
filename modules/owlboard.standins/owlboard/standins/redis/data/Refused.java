package owlboard.standins.redis.data;

/** A command that cannot be done: the line of the error reply, its code first. The connection lives on. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final String WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
    static final String NOT_WHOLE = "ERR value is not an integer or out of range";
    static final String NOT_REAL = "ERR value is not a valid float";
    static final String SYNTAX = "ERR syntax error";

    public Refused(String line) {
        super(line, null, false, false);
    }

    static Refused arguments(String command) {
        return new Refused("ERR wrong number of arguments for '" + command + "' command");
    }
}
