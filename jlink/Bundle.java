import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the pages quick over a slow line: {@code java Bundle.java WWW}. Each of WWW/desktop and WWW/mobile gets one script in place of its
 * first of many, and all that is text lies once more in WWW/packed, as gzip. Understands the imports and exports that the pages use, and
 * fails on any other.
 */
final class Bundle {
    private static final Pattern IMPORT = Pattern.compile("import \\{ (.*) } from '(.*)';");
    private static final Pattern EXPORT = Pattern.compile("export ((?:async )?(?:function|class|const) ([\\w$]+).*)");
    private static final Pattern PACKED = Pattern.compile(".*\\.(html|css|svg)");

    private final Path www;
    /** By file, in the order in which they run. */
    private final Map<Path, String> modules = new LinkedHashMap<>();
    private final List<Path> entered = new ArrayList<>();

    private Bundle(Path www) {
        this.www = www;
    }

    public static void main(String[] args) throws IOException {
        var www = Path.of(args[0]);
        for (var page : List.of("desktop", "mobile")) {
            var script = www.resolve(page + "/" + page + ".js");
            var bundle = new Bundle(www);
            bundle.enter(script);
            Files.writeString(script, String.join("", bundle.modules.values()));
            pack(www, script);
        }
        List<Path> files;
        try (var all = Files.walk(www)) {
            files = all.filter(file -> PACKED.matcher(file.toString()).matches()).toList();
        }
        for (var file : files) pack(www, file);
    }

    private void enter(Path file) throws IOException {
        if (modules.containsKey(file)) return;
        if (entered.contains(file)) throw new IOException(file + " imports itself, by way of others");
        entered.add(file);
        var exports = new ArrayList<String>();
        var text = new StringBuilder();
        for (var line : bare(Files.readString(file))) text.append(statement(file, line, exports)).append('\n');
        modules.put(file, "const " + name(file) + " = (() => {\n" + text + "return { " + String.join(", ", exports) + " };\n})();\n");
    }

    private String statement(Path file, String line, List<String> exports) throws IOException {
        if (IMPORT.matcher(line) instanceof Matcher imported && imported.matches()) {
            var other = imported.group(2).startsWith("/") ? www.resolve(imported.group(2).substring(1))
                    : file.resolveSibling(imported.group(2)).normalize();
            enter(other);
            return "const { " + imported.group(1).replace(" as ", ": ") + " } = " + name(other) + ";";
        }
        if (EXPORT.matcher(line) instanceof Matcher exported && exported.matches()) {
            exports.add(exported.group(2));
            return exported.group(1);
        }
        if (line.startsWith("import ") || line.startsWith("export ")) {
            throw new IOException(file + ": no such import or export is known: " + line);
        }
        return line;
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.js$", "Module");
    }

    /** Without comments that have lines of their own, and without indentation. */
    private static List<String> bare(String text) throws IOException {
        var lines = new ArrayList<String>();
        boolean comment = false;
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.chars().filter(c -> c == '`').count() % 2 != 0) {
                throw new IOException("a template over several lines keeps its indentation: " + line);
            }
            boolean begins = line.startsWith("/*");
            if (!comment && !begins && !line.isEmpty() && !line.startsWith("//")) lines.add(line);
            comment = (comment || begins) && !line.endsWith("*/");
        }
        return lines;
    }

    private static void pack(Path www, Path file) throws IOException {
        var packed = www.resolve("packed").resolve(www.relativize(file));
        Files.createDirectories(packed.getParent());
        var text = Files.readString(file);
        if (file.toString().endsWith(".css")) text = bare(text).stream().collect(Collectors.joining("\n"));
        try (var out = new Best(Files.newOutputStream(packed))) {
            out.write(text.getBytes());
        }
    }

    /** As small as it gets. */
    private static final class Best extends GZIPOutputStream {
        Best(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
