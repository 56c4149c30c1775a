package owlboard.proxy.access;

import static owlboard.config.directive.AuthJwt.AUTH_JWT;
import static owlboard.config.directive.AuthJwt.AUTH_JWT_KEY_FILE;
import static owlboard.config.directive.AuthJwt.AUTH_JWT_LEEWAY;
import static owlboard.config.directive.AuthJwt.AUTH_JWT_REQUIRE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.Level;
import owlboard.json.JsonText;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.KeptLines;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Offload;

/**
 * {@code auth_jwt}: who has a token that a key of a file has signed may pass (RFC 6750, RFC 7519; nginx's paid edition). Until this is
 * known variables are what the token says by itself, as limits and rewriting come first; then those of one that nobody has verified are
 * empty.
 */
public final class AuthJwt implements Handler {
    private static final Slot<AuthJwt> SLOT = new Slot<>((scope, making) -> AuthJwt.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT)
            .defines(Map.of("jwt_payload", variable(Jwt::payload)));
    private static final Note<Jwt> VERIFIED = new Note<>();
    private static final Note<Claimed> CLAIMED = new Note<>();
    private static final String SCHEME = "Bearer ";

    /** What nobody has verified, as found at one level; {@code jwt} null: nothing. */
    private record Claimed(AuthJwt by, Jwt jwt) {}

    private record Required(List<Value> values, int status) {}

    private final Value realm;
    private final Value token;
    private final List<Value> files;
    private final long leewaySeconds;
    private final List<Required> required;
    private final Paths paths;
    private final KeySets sets;

    private AuthJwt(Level level, Making making) {
        var declared = level.get(AUTH_JWT);
        realm = making.value(declared.realm());
        token = declared.token() == null ? null : making.value(declared.token());
        files = level.get(AUTH_JWT_KEY_FILE).stream().map(making::value).toList();
        leewaySeconds = level.get(AUTH_JWT_LEEWAY) / 1000;
        required = level.get(AUTH_JWT_REQUIRE).stream()
                .map(rule -> new Required(rule.values().stream().map(making::value).toList(), rule.status())).toList();
        paths = making.paths();
        sets = making.main(KeySets.SLOT);
    }

    /** Null: off. */
    private static AuthJwt of(Level level, Making making) {
        return level.get(AUTH_JWT).realm() == null ? null : new AuthJwt(level, making);
    }

    /** {@code $jwt_claim_NAME}; {@code path}: names from the top down. */
    public static Value.Part claim(List<String> path) {
        return variable(jwt -> shown(jwt.claims(), path));
    }

    /** {@code $jwt_header_NAME}; {@code path} as of a {@link #claim}. */
    public static Value.Part header(List<String> path) {
        return variable(jwt -> shown(jwt.header(), path));
    }

    private static Value.Part variable(Function<Jwt, String> of) {
        return (out, exchange) -> {
            var jwt = known(exchange);
            var text = jwt == null ? null : of.apply(jwt);
            if (text != null) out.add(text);
            return text != null;
        };
    }

    /** Null: nothing is. */
    private static Jwt known(Exchange exchange) {
        var verified = exchange.main().note(VERIFIED);
        boolean decided = exchange.parent != null || exchange.phase != null && exchange.phase.compareTo(Phase.ACCESS) > 0;
        if (verified != null || decided) return verified;
        var here = exchange.settings.get(SLOT);
        if (here == null) return null;
        var before = exchange.note(CLAIMED);
        if (before != null && before.by == here) return before.jwt;
        exchange.note(CLAIMED, new Claimed(here, null)); // where it is asked for by what names the token
        var jwt = here.claimed(exchange);
        exchange.note(CLAIMED, new Claimed(here, jwt));
        return jwt;
    }

    private Jwt claimed(Exchange exchange) {
        var text = realm.text(exchange).equals("off") ? null : told(exchange);
        try {
            return text == null ? null : Jwt.read(text);
        } catch (Jwt.Invalid unreadable) {
            return null; // told when it is verified
        }
    }

    /** Null, or empty: there is no token. */
    private String told(Exchange exchange) {
        return token == null ? bearer(exchange) : token.text(exchange);
    }

    private static String shown(JsonText.Value from, List<String> path) {
        var value = from;
        for (var name : path) {
            value = value.member(name);
            if (value == null) return null;
        }
        return value.shown();
    }

    /** Its keys may be those of a subrequest. */
    @Override
    public String asks() {
        return "not known without asking for its keys";
    }

    @Override
    public Verdict handle(Exchange exchange) throws Failure {
        var told = realm.text(exchange);
        if (told.equals("off")) return Verdict.GO_ON;
        exchange.note(VERIFIED, null);
        var text = told(exchange);
        if (text == null || text.isEmpty()) {
            exchange.log(Severity.INFO, "no token was provided for JWT authentication");
            return challenge(exchange, told, "");
        }
        try {
            exchange.note(VERIFIED, verified(exchange, text));
        } catch (Jwt.Invalid invalid) {
            exchange.log(Severity.ERROR, "JWT is not valid: " + invalid.getMessage());
            return challenge(exchange, told, ",error=\"invalid_token\"");
        }
        return meets(exchange, told);
    }

    /** All that a disk or a signature is needed for. */
    private Jwt verified(Exchange exchange, String text) throws Failure, Jwt.Invalid {
        var from = files.stream().map(file -> paths.resolve(file.text(exchange))).toList();
        long now = exchange.loop().wallMillis() / 1000;
        try {
            return Offload.<Checked, IOException>call(() -> check(from, text, now)).jwt();
        } catch (IOException unreadable) {
            throw Failure.ours(500, "JWT keys cannot be read from " + from + " (" + Errno.of(unreadable) + ')');
        }
    }

    /** A token, or why there is none. */
    private record Checked(Jwt found, Jwt.Invalid why) {
        Jwt jwt() throws Jwt.Invalid {
            if (why != null) throw why;
            return found;
        }
    }

    private Checked check(List<Path> from, String text, long now) throws IOException {
        var keys = new ArrayList<JsonWebKey>();
        var ignored = new ArrayList<String>();
        for (var path : from) {
            var set = sets.read(path);
            keys.addAll(set.keys());
            ignored.addAll(set.ignored());
        }
        try {
            return new Checked(Jwt.verified(text, keys, now, leewaySeconds), null);
        } catch (Jwt.Invalid invalid) {
            return new Checked(null, ignored.isEmpty() ? invalid : invalid.but("ignored " + String.join(", ", ignored)));
        }
    }

    private Verdict meets(Exchange exchange, String told) {
        for (var rule : required) {
            for (var value : rule.values) {
                var text = value.text(exchange);
                if (!text.isEmpty() && !text.equals("0")) continue;
                exchange.log(Severity.ERROR, "JWT does not have what \"auth_jwt_require\" asks for");
                if (rule.status == 403) return Verdict.refused(403, null);
                return challenge(exchange, told, ",error=\"invalid_token\"");
            }
        }
        return Verdict.PASS;
    }

    /** Null: there is none. */
    private static String bearer(Exchange exchange) {
        int line = exchange.head.array == null ? -1 : exchange.head.find(Name.AUTHORIZATION);
        if (line < 0) return null;
        var value = exchange.head.value(line);
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? value.substring(SCHEME.length()).strip() : null;
    }

    private static Verdict challenge(Exchange exchange, String realm, String why) {
        KeptLines.challenge(exchange, "Bearer realm=\"" + realm + '"' + why);
        return Verdict.refused(401, null);
    }
}
