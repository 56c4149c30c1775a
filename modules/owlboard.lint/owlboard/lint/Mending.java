package owlboard.lint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.lint.look.Edit;
import owlboard.lint.look.Sighting;

/** Mends lines where there is one right answer, and leaves every other byte as it is. */
public final class Mending {
    /** One line that becomes another; {@code after} null: it goes. */
    public record Change(String file, int line, String rule, String before, String after) {}

    private final Map<String, List<String>> files = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();

    private Mending() {}

    /** What would be changed. Lines that do not look as expected are left alone. */
    public static Mending of(Report report) throws IOException {
        var mending = new Mending();
        for (var sighting : report.sightings()) if (sighting.edit() != null) mending.mend(sighting);
        return mending;
    }

    public List<Change> changes() {
        return changes;
    }

    private void mend(Sighting sighting) throws IOException {
        var name = sighting.place().file();
        if (!files.containsKey(name)) {
            files.put(name, new ArrayList<>(List.of(Files.readString(Path.of(name), StandardCharsets.ISO_8859_1).split("(?<=\n)"))));
        }
        var lines = files.get(name);
        int index = sighting.place().line() - 1;
        if (index < 0 || index >= lines.size() || lines.get(index) == null) return;
        var before = lines.get(index);
        var after = edited(before, sighting.edit());
        if (after == null) return;
        lines.set(index, after.isBlank() ? null : after);
        changes.add(new Change(name, index + 1, sighting.rule().id(), before.stripTrailing(),
                after.isBlank() ? null : after.stripTrailing()));
    }

    /** Null where it does not match once before a comment. */
    private static String edited(String line, Edit edit) {
        int comment = comment(line);
        var code = line.substring(0, comment);
        var found = edit.find().matcher(code);
        if (!found.find() || found.find()) return null;
        return found.reset().replaceFirst(edit.put()) + line.substring(comment);
    }

    /** Where a comment begins; else the line's end. */
    private static int comment(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') i++;
            else if (quote != 0) quote = c == quote ? 0 : quote;
            else if (c == '"' || c == '\'') quote = c;
            else if (c == '#' && (i == 0 || " \t;{}".indexOf(line.charAt(i - 1)) >= 0)) return i;
        }
        return line.length();
    }

    /** Each file at once: whoever reads it sees the old one or the new one. */
    public void write() throws IOException {
        var changed = new HashMap<Path, List<String>>();
        for (var change : changes) changed.put(Path.of(change.file()).toRealPath(), files.get(change.file()));
        for (var entry : changed.entrySet()) {
            var file = entry.getKey();
            var text = new StringBuilder();
            for (var line : entry.getValue()) if (line != null) text.append(line);
            var fresh = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
            try {
                Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
    }
}
