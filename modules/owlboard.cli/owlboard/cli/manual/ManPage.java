package owlboard.cli.manual;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A manual page of section 1, as groff's man macros want it (groff_man(7)). The same text makes the same page: it has no date. */
public final class ManPage {
    /** Something that is listed, and what it is; behind {@code nginx}'s own a colon stands in between. */
    private static final Pattern ROW = Pattern.compile("  (\\S.*?)(?:(?: +: | {2,})(.*)|)");

    private final StringBuilder page = new StringBuilder();
    private boolean listing;
    private boolean optionsBegun;

    private ManPage() {}

    /**
     * @param version of the image, for the foot of the page
     * @param others  names of further pages
     */
    public static String of(HelpText help, String version, List<String> others) {
        var made = new ManPage();
        var name = help.name().isEmpty() ? "owlboard" : "owlboard-" + help.name();
        made.page.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 \"\" \"owlboard ").append(version).append("\"\n");
        made.section("NAME");
        made.text(name + " - " + help.purpose().replaceFirst("\\.$", ""));
        made.section("SYNOPSIS");
        made.page.append(".nf\n");
        help.synopsis().forEach(made::text);
        made.page.append(".fi\n");
        made.section("DESCRIPTION");
        help.blocks().forEach(made::block);
        made.section("SEE ALSO");
        made.text(String.join(", ", others.stream().map(each -> each + "(1)").toList()));
        return made.page.toString();
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
        listing = false;
    }

    private void block(List<String> lines) {
        if (!lines.getFirst().startsWith("  ")) page.append(".PP\n");
        listing = false;
        for (var line : lines) {
            var row = ROW.matcher(line);
            if (line.startsWith("   ") && listing) {
                text(line.strip());
            } else if (row.matches()) {
                if (line.startsWith("  -") && !optionsBegun) section("OPTIONS");
                optionsBegun |= line.startsWith("  -");
                listing = true;
                page.append(".TP\n.B ").append(escaped(row.group(1))).append('\n');
                if (row.group(2) != null) text(row.group(2).strip());
            } else if (line.startsWith("Example: ")) {
                section("EXAMPLES");
                page.append(".nf\n").append(escaped(line.substring("Example: ".length()))).append("\n.fi\n");
            } else {
                plain(line.strip());
            }
        }
    }

    private void plain(String line) {
        if (line.startsWith("Exit codes: ")) {
            section("EXIT STATUS");
            text(line.substring("Exit codes: ".length()));
        } else {
            if (listing) page.append(".PP\n");
            listing = false;
            text(line);
        }
    }

    private void text(String line) {
        page.append(escaped(line)).append('\n');
    }

    /** A backslash, a hyphen that is to stay one, a line that would be a request. */
    private static String escaped(String line) {
        var text = line.replace("\\", "\\e").replace("-", "\\-");
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }
}
