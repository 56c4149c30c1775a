package owlboard.lint.look;

import java.util.Locale;

/** How bad a finding is, the mildest first: worth knowing; bad manners; will hurt some day; hurts, or lets somebody in. */
public enum Severity {
    INFO, LOW, MEDIUM, HIGH;

    /** {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
