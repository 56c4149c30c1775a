package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** ngx_http_browser_module. */
public final class Browser {
    /** {@code modern_browser}: {@code version} is four numbers as one, 3.6.1 is 3 006 001 00. {@code name} may be {@code unlisted}. */
    public record Modern(String name, long version) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final List<String> NAMES = List.of("msie", "gecko", "opera", "safari", "konqueror");
    private static final int[] SCALES = {1_000_000, 10_000, 100, 1};

    public static final Directive<List<Modern>> MODERN_BROWSER = directive("modern_browser").in(EVERYWHERE).takes(1, 2)
            .collects(Browser::modern).otherwise(List.of());
    public static final Directive<List<String>> ANCIENT_BROWSER = directive("ancient_browser").in(EVERYWHERE).takesAtLeast(1)
            .<List<String>>accumulates((words, before) -> {
                var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
                all.addAll(words.args());
                return List.copyOf(all);
            }).otherwise(List.of()).repeats();
    public static final Directive<String> MODERN_BROWSER_VALUE = directive("modern_browser_value").in(EVERYWHERE).takes(1)
            .reads(Words::text).unset("1");
    public static final Directive<String> ANCIENT_BROWSER_VALUE = directive("ancient_browser_value").in(EVERYWHERE).takes(1)
            .reads(Words::text).unset("1").repeats();

    private Browser() {}

    private static Modern modern(Words words) throws Refusal {
        if (words.count() == 1) {
            if (words.text().equals("unlisted")) return new Modern("unlisted", 0);
            throw words.refuse("invalid number of arguments in \"modern_browser\" directive",
                    "write a browser and its version, or unlisted");
        }
        if (!NAMES.contains(words.text())) throw words.refuse("unknown browser name \"" + words.text() + '"', "it is one of "
                + String.join(", ", NAMES));
        var numbers = words.text(1).split("\\.", -1);
        if (numbers.length > SCALES.length || !words.text(1).matches("[0-9.]{1,30}")) {
            throw words.refuse("invalid browser version \"" + words.text(1) + '"');
        }
        long version = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i].length() > 9) throw words.refuse("invalid browser version \"" + words.text(1) + '"');
            if (!numbers[i].isEmpty()) version += Long.parseLong(numbers[i]) * SCALES[i];
        }
        return new Modern(words.text(), version);
    }
}
