package owlboard.config;

/**
 * Where something stands in the configuration: printed as nginx does, {@code conf/lb.conf:34}. {@code file} is as named on the command line
 * or in {@code include}.
 */
public record Place(String file, int line) {
    @Override public String toString() {
        return file + ":" + line;
    }
}
