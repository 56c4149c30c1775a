package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Transcripts as data: a configuration, then cases that each start a system with it. A new case needs no code.
 *
 * <pre>
 * server { listen 80; location / { proxy_pass http://a:80; } }
 *
 * == the answer of the peer is passed on
 * &gt; GET / HTTP/1.1             the client sends, each line with CRLF
 * &gt; Host: shop
 * &gt;
 * a&gt; GET / HTTP/1.1            the peer a:80 receives this head, header lines in any order
 * a&gt; Host: {a:80}
 * a&gt;
 * a&lt; HTTP/1.1 200 OK           the peer sends
 * a&lt; Content-Length: 2
 * a&lt;
 * a&lt; hi\                       no CRLF after a backslash
 * &lt; HTTP/1.1 200 OK            the client receives this head, then exactly this body
 * &lt; Content-Length: 2
 * &lt; Connection: keep-alive
 * &lt;
 * &lt; hi\
 * access: {any} "GET / HTTP/1.1" 200 2 {any}
 * </pre>
 *
 * A line of four or more {@code =} begins another configuration. {@code 2>} and {@code 2<} are a second client. Escapes:
 * {@code \r \n \t \\ \xHH}; {@code {300 x ab}} repeats. Ends: {@code {eof} {closed} {reset}} where a side receives,
 * {@code {fin} {close} {reset}} where it sends. {@code {silent}}: nothing comes for 150 ms; {@code {silent 400}}: for 400. {@code
 * {chunked}text}: a chunked body. {@code a connections 1}; {@code access lines 1}; {@code error: part of a line of the error log};
 * {@code [owlboard ROW: what nginx does]} after a title, ROW of conf/DIFFERENCES.md: skipped on nginx. {@code @file /path text} before the
 * first case is a file.
 */
record CaseFile(Path path, List<Case> cases) {
    private static final Pattern TITLE = Pattern.compile("== (.*?)(?: \\[owlboard(?: [a-z0-9-]+)?: (.*)\\])?");
    private static final Pattern STEP = Pattern.compile("([a-z_]+|\\d?)([<>])(?: (.*))?");
    private static final Pattern COUNT = Pattern.compile("([a-z_]+) connections (\\d+)");
    private static final Pattern LINES = Pattern.compile("access lines (\\d+)");
    private static final Pattern LOGGED = Pattern.compile("(access|error): (.*)");
    private static final Pattern FILE = Pattern.compile("@file (\\S+) (.*)");

    /** {@code nginxDiffers} is null, or what nginx does instead. */
    record Case(String title, int line, String conf, List<Edge.FileText> files, String nginxDiffers, List<Step> steps) {}

    sealed interface Step {
        int line();

        /** {@code who}: a client's number (empty: the first) or a peer's name. {@code up}: towards the upstream. */
        record Talk(int line, String who, boolean up, List<String> lines) implements Step {
            boolean byClient() {
                return who.isEmpty() || Character.isDigit(who.charAt(0));
            }
        }

        record Connections(int line, String who, int count) implements Step {}

        record Lines(int line, int count) implements Step {}

        record Logged(int line, boolean access, String text) implements Step {}
    }

    static CaseFile read(Path path) {
        try {
            return new Reader(path, Files.readAllLines(path)).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Reader {
        private final Path path;
        private final List<String> lines;
        private final List<Case> cases = new ArrayList<>();
        private final List<String> conf = new ArrayList<>();
        private List<Edge.FileText> files = new ArrayList<>();
        private Case current;

        Reader(Path path, List<String> lines) {
            this.path = path;
            this.lines = lines;
        }

        CaseFile read() {
            for (int i = 0; i < lines.size(); i++) line(i + 1, lines.get(i));
            return new CaseFile(path, cases);
        }

        private void line(int number, String text) {
            var title = TITLE.matcher(text);
            var file = FILE.matcher(text);
            if (text.matches("={4,}")) {
                current = null;
                conf.clear();
                files = new ArrayList<>();
            } else if (title.matches()) {
                current = new Case(title.group(1), number, String.join("\n", conf), files, title.group(2), new ArrayList<>());
                cases.add(current);
            } else if (current != null) {
                if (!text.isBlank() && !text.startsWith("#")) step(number, text);
            } else if (file.matches()) {
                files.add(new Edge.FileText(file.group(1), unescaped(file.group(2), "")));
            } else {
                conf.add(text);
            }
        }

        private void step(int number, String text) {
            Matcher found;
            if ((found = STEP.matcher(text)).matches()) {
                talk(number, found.group(1), found.group(2).equals(">"), found.group(3) == null ? "" : found.group(3));
            } else if ((found = COUNT.matcher(text)).matches()) {
                current.steps.add(new Step.Connections(number, found.group(1), Integer.parseInt(found.group(2))));
            } else if ((found = LINES.matcher(text)).matches()) {
                current.steps.add(new Step.Lines(number, Integer.parseInt(found.group(1))));
            } else if ((found = LOGGED.matcher(text)).matches()) {
                current.steps.add(new Step.Logged(number, found.group(1).equals("access"), found.group(2)));
            } else {
                throw new IllegalArgumentException(path + ":" + number + " is no step of a case: " + text);
            }
        }

        private void talk(int number, String who, boolean up, String line) {
            if (current.steps.isEmpty() || !(current.steps.getLast() instanceof Step.Talk last) || !last.who.equals(who) || last.up != up) {
                current.steps.add(new Step.Talk(number, who, up, new ArrayList<>()));
            }
            ((Step.Talk) current.steps.getLast()).lines.add(line);
        }
    }

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9A-Fa-f]{2}))|\\{(\\d+) x ([^}]*)\\}");

    /** The line's text and {@code lineEnd}, which a backslash at the end takes away. */
    static String unescaped(String line, String lineEnd) {
        boolean open = line.endsWith("\\") && !line.endsWith("\\\\");
        var text = open ? line.substring(0, line.length() - 1) : line;
        return ESCAPE.matcher(text).replaceAll(found ->
                Matcher.quoteReplacement(meaning(found.group(1), found.group(2), found.group(3), found.group(4))))
                + (open ? "" : lineEnd);
    }

    private static String meaning(String letter, String hex, String times, String repeated) {
        if (hex != null) return "" + (char) Integer.parseInt(hex, 16);
        if (times != null) return repeated.repeat(Integer.parseInt(times));
        return switch (letter) {
            case "r" -> "\r";
            case "n" -> "\n";
            case "t" -> "\t";
            default -> "\\";
        };
    }
}
