package owlboard.lint;

import java.util.List;
import java.util.Optional;

/**
 * What another linter looks for and this one does not.
 *
 * @param id     as the other one calls it
 * @param linter the other one
 */
public record LeftOut(String id, String linter, String reason) {
    private static final String FORM = "How a file is laid out changes no answer; whoever wrote it decides.";

    public static final List<LeftOut> ALL = List.of(
            new LeftOut("indent", "nginx-lint", FORM),
            new LeftOut("trailing-whitespace", "nginx-lint", FORM),
            new LeftOut("space-before-semicolon", "nginx-lint", FORM),
            new LeftOut("block-lines", "nginx-lint", FORM),
            new LeftOut("force_https", "gixy", "A redirect to http may be meant, as to a name inside; gixy itself has it off."));

    static Optional<LeftOut> named(String id) {
        return ALL.stream().filter(each -> each.id.equals(id)).findFirst();
    }

    /** For whoever asks why. */
    public String told() {
        return id + " (" + linter + "): not looked for here\n  why:    " + reason + "\n";
    }
}
