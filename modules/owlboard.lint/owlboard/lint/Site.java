package owlboard.lint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import owlboard.config.file.Config;
import owlboard.config.language.Refusal;
import owlboard.lint.look.Conf;

/** The configurations that are looked at together. */
public record Site(List<Read> read) {
    /** What {@code nginx -T} writes above each file. */
    private static final Pattern DUMPED = Pattern.compile("(?m)^# configuration file (/.*):\\r?$");

    /** One of them, and what could not be read of it. */
    public record Read(Conf conf, List<Refusal> problems) {}

    /** A file with what it includes. {@code name} is how messages call it. */
    public static Read file(Path file, String name, String nginxVersion) throws IOException {
        return read(new Config.Source(file, name, Path::of, "", true), null, nginxVersion);
    }

    /** A text that comes from nowhere, or a dump of {@code nginx -T}: then of the files that it holds. */
    public static Read text(String text, String name, String nginxVersion) throws IOException {
        var dumped = DUMPED.matcher(text);
        if (!dumped.find()) return read(new Config.Source(Path.of(name), name, Path::of, "", true), text, nginxVersion);
        var folder = Files.createTempDirectory("owlboard-lint");
        try {
            var first = dumped.group(1);
            boolean more = true;
            while (more) {
                var file = inside(folder, dumped.group(1));
                int from = Math.min(text.length(), dumped.end() + 1);
                more = dumped.find();
                Files.createDirectories(file.getParent());
                Files.writeString(file, text.substring(from, more ? dumped.start() : text.length()), StandardCharsets.ISO_8859_1);
            }
            return read(new Config.Source(inside(folder, first), first, path -> inside(folder, path), "", true), null, nginxVersion);
        } finally {
            remove(folder);
        }
    }

    /** A name in a dump leads nowhere else. */
    private static Path inside(Path folder, String path) {
        return folder.resolve(Path.of("/").resolve(path).normalize().toString().substring(1));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    private static Read read(Config.Source source, String text, String nginxVersion) throws IOException {
        var tree = Config.tree(source, text);
        return new Read(new Conf(source.name(), tree.nodes(), tree.files(), nginxVersion), tree.problems());
    }

    /** Says which of them pass requests to which, as far as names tell: {@code api_gateway_1:80} is what {@code gateway.conf} is for. */
    public void link() {
        for (var from : read) {
            var names = new ArrayList<List<String>>();
            from.conf().main().uses("server", "proxy_pass").filter(use -> use.block().is("upstream", "location", "if"))
                    .forEach(use -> names.add(words(Conf.host(use.arg(0)).replaceFirst(":\\d+$", ""))));
            for (var to : read) {
                var file = Path.of(to.conf().name()).getFileName().toString().replaceFirst("\\.[^.]*$", "");
                if (to != from && names.stream().anyMatch(name -> ends(name, words(file)))) from.conf().passesTo(to.conf());
            }
        }
    }

    /** Without numbers, and without what every such name has. */
    private static List<String> words(String name) {
        return Stream.of(name.split("[_.\\-]+")).filter(word -> !word.matches("\\d*|nginx|conf|default")).toList();
    }

    private static boolean ends(List<String> name, List<String> file) {
        int from = name.size() - file.size();
        return !file.isEmpty() && from >= 0 && name.subList(from, name.size()).equals(file);
    }
}
