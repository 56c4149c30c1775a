package owlboard.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import owlboard.certs.Screen;
import owlboard.certs.Wrapped;
import owlboard.cli.process.Trouble;
import owlboard.config.ConfigException;
import owlboard.config.Place;
import owlboard.json.Json;
import owlboard.lint.Site;
import owlboard.lint.look.Block;
import owlboard.proxy.Engine;
import owlboard.proxy.Explanation;
import owlboard.proxy.Explanation.Channel;
import owlboard.proxy.Explanation.Question;
import owlboard.topology.PeersNow;
import owlboard.topology.Wiring;
import owlboard.topology.Wiring.Hop;

/** {@code owlboard explain}: what any request would meet, hop by hop, without sending anything. */
final class ExplainCommand {
    /** A request that goes round in a circle stops being explained. */
    private static final int HOPS_MAX = 8;
    /** What is told of each hop with the line that says it, in this order. */
    private static final List<String> BOUNDS = List.of("client_max_body_size", "client_header_timeout", "client_body_timeout",
            "send_timeout",
            "keepalive_timeout", "limit_rate", "proxy_connect_timeout", "proxy_send_timeout", "proxy_read_timeout", "proxy_buffer_size",
            "proxy_next_upstream", "proxy_next_upstream_tries", "proxy_next_upstream_timeout", "proxy_cache", "limit_req", "limit_conn");

    private static final int AT_COLUMN = 72;
    private static final List<String> FILES = List.of("--topology", "--lb-conf", "--gateway-conf", "--conf");

    /** Of the states of a peer those in which it may be asked. */
    private static final Set<String> SERVING = Set.of("up", PeersNow.LAST_RESORT, PeersNow.UNPROVEN);
    /** Of the states of a peer those that its line sets. */
    private static final Set<String> SAID = Set.of("down", "draining");

    private final Given given;
    private final PrintStream out;
    private final int columns;
    private final List<Map<String, Object>> told = new ArrayList<>();
    private Wiring wiring;

    private ExplainCommand(Given given, PrintStream out) {
        this.given = given;
        this.out = out;
        this.columns = Screen.columns(out);
    }

    /** 0 explained, whatever the answer would be; 1 nothing runs there, or a file cannot be read, or nobody has the port; 2 wrong words. */
    static int run(Given given, PrintStream out, PrintStream err) throws Usage {
        try {
            new ExplainCommand(given, out).run();
            return 0;
        } catch (ConfigException wrong) {
            wrong.errors().forEach(error -> err.println("owlboard: " + error));
        } catch (IOException trouble) {
            err.println("owlboard: " + Trouble.of(trouble));
        }
        return 1;
    }

    private void run() throws Usage, ConfigException, IOException {
        if (given.operands().size() != 1) throw new Usage("owlboard explain needs a URL: owlboard explain"
                + " http://localhost:8000/api/users/");
        var url = RequestUrl.of(given.operands().getFirst());
        var head = head(url);
        var from = from();
        wiring = wiring();
        var conf = given.path("--conf", null);
        var hop = conf != null ? new Hop("server", "", conf.toAbsolutePath(), List.of(), Map.of(), null) : first(url);
        int listen = conf != null ? url.port() : listenPort(hop, url);
        var question = new Question(head, from, listen, url.secure() ? Channel.TLS : Channel.PLAIN);
        for (int i = 0; i < HOPS_MAX && hop != null; i++) {
            if (hop.conf() == null) {
                service(hop);
                break;
            }
            var run = hop.run();
            var explained = Engine.explain(new Engine.Options(hop.conf(), "", given.path("--root", run == null ? null : run.root()),
                    Map.of(), run == null ? null : run.endpoints(), Path.of("run"), Path.of(System.getProperty("java.home"), "conf"), true,
                    null), question);
            var now = run == null || explained.peers().isEmpty() ? Map.<String, PeersNow.Peer>of()
                    : PeersNow.of(run.admin(), explained.rule().replaceFirst(", .*", ""));
            tell(hop, question, explained, now);
            if (explained.sends() == null || explained.peers().isEmpty() || !isHttp(explained.sends())) break;
            var peer = followed(explained, now);
            hop = behind(peer);
            if (hop == null) note("the peers are none of the topology's: what they answer is not known without sending");
            else question = onward(explained, port(peer));
        }
        if (given.has("--json")) out.print(Json.of(Map.of("hops", told)));
        out.flush();
    }

    /** A length that is open here is so behind it. */
    private static Question onward(Explanation explained, int port) {
        var head = explained.sends().replace("Content-Length: (that of the body)\r\n", "Transfer-Encoding: chunked\r\n");
        var channel = explained.secure() ? Channel.TLS : Channel.PLAIN;
        return new Question(head.getBytes(StandardCharsets.ISO_8859_1), "127.0.0.1", port, channel);
    }

    /** A role behind it speaks nothing else. */
    private static boolean isHttp(String sends) {
        return sends.lines().findFirst().orElse("").matches(".* HTTP/1\\.[01]");
    }

    /** What runs in the state folder that was named, or in the usual one when no file is; else the image's files. */
    private Wiring wiring() throws Usage, ConfigException {
        var files = FILES.stream().filter(given::has).findFirst();
        var state = given.path("--state", null);
        if (state != null && files.isPresent()) {
            throw new Usage("owlboard explain: --state explains what runs, " + files.get() + " a file: give one of them");
        }
        if (state != null) return Wiring.running(state, "explain");
        if (files.equals(Optional.of("--conf"))) return new Wiring(List.of());
        if (files.isEmpty()) {
            var running = Wiring.running(Path.of("run"));
            if (running.isPresent()) return running.get();
        }
        return Wiring.read(given.path("--topology", null), given.path("--lb-conf", null), given.path("--gateway-conf", null));
    }

    /** Whom the request would go to, the first of those who serve it now; the first of all where that is not known. */
    private static String followed(Explanation explained, Map<String, PeersNow.Peer> now) {
        var order = explained.choice().order();
        for (var name : order) if (serves(explained, name, now.get(name))) return name;
        return order.isEmpty() ? explained.peers().getFirst().name() : order.getFirst();
    }

    private static boolean serves(Explanation explained, String name, PeersNow.Peer now) {
        if (now == null) return false;
        boolean isBound = explained.choice().bound() && name.equals(explained.choice().order().getFirst());
        return SERVING.contains(now.state()) || isBound && now.state().equals("draining");
    }

    /** Whoever has published the port; or whom the others call so. */
    private Hop first(RequestUrl url) throws ConfigException {
        int port = url.port();
        for (var hop : wiring.hops()) {
            boolean named = hop.names().contains(url.host() + ":" + port);
            if (hop.conf() != null && (hop.publish().containsValue(port) || named)) return hop;
        }
        var ports = wiring.hops().stream().flatMap(hop -> hop.publish().values().stream()).map(String::valueOf).toList();
        throw new ConfigException(List.of("no role of the topology has port " + port + " (they have " + String.join(", ", ports)
                + "); --conf FILE names a file"));
    }

    private static int listenPort(Hop hop, RequestUrl url) {
        int port = url.port();
        if (hop.names().contains(url.host() + ":" + port)) return port;
        return hop.publish().entrySet().stream().filter(entry -> entry.getValue() == port).map(Map.Entry::getKey).findFirst().orElse(port);
    }

    private Hop behind(String peer) {
        return wiring.hops().stream().filter(hop -> hop.names().contains(peer)).findFirst().orElse(null);
    }

    private static int port(String peer) {
        return Integer.parseInt(peer.substring(peer.lastIndexOf(':') + 1));
    }

    private String from() throws Usage {
        var from = given.text("--from", "127.0.0.1");
        boolean four = from.matches("(\\d{1,3}\\.){3}\\d{1,3}");
        try {
            if (four || from.contains(":") && !from.contains("%")) return InetAddress.ofLiteral(from).getHostAddress();
        } catch (IllegalArgumentException none) {
            throw new Usage("--from '" + from + "' is no address (" + none.getMessage() + "); write 192.0.2.7 or 2001:db8::7");
        }
        throw new Usage("--from '" + from + "' is no address; write 192.0.2.7 or 2001:db8::7");
    }

    /** In UTF-8, as a terminal sends it. */
    private byte[] head(RequestUrl url) throws Usage {
        var method = given.text("-X", "GET");
        if (!RequestUrl.isOneWord(method)) throw new Usage("-X '" + method + "' is no method; write -X POST");
        var target = given.text("--request-target", url.target());
        if (!RequestUrl.isOneWord(target)) throw new Usage("--request-target '" + target + "' is not one word; a blank is written %20");
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        if (!names("Host")) head.append("Host: ").append(url.hostLine()).append("\r\n");
        if (!url.user().isEmpty() && !names("Authorization")) head.append("Authorization: ").append(url.authorization()).append("\r\n");
        for (var line : given.all("-H")) {
            if (line.indexOf(':') < 1) throw new Usage("-H '" + line + "' is no header line; write 'Name: value'");
            if (line.matches("(?s).*[\r\n].*")) throw new Usage("-H '" + line.strip().replaceAll("\\R", " ")
                    + "' is more than one line; each has a -H of its own");
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private boolean names(String header) {
        return given.all("-H").stream().anyMatch(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1));
    }

    // Telling.

    private void tell(Hop hop, Question question, Explanation explained, Map<String, PeersNow.Peer> now) throws IOException {
        var one = new LinkedHashMap<String, Object>();
        one.put("role", hop.role());
        one.put("conf", shown(hop.conf()));
        one.put("port", question.port());
        one.put("from", question.from());
        one.put("steps", explained.steps().stream().map(ExplainCommand::step).toList());
        one.put("in_force", bounds(hop.conf(), explained.settings()));
        one.put("sends", lines(explained.sends()));
        one.put("rule", explained.rule());
        one.put("tls", explained.secure());
        one.put("peers", explained.peers().stream().map(peer -> peer(peer, now.get(peer.name()))).toList());
        one.put("choice", choice(explained, now));
        one.put("first", explained.choice().certain() ? explained.choice().order().getFirst() : null);
        one.put("returns", lines(explained.returns()));
        told.add(one);
        if (!given.has("--json")) print(one, explained, now);
    }

    private void service(Hop hop) {
        note(hop.role() + " is a service (" + hop.type() + "): what it answers is not known without sending");
    }

    private void note(String text) {
        told.add(Map.of("note", text));
        if (!given.has("--json")) out.println(Wrapped.fit(told.size() + " " + text, columns));
    }

    private static Map<String, Object> step(Explanation.Step step) {
        var one = new LinkedHashMap<String, Object>();
        one.put("what", step.what());
        one.put("text", step.text());
        one.put("at", step.place() == null ? null : shown(step.place()));
        return one;
    }

    private static Map<String, Object> peer(Explanation.Peer peer, PeersNow.Peer now) {
        var one = new LinkedHashMap<String, Object>();
        one.put("name", peer.name());
        one.put("backup", peer.backup());
        one.put("weight", peer.weight());
        if (now != null || SAID.contains(peer.state())) one.put("state", now == null ? peer.state() : now.state());
        if (now != null) one.put("active", now.active());
        return one;
    }

    private static List<String> lines(String head) {
        return head == null ? List.of() : head.lines().filter(line -> !line.isEmpty()).toList();
    }

    /** The directives in force where the request ended up, as written, with their lines. */
    private static List<Map<String, Object>> bounds(Path conf, Place settings) throws IOException {
        var block = block(conf, settings);
        var bounds = new ArrayList<Map<String, Object>>();
        for (var name : BOUNDS) {
            for (var node : block.inForce(name)) {
                var one = new LinkedHashMap<String, Object>();
                one.put("directive", name + " " + String.join(" ", node.args()));
                one.put("at", shown(node.place()));
                bounds.add(one);
            }
        }
        return bounds;
    }

    private static Block block(Path conf, Place settings) throws IOException {
        var main = Site.file(conf, conf.toString(), "").conf().main();
        return main.all().filter(each -> each.node() != null && each.node().place().equals(settings)).findFirst().orElse(main);
    }

    private static String shown(Place place) {
        return place.line() == 0 ? place.file() : shown(Path.of(place.file())) + ":" + place.line();
    }

    private static String shown(Path file) {
        var here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    private void print(Map<String, Object> hop, Explanation explained, Map<String, PeersNow.Peer> now) {
        out.println(Wrapped.fit(told.size() + " " + hop.get("role") + " (" + hop.get("conf") + "), port " + hop.get("port") + ", from "
                + hop.get("from"), columns));
        var before = "";
        for (var step : explained.steps()) {
            row(step.what().equals(before) ? "" : step.what(), step.text(), step.place() == null ? "" : shown(step.place()));
            before = step.what();
        }
        section("in force", hop.get("in_force"));
        section("sends", hop.get("sends"));
        if (!explained.peers().isEmpty()) {
            var names = explained.peers().stream().map(peer -> peer.name() + aside(peer)).toList();
            row("to", explained.rule() + ": " + String.join(", ", names) + (explained.secure() ? ", by TLS" : ""), "");
            if (!choice(explained, now).isEmpty()) row("", choice(explained, now), "");
            now.forEach((name, peer) -> row("", name + " is " + word(peer.state()) + ", active " + peer.active(), ""));
        }
        section("returns", hop.get("returns"));
        if (explained.sends() != null) row("", "and what the peer says", "");
        out.println();
    }

    private static String word(String state) {
        return state.equals(PeersNow.LAST_RESORT) ? "unhealthy, and asked all the same as nobody is well" : state;
    }

    /** What its line says of it. */
    private static String aside(Explanation.Peer peer) {
        var words = new ArrayList<String>();
        if (peer.weight() != 1) words.add("weight " + peer.weight());
        if (peer.backup()) words.add("backup");
        if (SAID.contains(peer.state())) words.add(peer.state());
        return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
    }

    /** Empty: the request has no say in it. */
    private static String choice(Explanation explained, Map<String, PeersNow.Peer> now) {
        var choice = explained.choice();
        if (!choice.certain() || choice.why().isEmpty()) return choice.why();
        var first = choice.order().getFirst();
        var gets = followed(explained, now);
        return choice.why() + ": " + first + (gets.equals(first) ? "" : " is " + word(now.get(first).state()) + ", so " + gets);
    }

    private void section(String title, Object lines) {
        var word = title;
        for (var line : (List<?>) lines) {
            if (line instanceof Map<?, ?> bound) row(word, String.valueOf(bound.get("directive")), String.valueOf(bound.get("at")));
            else row(word, String.valueOf(line), "");
            word = "";
        }
    }

    private void row(String word, String text, String at) {
        var line = new StringBuilder("  ").append(word).repeat(' ', Math.max(1, 10 - word.length())).append(text);
        int blanks = AT_COLUMN + at.length() > columns ? 2 : Math.max(2, AT_COLUMN - line.length());
        if (!at.isEmpty()) line.repeat(' ', blanks).append(at);
        out.println(Wrapped.fit(line.toString(), columns));
    }
}
