package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** One whole answer: its head and its body without framing and packing. No head: the connection ended without an answer. */
record Got(List<String> head, String body) {
    static Got of(Wire wire, String request) {
        if (!wire.isAnswered()) return new Got(List.of(), "");
        var head = wire.head();
        if (head.getFirst().contains(" 101 ")) return new Got(head, wire.sendsRaw("ping").bytes(4));
        return new Got(head, request.startsWith("HEAD ") ? "" : body(wire, head));
    }

    private static String body(Wire wire, List<String> head) {
        if (head.getFirst().matches("\\S+ (204|304) .*")) return "";
        var length = value(head, "content-length:");
        var body = length != null ? wire.bytes(Integer.parseInt(length)) : unframed(wire, head);
        return "gzip".equals(value(head, "content-encoding:")) ? unpacked(body) : body;
    }

    private static String unframed(Wire wire, List<String> head) {
        if (value(head, "transfer-encoding:") == null) return wire.rest();
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(wire.line(), 16);
            body.append(wire.bytes(size));
            wire.line();
            if (size == 0) return body.toString();
        }
    }

    private static String unpacked(String body) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes(ISO_8859_1)))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            return "no gzip: " + body;
        }
    }

    private static String value(List<String> head, String name) {
        return head.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name)).findFirst()
                .map(line -> line.substring(name.length()).strip()).orElse(null);
    }

    /** Why this is not the answer that these lines describe, or null. */
    String differs(List<String> answer, Expected expected) {
        if (head.isEmpty()) return answer.equals(List.of("{closed}")) ? null : "the connection ended without an answer";
        int end = answer.indexOf("");
        if (end < 0 && (answer.isEmpty() || !answer.getLast().startsWith("{page"))) return "no answer is recorded";
        var lines = new ArrayList<>(answer.subList(0, end < 0 ? answer.size() : end).stream().map(line -> CaseFile.unescaped(line, ""))
                .toList());
        var page = expected.page(lines.getFirst(), lines.getLast());
        if (page != null) {
            lines.removeLast();
            boolean typed = lines.stream().anyMatch(line -> line.startsWith("Content-Type:"));
            lines.addAll(page.headers().stream().filter(line -> !typed || !line.startsWith("Content-Type:")).toList());
        }
        var differs = expected.headDiffers(lines, head);
        if (differs != null) return differs;
        return page != null ? bodyDiffers(page.body(), expected) : bodyDiffers(text(answer.subList(end + 1, answer.size())), expected);
    }

    private static String text(List<String> lines) {
        var text = new StringBuilder();
        for (var line : lines) text.append(CaseFile.unescaped(line, "\n"));
        return text.toString();
    }

    private String bodyDiffers(String want, Expected expected) {
        if (want.equals(body)) return null;
        var wanted = want.split("\n", -1);
        var have = body.split("\n", -1);
        for (int i = 0; i < Math.min(wanted.length, have.length); i++) {
            if (!expected.matches(wanted[i], have[i])) return "line " + (i + 1) + " of the body: expected " + wanted[i];
        }
        return wanted.length == have.length ? null : "the body has " + have.length + " lines, expected " + wanted.length;
    }
}
