package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** ngx_http_referer_module. */
public final class Referer {
    private static final String TABLES = "hash tables grow by themselves";

    /**
     * From where requests may be sent here. {@code none}: without the header; {@code blocked}: with one that is no address of the web;
     * {@code serverNames}: from the server's own names. {@code hosts}: a name, {@code .suffix} or {@code prefix.}, to what the URI must
     * begin with, perhaps empty.
     */
    public record Valid(Place place, boolean none, boolean blocked, boolean serverNames, Map<String, String> hosts, List<Regex> regexes) {}

    public static final Directive<Valid> VALID_REFERERS = directive("valid_referers").in(SERVER, LOCATION).takesAtLeast(1)
            .<Valid>accumulates(Referer::valid).repeats();
    public static final Directive<?> REFERER_HASH_MAX_SIZE = directive("referer_hash_max_size").in(SERVER, LOCATION).takes(1)
            .reads(Words::number).meansNothing(TABLES);
    public static final Directive<?> REFERER_HASH_BUCKET_SIZE = directive("referer_hash_bucket_size").in(SERVER, LOCATION).takes(1)
            .reads(Words::number).meansNothing(TABLES);

    private Referer() {}

    private static Valid valid(Words words, Valid before) throws Refusal {
        boolean none = before != null && before.none;
        boolean blocked = before != null && before.blocked;
        boolean serverNames = before != null && before.serverNames;
        var hosts = before == null ? new HashMap<String, String>() : new HashMap<>(before.hosts);
        var regexes = before == null ? new ArrayList<Regex>() : new ArrayList<>(before.regexes);
        for (var word : words.args()) {
            switch (word) {
                case "none" -> none = true;
                case "blocked" -> blocked = true;
                case "server_names" -> serverNames = true;
                case "" -> throw words.refuse("invalid referer \"\"");
                case "~" -> throw words.refuse("empty regex in \"valid_referers\"");
                default -> {
                    if (word.startsWith("~")) regexes.add(words.regex(word.substring(1), true));
                    else host(word, hosts, words);
                }
            }
        }
        return new Valid(words.place(), none, blocked, serverNames, Map.copyOf(hosts), List.copyOf(regexes));
    }

    private static void host(String word, Map<String, String> hosts, Words words) throws Refusal {
        int slash = word.indexOf('/');
        var uri = slash < 0 ? "" : word.substring(slash);
        var name = (slash < 0 ? word : word.substring(0, slash)).toLowerCase(Locale.ROOT);
        boolean leads = name.startsWith("*.") || name.startsWith(".");
        boolean trails = name.endsWith(".*");
        long stars = name.chars().filter(c -> c == '*').count();
        if (name.isEmpty() || name.equals(".") || leads && trails || stars > 1 || stars == 1 && !name.startsWith("*.") && !trails) {
            throw words.refuse("invalid hostname or wildcard \"" + word + '"',
                    "write www.example.org, *.example.org, www.example.* or ~REGEX");
        }
        if (name.startsWith(".")) hosts.put(name.substring(1), uri);
        if (name.startsWith("*.")) name = name.substring(1);
        if (trails) name = name.substring(0, name.length() - 1);
        if (hosts.put(name, uri) != null) throw words.refuse("conflicting parameter \"" + word + '"');
    }
}
