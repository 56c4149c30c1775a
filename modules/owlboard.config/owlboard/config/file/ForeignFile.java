package owlboard.config.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file is that is no nginx file, so that its first error is not the fortieth word that nobody knows. */
final class ForeignFile {
    /** A configuration is small; a larger file is not looked through for a better word. */
    private static final long SIZE_MAX_BYTES = 1 << 20;

    private record Kind(String name, Pattern line, String remedy) {}

    private static final List<Kind> KINDS = List.of(
            kind("a HAProxy configuration", "(global|defaults|(frontend|backend) [^;{]+|listen [A-Za-z][^;{]*)",
                    "a frontend is a server { listen ...; }, a backend an upstream { server ...; }"),
            kind("an Apache configuration", "(<(VirtualHost|IfModule|Directory|Location|Proxy)\\b.*|(LoadModule|ServerRoot|ProxyPass) .*)",
                    "a VirtualHost is a server { }, ProxyPass is proxy_pass in a location { }"),
            kind("a Caddyfile", "(reverse_proxy|file_server|php_fastcgi|handle_path|handle|encode)\\b[^;]*",
                    "a site is a server { }, \"reverse_proxy a:80\" is location / { proxy_pass http://a:80; }"),
            kind("a YAML file", "[A-Za-z_]+:( [^;{]*)?", "write nginx's server { } and upstream { }"),
            kind("a JSON file", "\"[^\"]+\" *:.*", "write nginx's server { } and upstream { }"));

    private ForeignFile() {}

    private static Kind kind(String name, String line, String remedy) {
        return new Kind(name, Pattern.compile(line), remedy);
    }

    /** The error that tells it; empty: it may well be one of nginx with mistakes. {@code name} is how messages name the file. */
    static Optional<String> told(Path file, String name) {
        try {
            if (Files.size(file) > SIZE_MAX_BYTES) return Optional.empty();
            return told(Files.readString(file, StandardCharsets.ISO_8859_1).lines().map(String::strip).toList(), name);
        } catch (IOException unreadable) {
            return Optional.empty(); // whoever read it before has told why
        }
    }

    private static Optional<String> told(List<String> lines, String name) {
        if (lines.stream().anyMatch(line -> line.matches("(events|http|server|stream) *\\{.*"))) return Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            for (var kind : KINDS) {
                if (!kind.line.matcher(line).matches()) continue;
                var shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
                return Optional.of("this is " + kind.name + " (\"" + shown + "\"), and owlboard reads nginx's language: " + kind.remedy
                        + " in " + name + ":" + (i + 1));
            }
        }
        return Optional.empty();
    }
}
