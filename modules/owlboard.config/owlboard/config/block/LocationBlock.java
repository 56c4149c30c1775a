package owlboard.config.block;

import owlboard.config.Location.Content;
import owlboard.config.Location.LimitExcept;
import owlboard.config.Location.Match;
import owlboard.config.Location;
import owlboard.config.Step;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Proxy;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A {@code location}, and the anonymous ones of {@code if} and {@code limit_except}. */
final class LocationBlock {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "MKCOL", "COPY", "MOVE", "OPTIONS",
            "PROPFIND", "PROPPATCH",
            "LOCK", "UNLOCK", "PATCH");

    private final Node node;
    private final LocationMatch match;
    private final Settings settings;
    private final Content inherited;
    private final Reading reading;
    private final List<Step> steps = new ArrayList<>();
    private final List<Location> locations = new ArrayList<>();
    private LimitExcept limitExcept;

    private LocationBlock(Node node, LocationMatch match, Settings settings, Content inherited, Reading reading) {
        this.node = node;
        this.match = match;
        this.settings = settings;
        this.inherited = inherited;
        this.reading = reading;
    }

    static Location read(Words words, LocationMatch outer, Settings settings, Reading reading) throws Refusal {
        var match = LocationMatch.read(words);
        if (outer != null) match.refuseInside(outer, words);
        return new LocationBlock(words.node(), match, settings, null, reading).read(Context.LOCATION);
    }

    private Location read(Context context) {
        Body.read(node.block(), context, settings, reading, this::shape);
        refuseDuplicates(locations, reading);
        checkContent();
        return new Location(node.place(), match.match(), settings.level(), List.copyOf(steps), content(), List.copyOf(locations),
                limitExcept);
    }

    private Content content() {
        return settings.own(Proxy.PROXY_PASS) instanceof Content own ? own : inherited;
    }

    private void shape(Words words) throws Refusal {
        switch (words.name()) {
            case "location" -> locations.add(read(words, match, settings.inner(), reading));
            case "if" -> {
                var condition = Conditions.read(words);
                var inside = anonymous(words, Context.LOCATION_IF);
                steps.add(new Step.If(words.place(), condition, inside.steps(), inside));
            }
            case "limit_except" -> limitExcept = new LimitExcept(methods(words), anonymous(words, Context.LIMIT_EXCEPT));
            default -> Steps.read(words, reading).ifPresent(steps::add);
        }
    }

    private Location anonymous(Words words, Context context) {
        return new LocationBlock(words.node(), new LocationMatch(new Match.Anonymous(), ""), settings.inner(), content(), reading)
                .read(context);
    }

    private static List<String> methods(Words words) throws Refusal {
        var methods = new ArrayList<String>();
        for (var word : words.args()) {
            var method = word.toUpperCase(Locale.ROOT);
            if (!METHODS.contains(method)) throw words.refuse("invalid method \"" + word + '"');
            methods.add(method);
        }
        if (methods.contains("GET") && !methods.contains("HEAD")) methods.add("HEAD");
        return List.copyOf(methods);
    }

    private void checkContent() {
        boolean plain = match.match() instanceof Match.Exact || match.match() instanceof Match.Prefix;
        if (!plain && settings.own(Proxy.PROXY_PASS) instanceof Content.Proxy proxy && proxy.uri() != null) {
            reading.refuse(proxy.place(),
                    "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named location, "
                    + "or inside \"if\" statement, or inside \"limit_except\" block");
        }
        if (!(match.match() instanceof Match.Prefix) && settings.own(Proxy.PROXY_PASS) instanceof Content.Page page) {
            reading.refuse(page.place(), "\"owlboard_page\" is only for a location with a prefix, as what it asks for is below that, "
                    + "like \"location /page/ { owlboard_page; }\"");
        }
        if (match.match() instanceof Match.Named && settings.place(HttpCore.ALIAS) != null) {
            reading.refuse(settings.place(HttpCore.ALIAS), "the \"alias\" directive cannot be used inside the named location");
        }
    }

    /** Two locations of one block that match the same. */
    static void refuseDuplicates(List<Location> locations, Reading reading) {
        var seen = new HashSet<String>();
        for (var location : locations) {
            var key = switch (location.match()) {
                case Match.Exact exact -> "= " + exact.uri();
                case Match.Prefix prefix -> "  " + prefix.uri();
                default -> null;
            };
            if (key != null && !seen.add(key)) reading.refuse(location.place(), "duplicate location \"" + key.substring(2) + '"');
        }
    }
}
