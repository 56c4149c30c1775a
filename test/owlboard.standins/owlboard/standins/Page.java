package owlboard.standins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A page that says what a stand-in promises: {@code modules/owlboard.standins/NAME.md}. */
public final class Page {
    private static final Pattern SQL = Pattern.compile("(?ms)^```sql\n(.*?)^```$");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^## Commands\n.*?(^\\|.*?)^[^|\n]");
    private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

    private Page() {}

    /** Of its SQL block, one a line, without their semicolons. */
    public static List<String> statements(String name) throws IOException {
        var block = SQL.matcher(read(name));
        if (!block.find()) throw new IOException(name + ".md has no block of SQL");
        return block.group(1).lines().map(line -> line.replaceFirst(";$", "")).toList();
    }

    /** Of the table under "Commands". */
    public static Set<String> commands(String name) throws IOException {
        var table = COMMANDS.matcher(read(name));
        if (!table.find()) throw new IOException(name + ".md has no table of commands");
        var commands = new TreeSet<String>();
        for (var quoted = QUOTED.matcher(table.group(1)); quoted.find(); ) commands.add(quoted.group(1));
        return commands;
    }

    private static String read(String name) throws IOException {
        return Files.readString(Path.of("modules/owlboard.standins", name + ".md"));
    }
}
