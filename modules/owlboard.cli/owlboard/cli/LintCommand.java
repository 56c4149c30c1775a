package owlboard.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import owlboard.certs.Screen;
import owlboard.certs.Table;
import owlboard.cli.process.Trouble;
import owlboard.config.ConfigException;
import owlboard.config.language.Nearest;
import owlboard.json.Json;
import owlboard.lint.Finding;
import owlboard.lint.LeftOut;
import owlboard.lint.Lint;
import owlboard.lint.Mending;
import owlboard.lint.Output;
import owlboard.lint.Report;
import owlboard.lint.Site;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Severity;
import owlboard.topology.FindingsNow;
import owlboard.topology.Wiring;

/** {@code owlboard lint}: what files do wrong, one by one and as hops of one way. */
final class LintCommand {
    private static final int INPUT_MAX = 16 << 20;
    private static final List<String> FORMATS = List.of("text", "json", "sarif", "github");

    private final Given given;
    private final PrintStream out;
    private final PrintStream err;

    private LintCommand(Given given, PrintStream out, PrintStream err) {
        this.given = given;
        this.out = out;
        this.err = err;
    }

    /** 0 nothing at or above the level, 1 findings, or what is to be looked at is not there, 2 wrong words. Info alone fails nothing. */
    static int run(Given given, PrintStream out, PrintStream err) throws Usage {
        return new LintCommand(given, out, err).run();
    }

    private int run() throws Usage {
        if (!given.operands().isEmpty() && given.operands().getFirst().equals("why")) return why();
        var format = format();
        if (!FORMATS.contains(format)) throw new Usage("owlboard lint: --format is one of " + String.join(", ", FORMATS) + ", not "
                + format);
        boolean mends = given.has("--fix") || given.has("--fix-dry-run");
        if (mends && given.operands().contains("-")) throw new Usage("owlboard lint: standard input cannot be mended; name the file");
        if (!given.has("--live") && given.has("--state")) throw new Usage("owlboard lint: --state is for --live, which looks at what runs");
        if (given.has("--live") && (mends || !given.operands().isEmpty())) {
            throw new Usage("owlboard lint: --live looks at what runs; leave out " + (mends ? "--fix" : given.operands().getFirst()));
        }
        try {
            var report = given.has("--live") ? live() : Lint.look(site());
            if (mends) report = mended(report);
            var findings = report.from(least());
            var text = Output.valueOf(format.toUpperCase(Locale.ROOT)).of(report, findings, this::paint);
            if (format.equals("text")) Screen.print(out, text);
            else out.print(text);
            return findings.stream().anyMatch(it -> it.severity() != Severity.INFO) ? 1 : 0;
        } catch (ConfigException wrong) {
            wrong.errors().forEach(error -> err.println("owlboard: " + error));
        } catch (IOException trouble) {
            err.println("owlboard: " + Trouble.of(trouble));
        }
        return 1;
    }

    private Report live() throws ConfigException {
        var running = Wiring.running(given.path("--state", Path.of("run")), "lint --live");
        var seen = new ArrayList<Finding>();
        int telling = 0;
        for (var hop : running.hops()) {
            if (hop.run() == null || hop.run().admin() == 0) continue;
            var told = FindingsNow.of(hop.run().admin());
            if (told == null) {
                err.println("owlboard: " + hop.role() + " does not tell what it has seen; see owlboard ps");
                continue;
            }
            telling++;
            told.forEach(one -> Lint.seen(one.id(), hop.role(), one.text()).ifPresent(seen::add));
        }
        return Report.live(seen, telling);
    }

    private String format() {
        return given.text("--format", given.has("--json") ? "json" : "text");
    }

    private Severity least() {
        if (given.has("-lll")) return Severity.HIGH;
        if (given.has("-ll")) return Severity.MEDIUM;
        return given.has("-l") ? Severity.LOW : Severity.INFO;
    }

    private Site site() throws IOException, ConfigException, Usage {
        var version = given.text("--nginx-version", "");
        if (!version.matches("|\\d+\\.\\d+\\.\\d+")) throw new Usage("--nginx-version '" + version + "' is no version; write 1.27.0");
        if (given.operands().isEmpty()) return topology(version);
        for (var flag : List.of("--topology", "--lb-conf", "--gateway-conf")) {
            if (given.has(flag)) throw new Usage(flag + " is for the whole topology: leave out " + given.operands().getFirst());
        }
        var read = new ArrayList<Site.Read>();
        for (var file : given.operands()) {
            read.add(file.equals("-") ? Site.text(standardInput(), "stdin", version) : Site.file(Path.of(file), file, version));
        }
        var site = new Site(read);
        site.link();
        return site;
    }

    private static String standardInput() throws IOException {
        var text = System.in.readNBytes(INPUT_MAX + 1);
        if (text.length > INPUT_MAX) throw new IOException("standard input: more than 16 MB; a configuration is expected there");
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Each configuration once, however many roles run it; who passes to whom says the topology. */
    private Site topology(String version) throws IOException, ConfigException {
        var wiring = Wiring.read(given.path("--topology", null), given.path("--lb-conf", null), given.path("--gateway-conf", null));
        var byConf = new LinkedHashMap<Path, Site.Read>();
        for (var hop : wiring.hops()) {
            if (hop.conf() == null) continue;
            var read = byConf.get(hop.conf());
            if (read == null) byConf.put(hop.conf(), read = Site.file(hop.conf(), shown(hop.conf()), version));
            if (!hop.publish().isEmpty()) read.conf().publishedOn(List.copyOf(hop.publish().values()));
        }
        for (var to : wiring.hops()) {
            for (var read : byConf.values()) {
                boolean asks = read.conf().main().uses("server", "proxy_pass").anyMatch(use -> to.names().contains(named(use.arg(0))));
                var behind = to.conf() == null ? null : byConf.get(to.conf());
                if (asks && behind != null && !read.conf().behind().contains(behind.conf())) read.conf().passesTo(behind.conf());
            }
        }
        return new Site(List.copyOf(byConf.values()));
    }

    /** With its port, 80 where none is written. */
    private static String named(String url) {
        var host = Conf.host(url);
        return host.matches(".*:\\d+") ? host : host + ":80";
    }

    /** As one would type it from here. */
    private static String shown(Path file) {
        var here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    private Report mended(Report report) throws IOException, ConfigException, Usage {
        var mending = Mending.of(report);
        var lines = format().equals("text") ? out : err;
        for (var change : mending.changes()) {
            lines.println(change.file() + ":" + change.line() + "  " + change.rule());
            lines.println("- " + change.before());
            if (change.after() != null) lines.println("+ " + change.after());
        }
        if (given.has("--fix-dry-run") || mending.changes().isEmpty()) return report;
        mending.write();
        lines.println(mending.changes().size() + (mending.changes().size() == 1 ? " line changed\n" : " lines changed\n"));
        return Lint.look(site());
    }

    private String paint(Severity severity, String text) {
        if (!Screen.isColoured(out)) return text;
        int colour = switch (severity) {
            case HIGH -> 31;
            case MEDIUM -> 33;
            case LOW -> 36;
            case INFO -> 2;
        };
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }

    private int why() throws Usage {
        var names = given.operands().subList(1, given.operands().size());
        var rules = names.isEmpty() ? Lint.rules() : new ArrayList<Rule>();
        for (var name : names) {
            var other = LeftOut.ALL.stream().filter(each -> each.id().equals(name)).findFirst();
            if (other.isEmpty()) rules.addAll(rules(name));
            else if (!format().equals("json")) out.print(other.get().told());
        }
        if (format().equals("json")) {
            out.print(Json.rows(rules.stream().map(rule -> Json.object("id", rule.id(), "severity", rule.severity().word(), "also",
                    rule.aliases(), "why", rule.why(), "remedy", rule.remedy())).toList()));
        } else if (names.isEmpty()) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("RULE", "SEVERITY", "ALSO CALLED"));
            for (var rule : rules) rows.add(List.of(rule.id(), rule.severity().word(), String.join(", ", rule.aliases())));
            Table.lines(rows, Screen.columns(out)).forEach(out::println);
        } else {
            rules.forEach(rule -> Screen.print(out, told(rule)));
        }
        return 0;
    }

    /** One, or all that have to do with a finding of the team's. */
    private static List<Rule> rules(String name) throws Usage {
        var called = Lint.rules().stream().filter(rule -> rule.isCalled(name)).toList();
        if (!called.isEmpty()) return called;
        throw new Usage("no rule '" + name + "'" + Nearest.aside(name, Lint.rules().stream().map(Rule::id).toList())
                + " (owlboard lint why lists them)");
    }

    private static String told(Rule rule) {
        return rule.id() + " (" + rule.severity().word() + ")" + (rule.aliases().isEmpty() ? "" : ", also: " + String.join(", ",
                rule.aliases()))
                + "\n  why:    " + rule.why() + "\n  remedy: " + rule.remedy() + "\n  ignore: # owlboard:ignore " + rule.id() + " REASON\n";
    }
}
