package owlboard.proxy.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import owlboard.config.Level;
import owlboard.config.Regex;
import owlboard.config.directive.Fastcgi;
import owlboard.config.directive.Grpc;
import owlboard.config.directive.Passing;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Scgi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * What of an upstream's head reaches the client: hidden lines, {@code proxy_redirect}, {@code proxy_cookie_domain},
 * {@code proxy_cookie_path}.
 */
public final class AnswerHeaders {
    private record Rule(Value from, Regex regex, Value to) {}

    private record FlagRule(Value cookie, Regex regex, List<Value> flags) {}

    private final Set<String> hidden = new HashSet<>();
    private final Set<Integer> hiddenKnown = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    private final boolean hidesAge;
    public final boolean passesServer;
    public final boolean passesDate;
    private final List<Rule> redirects = new ArrayList<>();
    private final List<Rule> cookieDomains;
    private final List<Rule> cookiePaths;
    private final List<FlagRule> cookieFlags;
    private final long hopByHop;

    private AnswerHeaders(Level level, Passing words, Target fixed, String prefix, Making making) {
        for (var name : level.get(words.hideHeader)) {
            int id = Name.of(name);
            if (id == Name.OTHER) hidden.add(name.toLowerCase(Locale.ROOT));
            else hiddenKnown.add(id);
        }
        var passed = level.get(words.passHeader).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        boolean http = words == Proxy.PASSING;
        boolean speaksHttp = http || words == Grpc.PASSING;
        hidesAge = hidden.contains("age");
        passesServer = !speaksHttp || passed.contains("server");
        passesDate = !speaksHttp || passed.contains("date");
        for (var name : level.get(words.ignoreHeaders)) ignored.add(name.toLowerCase(Locale.ROOT));
        long skipped = 0;
        for (int id : new int[] {Name.CONNECTION, Name.KEEP_ALIVE, Name.PROXY_CONNECTION, Name.TRANSFER_ENCODING, Name.TE, Name.TRAILER,
                Name.UPGRADE, Name.CONTENT_LENGTH, Name.CONTENT_TYPE}) {
            skipped |= 1L << id;
        }
        if (!passesServer) skipped |= 1L << Name.SERVER;
        if (!passesDate) skipped |= 1L << Name.DATE;
        skipped |= usual(words, passed);
        for (int id : hiddenKnown) skipped |= 1L << id;
        hopByHop = skipped;
        if (http) redirects(level.get(Proxy.PROXY_REDIRECT), fixed, prefix, making);
        cookieDomains = http ? rules(level.get(Proxy.PROXY_COOKIE_DOMAIN), making) : List.of();
        cookieFlags = http ? flagRules(level.get(Proxy.PROXY_COOKIE_FLAGS), making) : List.of();
        cookiePaths = http ? rules(level.get(Proxy.PROXY_COOKIE_PATH), making) : List.of();
    }

    /** What {@code pass_header} has to name: words to the proxy, and in which line a script has told its status. */
    private static long usual(Passing words, List<String> passed) {
        long usual = 0;
        for (int id : new int[] {Name.X_ACCEL_REDIRECT, Name.X_ACCEL_BUFFERING, Name.X_ACCEL_EXPIRES, Name.X_ACCEL_LIMIT_RATE,
                Name.X_ACCEL_CHARSET}) {
            usual |= 1L << id;
        }
        if (words == Proxy.PASSING) usual |= 1L << Name.X_PAD;
        if (words == Fastcgi.PASSING || words == Scgi.PASSING) usual |= 1L << Name.STATUS;
        for (var name : passed) usual &= ~(1L << Name.of(name));
        return usual;
    }

    private static List<FlagRule> flagRules(List<Proxy.CookieFlags> declared, Making making) {
        var rules = new ArrayList<FlagRule>();
        for (var rule : declared) {
            var flags = rule.flags().stream().map(making::value).toList();
            if (rule.cookie() != null) rules.add(new FlagRule(making.value(rule.cookie()), null, flags));
            else if (rule.regex() != null) rules.add(new FlagRule(null, rule.regex(), flags));
        }
        return List.copyOf(rules);
    }

    static AnswerHeaders of(Level level, Passing words, Target fixed, String prefix, Making making) {
        return new AnswerHeaders(level, words, fixed, prefix, making);
    }

    private void redirects(List<Proxy.Redirect> declared, Target fixed, String prefix, Making making) {
        if (declared == null || declared.isEmpty()) {
            standardRedirect(fixed, prefix);
            return;
        }
        for (var redirect : declared) {
            switch (redirect.kind()) {
                case OFF -> redirects.clear();
                case DEFAULT -> standardRedirect(fixed, prefix);
                case PAIR -> redirects.add(new Rule(making.value(redirect.from()), null, making.value(redirect.to())));
                case REGEX -> redirects.add(new Rule(null, redirect.regex(), making.value(redirect.to())));
            }
        }
    }

    private void standardRedirect(Target fixed, String prefix) {
        if (fixed == null) return;
        var from = fixed.scheme() + fixed.authority() + (fixed.uri() == null ? "/" : fixed.uri());
        redirects.add(new Rule(constant(from), null, constant(fixed.uri() == null || prefix == null ? "/" : prefix)));
    }

    private static Value constant(String text) {
        return Value.constant(text);
    }

    private static List<Rule> rules(List<Proxy.Redirect> declared, Making making) {
        if (declared == null) return List.of();
        return declared.stream().filter(rule -> rule.kind() != Proxy.Kind.OFF)
                .map(rule -> new Rule(rule.from() == null ? null : making.value(rule.from()), rule.regex(), making.value(rule.to())))
                .toList();
    }

    /** Whether {@code Age} is not for the client, whoever says it. */
    boolean hidesAge() {
        return hidesAge;
    }

    /** Whether line {@code i} of an upstream's head is not for the client. */
    public boolean hides(Head head, int i) {
        int id = head.id(i);
        if ((hopByHop & 1L << id) != 0 && id != Name.OTHER) return true;
        if (id == Name.OTHER && Origin.isMark(head, i)) return true;
        return id == Name.OTHER && !hidden.isEmpty() && hidden.contains(head.name(i).toLowerCase(Locale.ROOT));
    }

    /** Whether {@code Content-Type} is passed. */
    public boolean passes(int id) {
        return !hiddenKnown.contains(id);
    }

    /** {@code proxy_ignore_headers}. */
    public boolean ignores(String lowerCase) {
        return ignored.contains(lowerCase);
    }

    /** {@code Location} after {@code proxy_redirect}; null when no rule matches. */
    public String redirect(Exchange exchange, String location) {
        for (var rule : redirects) {
            var changed = apply(exchange, rule, location);
            if (changed != null) return changed;
        }
        return null;
    }

    /** Text in front of a pattern's match, and behind it, goes as well. */
    private static String apply(Exchange exchange, Rule rule, String text) {
        if (rule.regex != null) {
            return Matching.find(exchange, rule.regex, text) ? rule.to.text(exchange) : null;
        }
        var from = rule.from.text(exchange);
        return text.startsWith(from) ? rule.to.text(exchange) + text.substring(from.length()) : null;
    }

    public boolean changesCookies() {
        return !cookieDomains.isEmpty() || !cookiePaths.isEmpty() || !cookieFlags.isEmpty();
    }

    /** {@code Set-Cookie} after {@code proxy_cookie_domain}, {@code proxy_cookie_path} and {@code proxy_cookie_flags}. */
    public String cookie(Exchange exchange, String line) {
        var cookie = new SetCookie(line);
        if (cookie.name() == null) return line;
        cookie.change("domain", value -> first(cookieDomains, rule -> domain(exchange, rule, value)));
        cookie.change("path", value -> first(cookiePaths, rule -> apply(exchange, rule, value)));
        flag(exchange, cookie);
        return cookie.toString();
    }

    private static String first(List<Rule> rules, Function<Rule, String> change) {
        for (var rule : rules) {
            var changed = change.apply(rule);
            if (changed != null) return changed;
        }
        return null;
    }

    /** {@code proxy_cookie_flags}: the first rule whose cookie it is. */
    private void flag(Exchange exchange, SetCookie cookie) {
        for (var rule : cookieFlags) {
            boolean matches = rule.regex != null ? Matching.find(exchange, rule.regex, cookie.name()) : rule.cookie.text(exchange)
                    .equalsIgnoreCase(cookie.name());
            if (!matches) continue;
            cookie.flag(rule.flags.stream().map(flag -> flag.text(exchange).toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
            return;
        }
    }

    /** A dot in front of a cookie's domain stays, and counts for nothing when it is compared. */
    private static String domain(Exchange exchange, Rule rule, String value) {
        if (rule.regex != null) return apply(exchange, rule, value);
        boolean dot = value.startsWith(".");
        if (!value.substring(dot ? 1 : 0).equalsIgnoreCase(rule.from.text(exchange))) return null;
        return (dot ? "." : "") + rule.to.text(exchange);
    }
}
