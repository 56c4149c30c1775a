package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Configuration;
import owlboard.config.Configuration.SourceFile;

/**
 * A configuration that came into force.
 *
 * @param number     counts up from 1
 * @param sinceNanos the same moment as {@code atMillis}, of {@link System#nanoTime}
 * @param difference lines that the one before did not have after {@code +}, and those that it alone had after {@code -}, with their files
 */
record Load(int number, long atMillis, long sinceNanos, List<String> difference) {
    private static final int LINES_MOST = 40;

    /** {@code before}: null at the start, which has no difference. */
    static Load of(int number, Configuration before, Configuration now) {
        var difference = before == null ? List.<String>of() : difference(before, now);
        return new Load(number, System.currentTimeMillis(), System.nanoTime(), difference);
    }

    private static List<String> difference(Configuration before, Configuration now) {
        var all = new ArrayList<String>();
        for (var file : now.files()) compare(all, file.name(), text(before, file.name()), file.text());
        for (var file : before.files()) if (!has(now, file.name())) compare(all, file.name(), file.text(), "");
        if (all.size() <= LINES_MOST) return List.copyOf(all);
        var some = new ArrayList<>(all.subList(0, LINES_MOST));
        some.add("and " + (all.size() - LINES_MOST) + " more");
        return List.copyOf(some);
    }

    private static void compare(List<String> all, String name, String old, String text) {
        if (old.equals(text)) return;
        var left = counts(old);
        var added = new ArrayList<String>();
        for (var line : text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
            if (left.merge(line, -1, Integer::sum) < 0) added.add(line);
        }
        left.forEach((line, count) -> {
            for (int i = 0; i < count; i++) all.add("- " + shown(line) + "  (" + name + ")");
        });
        for (var line : added) all.add("+ " + shown(line) + "  (" + name + ")");
    }

    /** Of what may be a secret the directive alone. */
    private static String shown(String line) {
        boolean isSecret = line.matches("(?i).*(authorization|password|secret|token|cookie|owlboard_guard|header|key).*");
        return isSecret ? line.split("\\s")[0] + " …" : line;
    }

    private static Map<String, Integer> counts(String text) {
        var all = new HashMap<String, Integer>();
        text.lines().map(String::strip).filter(each -> !each.isEmpty()).forEach(line -> all.merge(line, 1, Integer::sum));
        return all;
    }

    private static boolean has(Configuration of, String name) {
        return of.files().stream().map(SourceFile::name).anyMatch(name::equals);
    }

    private static String text(Configuration of, String name) {
        return of.files().stream().filter(file -> file.name().equals(name)).map(SourceFile::text).findFirst().orElse("");
    }
}
