package owlboard.config.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** File name patterns as glob(7): {@code *}, {@code ?} and {@code [..]}, never across a slash; a leading dot must be written. */
final class Glob {
    private Glob() {}

    static boolean isGlob(String path) {
        return path.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    }

    /** Length of the folders that stand before the first wildcard, with their slash. */
    static int fixedLength(String path) {
        int wildcard = 0;
        while ("*?[".indexOf(path.charAt(wildcard)) < 0) wildcard++;
        return path.lastIndexOf('/', wildcard) + 1;
    }

    /** Paths below the folder that match, relative to it, sorted. Empty when nothing does, or when the folder is missing. */
    static List<String> matches(Path folder, String pattern) {
        var found = List.of("");
        var segments = pattern.split("/");
        for (int i = 0; i < segments.length; i++) {
            var next = new ArrayList<String>();
            for (var parent : found) {
                for (var name : names(folder.resolve(parent), segments[i])) {
                    boolean last = i == segments.length - 1;
                    if (last || Files.isDirectory(folder.resolve(parent + name))) next.add(parent + name + (last ? "" : "/"));
                }
            }
            found = next;
        }
        return found.stream().sorted().toList();
    }

    private static List<String> names(Path folder, String segment) {
        var pattern = pattern(segment);
        var entries = folder.toFile().list();
        return entries == null ? List.of() : Arrays.stream(entries)
                .filter(name -> (segment.startsWith(".") || !name.startsWith(".")) && pattern.matcher(name).matches()).toList();
    }

    private static Pattern pattern(String segment) {
        var regex = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            int close = c == '[' ? segment.indexOf(']', i + 2) : -1;
            if (c == '*') regex.append(".*");
            else if (c == '?') regex.append('.');
            else if (close > 0) {
                var members = segment.substring(i + 1, close);
                regex.append(members.startsWith("!") ? "[^" : "[").append((members.startsWith("!") ? members.substring(1) : members)
                        .replaceAll("[\\[\\]\\\\&^]", "\\\\$0")).append(']');
                i = close;
            } else regex.append(Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
