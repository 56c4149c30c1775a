package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** {@code proxy_cache*} and its likes: the cache of a module that passes requests on, under its prefix. All share their zones. */
public final class PassingCache {
    /** {@code proxy_cache_valid}. {@code statuses} is empty for {@code any}. {@code millis} 0: not to be kept. */
    public record Valid(List<Integer> statuses, long millis) {}

    /** What {@code proxy_cache_methods} names. */
    public enum Method { GET, HEAD, POST }

    /** What {@code proxy_cache_use_stale} names; {@code non_idempotent} means nothing there, to nginx neither. */
    public enum Stale { ERROR, TIMEOUT, INVALID_HEADER, NON_IDEMPOTENT, UPDATING, HTTP_500, HTTP_502, HTTP_503, HTTP_504, HTTP_403,
            HTTP_404, HTTP_429, OFF }

    private static final List<Integer> USUAL = List.of(200, 301, 302);

    final List<Directive<?>> table = new ArrayList<>();
    private final String prefix;
    private final Set<Stale> staleWords;

    /** The zone's name, or {@code off}. */
    public final Directive<Template> zone;
    /** Null: the URL that is asked of the upstream; where HTTP is not spoken, nothing. */
    public final Directive<Template> key;
    public final Directive<List<Valid>> valid;
    /** GET and HEAD are always among them. */
    public final Directive<Set<Method>> methods;
    public final Directive<List<Template>> bypass;
    public final Directive<List<Template>> noCache;
    public final Directive<List<Template>> purge;
    public final Directive<Boolean> lock;
    public final Directive<Long> lockTimeout;
    public final Directive<Long> lockAge;
    public final Directive<Set<Stale>> useStale;
    public final Directive<Boolean> backgroundUpdate;
    public final Directive<Boolean> revalidate;
    public final Directive<Integer> minUses;
    public final Directive<Boolean> convertHead;
    /** Bytes; without it there is no such bound. */
    public final Directive<Long> maxRangeOffset;

    /** {@code http}: HTTP is spoken. Gateways stand behind it, and GET is asked for where HEAD was. */
    PassingCache(String prefix, boolean http) {
        this.prefix = prefix;
        staleWords = EnumSet.allOf(Stale.class);
        if (!http) staleWords.removeAll(Set.of(Stale.HTTP_502, Stale.HTTP_504));
        table.add(directive(prefix + "_cache_path").in(HTTP).takesAtLeast(2).repeats());
        zone = add("cache", 1).reads(Words::template).unset("off");
        key = add("cache_key", 1).reads(Words::template);
        valid = add("cache_valid", Integer.MAX_VALUE).collects(PassingCache::valid).otherwise(List.of());
        methods = add("cache_methods", Integer.MAX_VALUE).accumulates(PassingCache::methods)
                .otherwise(Collections.unmodifiableSet(EnumSet.of(Method.GET, Method.HEAD))).repeats();
        bypass = add("cache_bypass", Integer.MAX_VALUE).accumulates(PassingCache::conditions).otherwise(List.of()).repeats();
        noCache = add("no_cache", Integer.MAX_VALUE).accumulates(PassingCache::conditions).otherwise(List.of()).repeats();
        purge = add("cache_purge", Integer.MAX_VALUE).accumulates(PassingCache::conditions).otherwise(List.of()).repeats();
        lock = add("cache_lock", 1).reads(Words::flag).unset("off");
        lockTimeout = add("cache_lock_timeout", 1).reads(Words::duration).unset("5s");
        lockAge = add("cache_lock_age", 1).reads(Words::duration).unset("5s");
        useStale = add("cache_use_stale", Integer.MAX_VALUE).accumulates(this::useStale).unset("off").repeats();
        backgroundUpdate = add("cache_background_update", 1).reads(Words::flag).unset("off");
        revalidate = add("cache_revalidate", 1).reads(Words::flag).unset("off");
        minUses = add("cache_min_uses", 1).reads(Words::number).unset("1");
        convertHead = add("cache_convert_head", 1).reads(Words::flag).unset(http ? "on" : "off");
        if (!http) table.remove(convertHead);
        maxRangeOffset = add("cache_max_range_offset", 1).reads(Words::size).otherwise(Long.MAX_VALUE);
    }

    private Directive<Object> add(String name, int most) {
        var made = directive(prefix + '_' + name).in(Passing.EVERYWHERE).takes(1, most);
        table.add(made);
        return made;
    }

    private static Valid valid(Words words) throws Refusal {
        int last = words.count() - 1;
        var time = Units.seconds(words.text(last));
        if (time.isEmpty()) throw words.refuse("invalid time value \"" + words.text(last) + "\" in \"" + words.name() + "\" directive");
        long millis = 1000 * Math.min(time.getAsLong(), Integer.MAX_VALUE);
        if (last == 0) return new Valid(USUAL, millis);
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < last; i++) {
            if (words.text(i).equals("any")) return new Valid(List.of(), millis);
            var status = Units.number(words.text(i));
            if (status.isEmpty() || status.getAsLong() < 100 || status.getAsLong() > 599) {
                throw words.refuse("invalid status \"" + words.text(i) + "\" in \"" + words.name() + "\" directive",
                        "it is 100 to 599, or \"any\"");
            }
            statuses.add((int) status.getAsLong());
        }
        return new Valid(List.copyOf(statuses), millis);
    }

    private static Set<Method> methods(Words words, Set<Method> before) throws Refusal {
        var all = EnumSet.of(Method.GET, Method.HEAD);
        var said = before == null ? EnumSet.noneOf(Method.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) words.collect(i, words.choice(Method.class, i), said);
        all.addAll(said);
        return Collections.unmodifiableSet(all);
    }

    private Set<Stale> useStale(Words words, Set<Stale> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Stale.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) words.collect(i, words.choice(staleWords, i), all);
        return Collections.unmodifiableSet(all);
    }

    private static List<Template> conditions(Words words, List<Template> before) throws Refusal {
        var all = before == null ? new ArrayList<Template>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) all.add(words.template(i));
        return List.copyOf(all);
    }
}
