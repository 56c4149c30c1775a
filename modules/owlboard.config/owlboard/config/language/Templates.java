package owlboard.config.language;

import owlboard.config.Place;
import owlboard.config.Template;

import java.util.ArrayList;

/** Compiles values with variables: {@code $name}, {@code ${name}}, {@code $1} to {@code $9}. */
public final class Templates {
    private Templates() {}

    public static Template compile(String source, Scope scope, Place place) throws Refusal {
        var parts = new ArrayList<Template.Part>();
        int at = 0;
        while (at < source.length()) {
            int dollar = source.indexOf('$', at);
            int end = dollar < 0 ? source.length() : dollar;
            if (end > at) parts.add(new Template.Text(source.substring(at, end)));
            if (dollar < 0) break;
            boolean braces = source.startsWith("{", dollar + 1);
            int from = dollar + (braces ? 2 : 1);
            int to = from;
            boolean capture = !braces && from < source.length() && isCapture(source.charAt(from));
            if (capture) to++;
            else while (to < source.length() && isName(source.charAt(to))) to++;
            var name = source.substring(from, to);
            if (braces && !source.startsWith("}", to)) {
                throw new Refusal(place, "the closing bracket in \"" + name + "\" variable is missing");
            }
            if (name.isEmpty()) throw new Refusal(place, "invalid variable name");
            if (capture) parts.add(new Template.Capture(name.charAt(0) - '0'));
            else parts.add(scope.use(name, place));
            at = braces ? to + 1 : to;
        }
        return new Template(source, parts);
    }

    private static boolean isCapture(char c) {
        return c >= '1' && c <= '9';
    }

    static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
