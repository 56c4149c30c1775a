package owlboard.proxy;

import java.io.OutputStream;

/**
 * What an engine's logs call standard output and standard error.
 *
 * @param out null: this process's own
 * @param err null: this process's own
 */
public record Console(OutputStream out, OutputStream err) {
    /** This process's own. */
    public static final Console OWN = new Console(null, null);
}
