package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/**
 * Each pair of directives that say what a location answers, in both orders, in one location. The answers in {@code content-pairs.tsv} are
 * nginx's: with {@code -Dowlboard.edge=nginx} this test holds the file against it, with {@code -Dowlboard.record=true} besides it writes
 * the file anew.
 */
class ContentPairsTest {
    private static final Path ANSWERS = Path.of("test/owlboard.proxy/cases/content-pairs.tsv");
    private static final String[] TARGETS = {"GET /l%d/a.txt", "GET /l%d/", "GET /l%d", "GET /l%d/none", "GET /l%d/a.txt?x=1",
            "POST /l%d/a.txt"};

    private static Map<String, String> directives() {
        var all = new LinkedHashMap<String, String>();
        all.put("return", "return 200 'returned $uri';");
        all.put("rewrite-last", "rewrite ^/l\\d+/a /rewritten last;");
        all.put("rewrite-break", "rewrite ^(/l\\d+)/a.txt $1/b.txt break;");
        all.put("try_files", "try_files $uri.html =404;");
        all.put("try_files-text", "try_files /f.txt =404;");
        all.put("try_files-named", "try_files /nope @named;");
        all.put("try_files-uri", "try_files /nope /rewritten;");
        all.put("proxy_pass", "proxy_pass http://a:80;");
        all.put("root", "root /var/www2; index b.txt;");
        all.put("alias", "alias /var/www2/al/;");
        all.put("stub_status", "stub_status;");
        all.put("empty_gif", "empty_gif;");
        all.put("internal", "internal;");
        all.put("deny", "deny all;");
        all.put("limit_except", "limit_except GET { deny all; }");
        all.put("if-proxy_pass", "if ($arg_x) { proxy_pass http://a:80; }");
        all.put("if-return", "if ($arg_x) { return 201 if; }");
        return all;
    }

    private record Pair(String first, String second) {
        /** nginx refuses to start. */
        boolean isRefused() {
            return first.equals(second) || first.startsWith("try_files") && second.startsWith("try_files")
                    || (first + second).matches("rootalias|aliasroot");
        }
    }

    private static List<Pair> pairs(Iterable<String> names) {
        var pairs = new ArrayList<Pair>();
        for (var first : names) {
            for (var second : names) {
                var pair = new Pair(first, second);
                if (!pair.isRefused()) pairs.add(pair);
            }
        }
        return pairs;
    }

    private static Edge edge(List<Pair> pairs, Map<String, String> directives) {
        var conf =
                new StringBuilder(
                "server { listen 80; default_type text/plain; root /var/www; location @named { return 200 named; } location /rewritten { "
                + "return 200 rewritten; }\n");
        for (int i = 0; i < pairs.size(); i++) {
            conf.append("location /l").append(i).append("/ { ").append(directives.get(pairs.get(i).first()))
                    .append(directives.get(pairs.get(i).second())).append(" }\n");
        }
        var edge = Edge.with(conf.append("}\n").toString());
        for (var www : new String[] {"/var/www", "/var/www2"}) {
            edge.writes(www + "/f.txt", "f of " + www);
            for (int i = 0; i < pairs.size(); i++) {
                for (var name : new String[] {"a.txt", "b.txt", "a.txt.html"}) {
                    edge.writes(www + "/l" + i + "/" + name, name + " of " + www);
                }
            }
        }
        for (var name : new String[] {"a.txt", "b.txt", "f.txt", "index.html"}) edge.writes("/var/www2/al/" + name, name + " of alias");
        return edge;
    }

    private static String asked(Edge edge, String target) {
        try (var client = edge.client()) {
            var answer = edge.answer(client, target);
            var location = answer.headers().stream().filter(line -> line.startsWith("Location: "))
                    .map(line -> " " + line.replaceFirst("http://[^/]*/l\\d+", "http://shop/l")).findFirst().orElse("");
            return answer.status() + location + " " + kind(answer.body()).replaceAll("/l\\d+", "/l");
        }
    }

    private static String kind(String body) {
        if (body.startsWith("<html>")) return "page";
        if (body.startsWith("Active")) return "stub";
        return body.startsWith("GIF") ? "gif" : body;
    }

    @Test void pairsAnswerAsOnNginx() throws IOException {
        var directives = directives();
        var pairs = pairs(directives.keySet());
        var answers = new ArrayList<String>();
        try (var edge = edge(pairs, directives)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < pairs.size(); i++) {
                for (var target : TARGETS) {
                    answers.add(pairs.get(i).first() + " " + pairs.get(i).second() + "\t" + target.replace("%d", "") + "\t"
                            + asked(edge, target.formatted(i)).strip());
                }
            }
        }
        if ("nginx".equals(System.getProperty("owlboard.edge")) && Boolean.getBoolean("owlboard.record")) Files.write(ANSWERS, answers);
        assertEquals(String.join("\n", Files.readAllLines(ANSWERS)), String.join("\n", answers));
    }

    /** Ours is a handler like empty_gif, and so are the pairs with it. */
    @OwlboardOnly(row = "lb-status", value = "lb_status is ours")
    @Test void lbStatusIsAHandlerAsTheOthersAre() {
        var gif = directives();
        var ours = directives();
        ours.put("empty_gif", "lb_status;");
        var pairs = pairs(gif.keySet()).stream().filter(pair -> (pair.first() + pair.second()).contains("empty_gif")
                && !(pair.first() + pair.second()).contains("stub_status")).toList();
        try (var one = edge(pairs, gif); var two = edge(pairs, ours)) {
            one.peer("a:80").serves(200);
            two.peer("a:80").serves(200);
            for (int i = 0; i < pairs.size(); i++) {
                for (var target : TARGETS) {
                    assertEquals(asked(one, target.formatted(i)), asked(two, target.formatted(i)).replaceFirst("^200 stub", "200 gif"),
                            pairs.get(i) + " " + target);
                }
            }
        }
    }
}
