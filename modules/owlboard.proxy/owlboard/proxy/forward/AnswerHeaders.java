package owlboard.proxy.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import owlboard.config.Level;
import owlboard.config.Regex;
import owlboard.config.directive.Passing;
import owlboard.config.directive.Proxy;
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

    private record FlagRule(Value cookie, Regex regex, List<String> flags) {}

    private final Set<String> hidden = new HashSet<>();
    private final Set<Integer> hiddenKnown = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    public final boolean passesServer;
    public final boolean passesDate;
    private final boolean passesAccel;
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
        passesServer = !http || passed.contains("server");
        passesDate = !http || passed.contains("date");
        passesAccel = passed.stream().anyMatch(name -> name.startsWith("x-accel-") || name.equals("x-pad"));
        for (var name : level.get(words.ignoreHeaders)) ignored.add(name.toLowerCase(Locale.ROOT));
        long skipped = 0;
        for (int id : new int[] {Name.CONNECTION, Name.KEEP_ALIVE, Name.PROXY_CONNECTION, Name.TRANSFER_ENCODING, Name.TE, Name.TRAILER,
                Name.UPGRADE, Name.CONTENT_LENGTH, Name.CONTENT_TYPE}) {
            skipped |= 1L << id;
        }
        if (!passesServer) skipped |= 1L << Name.SERVER;
        if (!passesDate) skipped |= 1L << Name.DATE;
        if (!passesAccel) {
            for (int id : new int[] {Name.X_PAD, Name.X_ACCEL_REDIRECT, Name.X_ACCEL_BUFFERING, Name.X_ACCEL_EXPIRES,
                    Name.X_ACCEL_LIMIT_RATE, Name.X_ACCEL_CHARSET}) {
                skipped |= 1L << id;
            }
        }
        for (int id : hiddenKnown) skipped |= 1L << id;
        hopByHop = skipped;
        if (http) redirects(level.get(Proxy.PROXY_REDIRECT), fixed, prefix, making);
        cookieDomains = http ? rules(level.get(Proxy.PROXY_COOKIE_DOMAIN), making) : List.of();
        cookieFlags = http ? flagRules(level.get(Proxy.PROXY_COOKIE_FLAGS), making) : List.of();
        cookiePaths = http ? rules(level.get(Proxy.PROXY_COOKIE_PATH), making) : List.of();
    }

    private static List<FlagRule> flagRules(List<Proxy.CookieFlags> declared, Making making) {
        var rules = new ArrayList<FlagRule>();
        for (var rule : declared) {
            if (rule.cookie() != null) rules.add(new FlagRule(making.value(rule.cookie()), null, rule.flags()));
            else if (rule.regex() != null) rules.add(new FlagRule(null, rule.regex(), rule.flags()));
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
        var from = fixed.scheme() + fixed.host() + (fixed.uri() == null ? "/" : fixed.uri());
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

    private static String apply(Exchange exchange, Rule rule, String text) {
        if (rule.regex != null) {
            if (!Matching.find(exchange, rule.regex, text)) return null;
            var matcher = (Matcher) exchange.captures;
            return text.substring(0, matcher.start()) + rule.to.text(exchange) + text.substring(matcher.end());
        }
        var from = rule.from.text(exchange);
        return text.startsWith(from) ? rule.to.text(exchange) + text.substring(from.length()) : null;
    }

    public boolean changesCookies() {
        return !cookieDomains.isEmpty() || !cookiePaths.isEmpty() || !cookieFlags.isEmpty();
    }

    /** {@code Set-Cookie} after {@code proxy_cookie_domain} and {@code proxy_cookie_path}. */
    public String cookie(Exchange exchange, String cookie) {
        var parts = cookie.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            var part = parts[i].stripLeading();
            int equals = part.indexOf('=');
            if (equals < 0) continue;
            var name = part.substring(0, equals).strip();
            var value = part.substring(equals + 1).strip();
            for (var rule : attributeRules(name)) {
                var changed = changedAttribute(exchange, rule, name, value);
                if (changed == null) continue;
                parts[i] = " " + name + "=" + changed;
                break;
            }
        }
        return flagged(exchange, String.join(";", parts));
    }

    /** {@code proxy_cookie_flags}: the first rule whose cookie it is. */
    private String flagged(Exchange exchange, String cookie) {
        int equals = cookie.indexOf('=');
        if (equals < 0) return cookie;
        var name = cookie.substring(0, equals);
        for (var rule : cookieFlags) {
            boolean matches = rule.regex != null ? Matching.find(exchange, rule.regex, name) : rule.cookie.text(exchange)
                    .equalsIgnoreCase(name);
            if (!matches) continue;
            for (var flag : rule.flags) cookie = flagged(cookie, flag);
            return cookie;
        }
        return cookie;
    }

    private static String flagged(String cookie, String flag) {
        var attribute = flag.startsWith("no") ? flag.substring(2) : flag;
        var kind = attribute.split("=", 2)[0];
        var kept = new StringBuilder();
        for (var part : cookie.split(";")) {
            boolean first = kept.isEmpty();
            if (!first && part.strip().split("=", 2)[0].strip().equalsIgnoreCase(kind)) continue;
            if (!first) kept.append(';');
            kept.append(part);
        }
        if (!flag.startsWith("no")) {
            kept.append("; ").append(switch (attribute) {
                case "secure" -> "Secure";
                case "httponly" -> "HttpOnly";
                default -> "SameSite=" + Character.toUpperCase(attribute.charAt(9)) + attribute.substring(10);
            });
        }
        return kept.toString();
    }

    private List<Rule> attributeRules(String name) {
        if (name.equalsIgnoreCase("domain")) return cookieDomains;
        return name.equalsIgnoreCase("path") ? cookiePaths : List.of();
    }

    private static String changedAttribute(Exchange exchange, Rule rule, String name, String value) {
        if (rule.regex != null || name.equalsIgnoreCase("path")) return apply(exchange, rule, value);
        var bare = value.startsWith(".") ? value.substring(1) : value;
        var from = rule.from.text(exchange);
        var bareFrom = from.startsWith(".") ? from.substring(1) : from;
        return bare.equalsIgnoreCase(bareFrom) ? rule.to.text(exchange) : null;
    }
}
