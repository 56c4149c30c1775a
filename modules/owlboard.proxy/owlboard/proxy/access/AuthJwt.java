package owlboard.proxy.access;

import static owlboard.config.directive.AuthJwt.AUTH_JWT;
import static owlboard.config.directive.AuthJwt.AUTH_JWT_CLAIM_SET;
import static owlboard.config.directive.AuthJwt.AUTH_JWT_HEADER_SET;
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
import owlboard.config.directive.AuthJwt.Told;
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

/** {@code auth_jwt}: who has a token that a key of a file has signed may pass (RFC 6750, RFC 7519; nginx's paid edition). */
public final class AuthJwt implements Handler {
    private static final Slot<AuthJwt> SLOT = new Slot<>((scope, making) -> AuthJwt.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT)
            .defines(Map.of("jwt_payload", variable(Jwt::payload)));
    private static final Note<Jwt> TOKEN = new Note<>();
    private static final String SCHEME = "Bearer ";

    private record Required(List<Value> values, int status) {}

    private final Value realm;
    private final Value token;
    private final List<Value> files;
    private final long leewaySeconds;
    private final List<Required> required;
    private final List<Told> claims;
    private final List<Told> headers;
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
        claims = level.get(AUTH_JWT_CLAIM_SET);
        headers = level.get(AUTH_JWT_HEADER_SET);
        paths = making.paths();
        sets = making.main(KeySets.SLOT);
    }

    /** Null: off. */
    private static AuthJwt of(Level level, Making making) {
        return level.get(AUTH_JWT).realm() == null ? null : new AuthJwt(level, making);
    }

    /** {@code $jwt_claim_NAME}. */
    public static Value.Part claim(String name) {
        return variable(jwt -> shown(jwt.claims(), List.of(name)));
    }

    /** {@code $jwt_header_NAME}. */
    public static Value.Part header(String name) {
        return variable(jwt -> shown(jwt.header(), List.of(name)));
    }

    private static Value.Part variable(Function<Jwt, String> of) {
        return (out, exchange) -> {
            var jwt = exchange.note(TOKEN);
            var text = jwt == null ? null : of.apply(jwt);
            if (text != null) out.add(text);
            return text != null;
        };
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
        exchange.note(TOKEN, null);
        var text = token == null ? bearer(exchange) : token.text(exchange);
        if (text == null || text.isEmpty()) {
            exchange.log(Severity.INFO, "no token was provided for JWT authentication");
            return challenge(exchange, told, "");
        }
        try {
            exchange.note(TOKEN, verified(exchange, text));
        } catch (Jwt.Invalid invalid) {
            exchange.log(Severity.ERROR, "JWT is not valid: " + invalid.getMessage());
            return challenge(exchange, told, ",error=\"invalid_token\"");
        }
        define(exchange);
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
        for (var path : from) keys.addAll(sets.read(path));
        try {
            return new Checked(Jwt.verified(text, keys, now, leewaySeconds), null);
        } catch (Jwt.Invalid invalid) {
            return new Checked(null, invalid);
        }
    }

    private void define(Exchange exchange) {
        var jwt = exchange.note(TOKEN);
        for (var set : claims) define(exchange, set.slot(), shown(jwt.claims(), set.path()));
        for (var set : headers) define(exchange, set.slot(), shown(jwt.header(), set.path()));
    }

    private static void define(Exchange exchange, int slot, String text) {
        exchange.define(slot, text == null ? "" : text);
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
