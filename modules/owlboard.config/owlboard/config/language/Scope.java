package owlboard.config.language;

import owlboard.config.Configuration.Notice;
import owlboard.config.Configuration.Severity;
import owlboard.config.Http.Source;
import owlboard.config.Http.Variable;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.Variables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The variables of a configuration while it is read. A name gets its slot when it is first met, used or defined; a use without a definition
 * is an error at the end. Also what is likely not meant, of words that are read anyhow.
 */
public final class Scope {
    private final Map<String, Integer> slots = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Source> sources = new HashMap<>();
    private final Map<String, Place> uses = new LinkedHashMap<>();
    private final Set<String> shadowing = new HashSet<>();
    private final List<Notice> warnings = new ArrayList<>();

    private final Variables.Table builtIn;

    public Scope() {
        this(Variables.HTTP);
    }

    public Scope(Variables.Table builtIn) {
        this.builtIn = builtIn;
    }

    /** Announces a definition that may come after its first use and take the place of a prefix variable ({@code map $x $http_y}). */
    public void announce(String name) {
        var lower = lower(name);
        if (!builtIn.isOwned(lower)) shadowing.add(lower);
    }

    /** What {@code $name} in a value becomes. */
    Template.Part use(String name, Place place) throws Refusal {
        var lower = lower(name);
        var untold = Variables.untold(lower);
        if (untold != null) throw new Refusal(place, "the \"" + lower + "\" variable is not supported", untold);
        if (!shadowing.contains(lower) && builtIn.isBuiltIn(lower)) return new Template.BuiltIn(lower);
        uses.putIfAbsent(lower, place);
        return new Template.Defined(lower, slot(lower));
    }

    /** Defines {@code $name}; an assignment beside another definition leaves that one. */
    public int define(String name, Source source, Place place) throws Refusal {
        var lower = lower(name);
        if (builtIn.isOwned(lower)) {
            throw new Refusal(place, "the duplicate \"" + lower + "\" variable", "it is built in and cannot be defined anew");
        }
        sources.merge(lower, source, (old, fresh) -> {
            if (old instanceof Source.Assigned(boolean set) && fresh instanceof Source.Assigned(boolean again)) {
                return new Source.Assigned(set && again);
            }
            return fresh instanceof Source.Assigned ? old : fresh;
        });
        return slot(lower);
    }

    /** Defines a variable that is written while a request runs, other than by {@link #set}: by a named capture. */
    public int assign(String name, Place place) throws Refusal {
        return define(name, new Source.Assigned(false), place);
    }

    /** Defines a variable that {@code set} writes. */
    public int set(String name, Place place) throws Refusal {
        return define(name, new Source.Assigned(true), place);
    }

    /** Every variable in the order of its slot. */
    public List<Variable> variables() {
        return names.stream().map(name -> new Variable(name, sources.getOrDefault(name, new Source.Assigned(false)))).toList();
    }

    /** One refusal for each variable that is used and defined nowhere. */
    public List<Refusal> unknown() {
        return uses.entrySet().stream().filter(use -> !sources.containsKey(use.getKey()))
                .map(use -> new Refusal(use.getValue(), "unknown \"" + use.getKey() + "\" variable",
                Nearest.hint('$' + use.getKey(), known()))).toList();
    }

    private List<String> known() {
        var all = new ArrayList<String>();
        builtIn.fixed().forEach(name -> all.add('$' + name));
        sources.keySet().forEach(name -> all.add('$' + name));
        return all;
    }

    void warn(Place place, String directive, String message) {
        warnings.add(new Notice(place, Severity.WARNING, directive, message));
    }

    public List<Notice> warnings() {
        return warnings;
    }

    private int slot(String lower) {
        return slots.computeIfAbsent(lower, name -> {
            names.add(name);
            return names.size() - 1;
        });
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
