package owlboard.clients.redis;

import java.io.IOException;

/** The server answered with an error. The connection lives on. */
public final class RedisFailure extends IOException {
    private static final long serialVersionUID = 1;

    RedisFailure(String line) {
        super(line);
    }

    /** The first word of the error: ERR, WRONGTYPE, NOAUTH, WRONGPASS, MISCONF, OOM and so on. */
    public String code() {
        int space = getMessage().indexOf(' ');
        return space < 0 ? getMessage() : getMessage().substring(0, space);
    }
}
