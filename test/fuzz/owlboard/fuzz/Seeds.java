package owlboard.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Inputs that stand in the tests. */
public final class Seeds {
    private Seeds() {}

    public static List<byte[]> of(String... texts) {
        var bytes = new ArrayList<byte[]>();
        for (var text : texts) bytes.add(text.getBytes(ISO_8859_1));
        return bytes;
    }

    /** What clients send in the cases of the proxy: each run of lines behind {@code >}. */
    public static List<byte[]> requests() {
        var requests = new ArrayList<byte[]>();
        for (var file : files(Path.of("test/owlboard.proxy/cases"), ".txt")) {
            var request = new StringBuilder();
            for (var line : (file + "\n\n").split("\n", -1)) {
                boolean sent = line.startsWith("> ") || line.equals(">");
                if (sent) request.append(line.length() > 2 ? line.substring(2) : "").append("\r\n");
                else if (!request.isEmpty()) {
                    requests.add(request.toString().getBytes(ISO_8859_1));
                    request.setLength(0);
                }
            }
        }
        return requests;
    }

    /** Configurations: whole ones, and those of the cases. */
    public static List<byte[]> configurations() {
        var texts = new ArrayList<String>(files(Path.of("test/owlboard.proxy/configurations"), ".conf"));
        texts.addAll(files(Path.of("conf"), ".conf"));
        for (var file : files(Path.of("test/owlboard.config/cases"), ".txt")) {
            for (var one : file.split("(?m)^====\n")) if (one.contains("\n----\n")) texts.add(one.substring(0, one.indexOf("\n----\n")));
        }
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static List<String> files(Path folder, String end) {
        var texts = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(one -> one.toString().endsWith(end)).sorted().toList()) texts.add(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
