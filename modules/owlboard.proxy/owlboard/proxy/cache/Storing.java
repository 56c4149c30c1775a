package owlboard.proxy.cache;

import owlboard.config.language.Units;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/**
 * Whether an answer may be stored, and on which terms: RFC 9111 §3 for a shared cache, with what nginx adds ({@code X-Accel-Expires} first,
 * {@code Set-Cookie}, {@code proxy_cache_valid}).
 *
 * @param terms of its use
 * @param vary the names of its {@code Vary} lines, as {@link Variant} has them
 * @param control what its {@code Cache-Control} says
 */
record Storing(Terms terms, String vary, CacheControl control) {
    private static final byte[] AGE = {'a', 'g', 'e'};
    private static final long MILLIS_MAX = CacheControl.SECONDS_MAX * 1000;

    /** What there is to know of the request beside its answer. */
    record Asked(long sentMillis, long receivedMillis, boolean isAuthorized, boolean mayRevalidate, boolean wantsPart) {}

    /** Null: it may not be stored. */
    static Storing of(Head answer, Asked asked, StoringRules rules) {
        return new Deciding(answer, asked, rules).decide();
    }

    private static final class Deciding {
        private final Head answer;
        private final Asked asked;
        private final StoringRules rules;
        private final CacheControl control;
        private final long ageMillis;
        /** Its lifetime is that of {@code Expires}. */
        private boolean isDated;

        Deciding(Head answer, Asked asked, StoringRules rules) {
            this.answer = answer;
            this.asked = asked;
            this.rules = rules;
            control = rules.control(answer);
            ageMillis = 1000 * age(answer) + Math.max(0, asked.receivedMillis - asked.sentMillis);
        }

        Storing decide() {
            if (!mayStatus()) return null;
            boolean cookies = answer.has(Name.SET_COOKIE) && !rules.ignores("set-cookie");
            if (cookies && !control.withheld.contains("set-cookie")) return null;
            var vary = rules.ignores("vary") ? "" : Variant.names(answer);
            if (vary == null) return null;
            var terms = rules.ignores("x-accel-expires") ? null : accelerated();
            if (terms == null && isAccelerated()) return null;
            if (terms == null) terms = controlled();
            return terms == null ? null : new Storing(terms, vary, control);
        }

        private boolean mayStatus() {
            int status = answer.status;
            if (status == 206) return asked.wantsPart;
            return status >= 200 && status != 304;
        }

        /** A number of seconds, or {@code @} and a time since 1970; anything else says nothing. */
        private boolean isAccelerated() {
            return !rules.ignores("x-accel-expires") && accelSeconds() != CacheControl.NONE;
        }

        private long accelSeconds() {
            int line = answer.find(Name.X_ACCEL_EXPIRES);
            if (line < 0) return CacheControl.NONE;
            var text = answer.value(line).strip();
            if (!text.startsWith("@")) return CacheControl.seconds(text);
            var until = Units.number(text.substring(1));
            boolean says = until.isPresent() && until.getAsLong() != 0; // which is where nginx has no time yet
            return says ? Math.max(0, until.getAsLong() - asked.receivedMillis / 1000) : CacheControl.NONE;
        }

        /**
         * The upstream's word to this cache goes before all that it says to others. Null: no word, or 0, which is not to be stored; what
         * was to be used until a time that is over is, to be asked for again.
         */
        private Terms accelerated() {
            long seconds = accelSeconds();
            boolean says = seconds > 0 || seconds == 0 && answer.value(Name.X_ACCEL_EXPIRES, "").strip().startsWith("@");
            return says ? fromNow(Math.min(MILLIS_MAX, seconds * 1000), Terms.Rule.FREE) : null;
        }

        private Terms fromNow(long millis, Terms.Rule rule) {
            return terms(ageMillis + millis, rule, ageMillis);
        }

        private Terms terms(long lifetime, Terms.Rule rule, long age) {
            return new Terms(asked.receivedMillis, age, lifetime, window(control.staleWhileSeconds),
                    window(control.staleErrorSeconds), rule);
        }

        private static long window(long seconds) {
            return Math.max(0, seconds) * 1000;
        }

        private Terms controlled() {
            boolean understood = isUnderstood(answer.status);
            if (control.mustUnderstand && !understood) return null;
            if (control.noStore && !control.mustUnderstand || control.isPrivate) return null;
            boolean permitted = control.isPublic || control.mustRevalidate || control.sharedSeconds >= 0;
            if (asked.isAuthorized && !permitted) return null;
            long lifetime = lifetime();
            if (lifetime == CacheControl.NONE) {
                long configured = rules.validMillis(answer.status);
                return configured <= 0 ? null : fromNow(configured, rule());
            }
            var terms = terms(lifetime, rule(), isDated ? Math.max(ageMillis, apparentAge()) : ageMillis);
            return terms.isFresh(asked.receivedMillis) || isUsefulStale(terms) ? terms : null;
        }

        private Terms.Rule rule() {
            if (control.mustRevalidate || control.proxyRevalidate || control.noCache) return Terms.Rule.NEVER;
            if (control.sharedSeconds >= 0) return Terms.Rule.CONFIGURED;
            return control.isImmutable ? Terms.Rule.IMMUTABLE : Terms.Rule.FREE;
        }

        /** In milliseconds; {@link CacheControl#NONE} where the answer says nothing (RFC 9111 §4.2.1). */
        private long lifetime() {
            if (control.noCache) return 0;
            if (control.sharedSeconds >= 0) return control.sharedSeconds * 1000;
            if (control.maxAgeSeconds >= 0) return control.maxAgeSeconds * 1000;
            int line = control.isTargeted || rules.ignores("expires") ? -1 : answer.find(Name.EXPIRES);
            if (line < 0) return CacheControl.NONE;
            long until = date(answer.value(line));
            if (until < 0) return 0;
            isDated = true;
            return Math.clamp((until - made()) * 1000, 0, MILLIS_MAX);
        }

        /** {@code Date}, or when it came; seconds since 1970. */
        private long made() {
            long made = date(answer.value(Name.DATE, ""));
            return made < 0 ? asked.receivedMillis / 1000 : made;
        }

        /** §4.2.3: so {@code Expires} is never passed, however old {@code Date} is; {@code max-age} counts from here, as in nginx. */
        private long apparentAge() {
            return Math.max(0, asked.receivedMillis / 1000 - made()) * 1000;
        }

        /** Whatever its case (RFC 9111 §4.2); -1 for what is none. */
        private static long date(String text) {
            var cased = new StringBuilder(text.length());
            boolean first = true;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                cased.append(first ? Character.toUpperCase(c) : Character.toLowerCase(c));
                first = !Character.isLetter(c);
            }
            var usual = cased.toString();
            return HttpDate.seconds(usual.endsWith(" Gmt") ? usual.substring(0, usual.length() - 3) + "GMT" : usual);
        }

        /** Whether it is worth its place although it can be used only after another question. */
        private boolean isUsefulStale(Terms terms) {
            if (asked.mayRevalidate && (answer.has(Name.ETAG) || answer.has(Name.LAST_MODIFIED))) return true;
            return terms.rule() != Terms.Rule.NEVER && (terms.staleWhileMillis() > 0 || terms.staleErrorMillis() > 0);
        }

        /** Of which it is known here what it means to a cache (RFC 9110 §15). */
        private static boolean isUnderstood(int status) {
            return switch (status) {
                case 200, 203, 204, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 414, 500, 501, 502, 503, 504 -> true;
                default -> false;
            };
        }

        /** Seconds: the first member of the first line, where that is a number (RFC 9111 §5.1). */
        private static long age(Head answer) {
            int line = answer.find(AGE, 0);
            if (line < 0) return 0;
            return Math.max(0, CacheControl.seconds(answer.value(line).split(",", 2)[0].strip()));
        }
    }
}
