package owlboard.config;

import java.util.List;

/** A configuration that cannot be used: one message per error, each ending in {@code in FILE:LINE} as nginx words it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient List<String> errors;

    public ConfigException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    public List<String> errors() {
        return errors;
    }
}
