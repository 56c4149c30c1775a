package owlboard.config.block;

import owlboard.config.Http.Source.Hostnames;
import owlboard.config.Http.Source.Rule;
import owlboard.config.Http.Source;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code map source $name { ... }}. */
final class MapBlock {
    private final Reading reading;
    private final boolean hostnames;
    private final Map<String, Template> exact = new HashMap<>();
    private final Map<String, Template> leading = new HashMap<>();
    private final Map<String, Template> trailing = new HashMap<>();
    private final List<Rule> regexes = new ArrayList<>();
    private Template otherwise;

    private MapBlock(Reading reading, boolean hostnames) {
        this.reading = reading;
        this.hostnames = hostnames;
    }

    static void read(Words words, Reading reading) throws Refusal {
        var name = variable(words, 1);
        var input = words.template(0);
        var lines = words.node().block();
        var map = new MapBlock(reading, flag(lines, "hostnames"));
        for (var line : lines) {
            try {
                map.line(new Words(line, words.context(), words.scope()));
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
        var otherwise = map.otherwise == null ? Template.of("") : map.otherwise;
        var wildcards = map.hostnames ? new Hostnames(Map.copyOf(map.leading), Map.copyOf(map.trailing)) : null;
        reading.scope().define(name, new Source.Mapped(words.place(), input, Map.copyOf(map.exact), wildcards, List.copyOf(map.regexes),
                otherwise, flag(lines, "volatile")), words.place());
    }

    /** The name of the variable that a block defines, without the dollar. */
    static String variable(Words words, int index) throws Refusal {
        var name = words.text(index);
        if (!name.startsWith("$")) throw words.refuse("invalid variable name \"" + name + '"');
        return name.substring(1);
    }

    static boolean flag(List<Node> lines, String name) {
        return lines.stream().anyMatch(line -> line.name().equals(name) && line.args().isEmpty());
    }

    private void line(Words line) throws Refusal {
        if (line.node().block() != null) throw line.refuse("unexpected \"{\"");
        var key = line.name();
        if (line.count() == 0 && (key.equals("hostnames") || key.equals("volatile"))) return;
        if (line.count() != 1) throw line.refuse("invalid number of the map parameters");
        var value = line.template(0);
        if (key.equals("default")) {
            if (otherwise != null) throw line.refuse("duplicate default map parameter");
            otherwise = value;
        } else if (key.startsWith("~")) {
            boolean ignoreCase = key.startsWith("~*");
            regexes.add(new Rule(line.regex(key.substring(ignoreCase ? 2 : 1), ignoreCase), value));
        } else {
            plain(line, key.startsWith("\\") ? key.substring(1) : key, value);
        }
    }

    private void plain(Words line, String key, Template value) throws Refusal {
        var lower = key.toLowerCase(Locale.ROOT);
        boolean leads = hostnames && (lower.startsWith("*.") || lower.startsWith("."));
        boolean trails = hostnames && lower.endsWith(".*");
        if (hostnames && (leads && lower.indexOf('*', 1) >= 0 || !leads && !trails && lower.contains("*"))) {
            throw line.refuse("invalid hostname or wildcard \"" + key + '"');
        }
        if (leads) add(line, leading, lower.startsWith("*") ? lower.substring(1) : lower, key, value);
        else if (trails) add(line, trailing, lower.substring(0, lower.length() - 1), key, value);
        else add(line, exact, lower, key, value);
        if (leads && lower.startsWith(".")) add(line, exact, lower.substring(1), key, value);
    }

    private static void add(Words line, Map<String, Template> where, String key, String written, Template value) throws Refusal {
        if (where.putIfAbsent(key, value) != null) throw line.refuse("conflicting parameter \"" + written + '"');
    }
}
