package owlboard.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** An answer as the lines of a {@link Configuration}'s file. */
record Recording(Differences differences) {
    private static final int WHOLE = 200;
    private static final String TITLE = "(?s).*<title>\\d+ ([^<]*)</title>.*";

    /** The lines that describe this answer, placeholders in place of what differs from run to run or between the systems. */
    List<String> lines(Got got, Expected expected) {
        if (got.head().isEmpty()) return List.of("{closed}");
        for (var page : List.of("{page}", "{page:no tokens}", "{page:" + got.body().replaceFirst(TITLE, "$1") + "}")) {
            var lines = new ArrayList<>(head(got.head()));
            lines.removeIf(line -> line.equals("Content-Type: text/html") || line.startsWith("Content-Length:"));
            lines.add(page);
            if (got.differs(lines, expected) == null) return lines;
        }
        var lines = new ArrayList<>(head(got.head()));
        lines.add("");
        if (got.body().isEmpty()) return lines;
        if (got.body().length() > WHOLE && got.body().chars().distinct().count() == 1) {
            lines.add("{" + got.body().length() + " x " + got.body().charAt(0) + "}\\");
            return lines;
        }
        boolean open = !got.body().endsWith("\n");
        for (var line : got.body().split("\n", -1)) lines.add(escaped(line));
        if (open) lines.set(lines.size() - 1, lines.getLast() + "\\");
        else lines.removeLast();
        boolean ofSomeLength = lines.subList(lines.indexOf(""), lines.size()).stream().anyMatch(line -> line.matches(".*\\{\\w+:\\d+}.*"));
        if (ofSomeLength) lines.replaceAll(line -> line.replaceFirst("^Content-Length: \\d+$", "Content-Length: {number}"));
        return lines;
    }

    private List<String> head(List<String> received) {
        var lines = new ArrayList<String>();
        for (var line : received) {
            if (line.startsWith("Date: ") || line.equals("Server: " + differences.product())) continue;
            lines.add(line.equals("Server: nginx") ? "Server: {product}" : escaped(line));
        }
        if (lines.stream().anyMatch(line -> line.matches("X-Cache: (HIT|STALE|UPDATING|REVALIDATED)"))) lines.add("Age: {any}");
        return lines;
    }

    private String escaped(String text) {
        var line = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\t", "\\t").replaceAll("\\b[0-9a-f]{32}\\b", "{any}")
                .replaceAll("^Expires: (?!Thu, 01 Jan 1970|Thu, 31 Dec 2037)\\w{3}, .*", "Expires: {any}");
        for (var peer : differences.shownPeers().entrySet()) line = line.replace(peer.getValue(), "{" + peer.getKey() + "}");
        if (differences.nginx()) {
            for (var port : differences.shownPorts().entrySet()) {
                line = line.replace(":" + port.getValue(), "{:" + port.getKey() + "}")
                        .replaceAll("\\b" + port.getValue() + "\\b", "{port:" + port.getKey() + "}");
            }
        }
        var ascii = new StringBuilder();
        line.chars().forEach(c -> ascii.append(c < 32 || c > 126 ? String.format("\\x%02X", c) : "" + (char) c));
        return ascii.toString();
    }

    /** Puts these answers into the file, one for each thing that is asked there. */
    static void write(Configuration configuration, List<List<String>> answers) throws IOException {
        var lines = new ArrayList<String>();
        int asked = 0;
        boolean written = true;
        for (var line : Files.readAllLines(configuration.path())) {
            if (line.startsWith("<")) continue;
            if (line.startsWith("== ")) {
                if (!written) add(lines, answers.get(asked - 1));
                asked++;
                written = false;
            }
            lines.add(line);
        }
        if (!written) add(lines, answers.get(asked - 1));
        Files.write(configuration.path(), lines);
    }

    private static void add(List<String> lines, List<String> answer) {
        int end = lines.size();
        while (lines.get(end - 1).isBlank()) end--;
        for (int i = 0; i < answer.size(); i++) lines.add(end + i, answer.get(i).isEmpty() ? "<" : "< " + answer.get(i));
    }
}
