package owlboard.cli;

import owlboard.certs.Screen;
import owlboard.certs.Wrapped;
import owlboard.cli.process.Trouble;
import owlboard.config.directive.Directives;
import owlboard.config.file.Config;
import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.Configuration.Notice;
import owlboard.config.Configuration.Severity;
import owlboard.proxy.Engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.json.Json;

/** {@code owlboard check}: what nginx's language means to this engine, without starting anything. */
final class Check {
    private static final int PLACES = 12;

    private final PrintStream out;
    private final PrintStream err;
    private final List<Map<String, Object>> objects = new ArrayList<>();

    Check(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    int run(Given given) throws Usage {
        if (given.operands().isEmpty() && given.has("-v")) {
            if (given.has("--json")) out.print(Json.rows(directives()));
            else table();
            return 0;
        }
        if (given.operands().isEmpty()) {
            throw new Usage("owlboard check needs a FILE: the nginx configuration to read; or -v, to list all directives");
        }
        int code = 0;
        for (var file : given.operands()) {
            if (!check(file, given)) code = 1;
        }
        if (given.has("--json")) out.print(Json.rows(objects));
        return code;
    }

    private static List<Map<String, Object>> directives() {
        return Directives.modules().stream().flatMap(module -> module.directives().stream().map(each -> Json.object("module",
                module.name(), "directive", each.name(), "standing", each.standing().words, "reason", each.reason()))).toList();
    }

    /** Every directive that there is, with its standing. */
    private void table() {
        for (var module : Directives.modules()) {
            out.println(module.name());
            for (var directive : module.directives()) {
                var line = new StringBuilder("  ").append(directive.name()).repeat(' ', Math.max(1, 40 - directive.name().length()))
                        .append(directive.standing().words);
                if (!directive.reason().isEmpty()) line.append(": ").append(directive.reason());
                out.println(Wrapped.fit(line.toString(), Screen.columns(out)));
            }
        }
        out.flush();
    }

    private boolean check(String file, Given given) {
        boolean json = given.has("--json");
        try {
            var read = load(file, given);
            if (json) objects.add(object(file, read));
            else report(file, read, given.has("-v"));
            return true;
        } catch (ConfigException wrong) {
            int count = wrong.errors().size();
            if (json) {
                objects.add(Json.object("file", file, "ok", false, "errors", wrong.errors()));
            } else {
                for (var error : wrong.errors()) err.println(error);
                err.println(file + ": " + count + (count == 1 ? " error" : " errors"));
            }
        } catch (IOException trouble) {
            if (json) objects.add(Json.object("file", file, "ok", false, "errors", List.of(Trouble.of(trouble))));
            err.println("owlboard: " + Trouble.of(trouble));
        }
        return false;
    }

    private static Map<String, Object> object(String file, Configuration read) {
        return Json.object("file", file, "ok", true, "errors", List.of(), "warnings", read.notices(Severity.WARNING).stream()
                .map(Notice::line).toList(), "honoured", read.notices(Severity.HONOURED).size(), "meaningless",
                read.notices(Severity.MEANINGLESS).size());
    }

    private static Configuration load(String file, Given given) throws ConfigException, IOException {
        var conf = Path.of(file);
        var root = given.path("--root", null);
        if (root == null) return Config.load(Config.Source.of(conf));
        return Engine.check(new Engine.Options(conf, "", root, Map.of(), null, root, root, true, null));
    }

    private void report(String file, Configuration configuration, boolean each) {
        var honoured = configuration.notices(Severity.HONOURED);
        var meaningless = configuration.notices(Severity.MEANINGLESS);
        if (each) {
            group("honoured", file, honoured);
            group("mean nothing here", file, meaningless);
        }
        for (var warning : configuration.notices(Severity.WARNING)) out.println("warning: " + warning.line());
        int all = honoured.size() + meaningless.size();
        out.println(file + ": ok (" + all + " directives: " + honoured.size() + " honoured, " + meaningless.size()
                + " mean nothing here)");
        out.flush();
    }

    /** A line per directive: its name, where it stands, and the reason. */
    private void group(String title, String main, List<Notice> notices) {
        if (notices.isEmpty()) return;
        out.println(title + " (" + notices.size() + ")");
        var byName = new LinkedHashMap<String, List<Notice>>();
        for (var notice : notices) byName.computeIfAbsent(notice.directive(), n -> new ArrayList<>()).add(notice);
        for (var entry : byName.entrySet()) {
            var reason = entry.getValue().getFirst().message();
            var line = new StringBuilder("  ").append(entry.getKey()).repeat(' ', Math.max(1, 32 - entry.getKey().length()))
                    .append(places(main, entry.getValue()));
            if (reason != null && !reason.isEmpty()) line.append(": ").append(reason);
            out.println(Wrapped.fit(line.toString(), Screen.columns(out)));
        }
    }

    /** {@code line 3, 17, 40}; with the file's name where it is an included one. */
    private static String places(String main, List<Notice> notices) {
        var text = new StringBuilder(notices.getFirst().place().file().equals(main) ? "line " : "");
        for (int i = 0; i < notices.size(); i++) {
            if (i == PLACES) return text.append(", ... (").append(notices.size()).append(" in all)").toString();
            if (i > 0) text.append(", ");
            var place = notices.get(i).place();
            text.append(place.file().equals(main) ? Integer.toString(place.line()) : place.toString());
        }
        return text.toString();
    }
}
