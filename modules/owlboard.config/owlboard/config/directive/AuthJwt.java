package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Http.Source.OfToken;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** ngx_http_auth_jwt_module of nginx's paid edition. */
public final class AuthJwt {
    /** {@code auth_jwt}. {@code realm} null: off. {@code token} null: what {@code Authorization: Bearer} says. */
    public record Jwt(Template realm, Template token) {}

    /** {@code auth_jwt_require}: none of the values may be empty or 0. */
    public record Required(List<Template> values, int status) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION, LIMIT_EXCEPT};

    public static final Directive<Jwt> AUTH_JWT = directive("auth_jwt").in(EVERYWHERE).takes(1, 2).reads(AuthJwt::jwt)
            .otherwise(new Jwt(null, null));
    /** JSON Web Key Sets (RFC 7517). */
    public static final Directive<List<Template>> AUTH_JWT_KEY_FILE = directive("auth_jwt_key_file").in(EVERYWHERE).takes(1)
            .collects(words -> words.template()).otherwise(List.of());
    /** Milliseconds that the clocks of two machines may differ by. */
    public static final Directive<Long> AUTH_JWT_LEEWAY = directive("auth_jwt_leeway").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::seconds).unset("0");
    public static final Directive<List<Required>> AUTH_JWT_REQUIRE = directive("auth_jwt_require").in(EVERYWHERE).takesAtLeast(1)
            .collects(AuthJwt::required).otherwise(List.of());
    public static final Directive<List<OfToken>> AUTH_JWT_CLAIM_SET = directive("auth_jwt_claim_set").in(HTTP).takesAtLeast(2)
            .collects(words -> told(words, false)).otherwise(List.of());
    public static final Directive<List<OfToken>> AUTH_JWT_HEADER_SET = directive("auth_jwt_header_set").in(HTTP).takesAtLeast(2)
            .collects(words -> told(words, true)).otherwise(List.of());
    public static final Directive<String> AUTH_JWT_TYPE = directive("auth_jwt_type").in(EVERYWHERE).takes(1).reads(AuthJwt::type)
            .unset("signed");
    public static final Directive<Long> AUTH_JWT_KEY_CACHE = directive("auth_jwt_key_cache").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::duration).meansNothing("keys are read again when their file changes");

    private AuthJwt() {}

    private static Jwt jwt(Words words) throws Refusal {
        if (words.text().equals("off")) {
            if (words.count() > 1) throw words.invalidParameter(1);
            return new Jwt(null, null);
        }
        if (words.count() == 1) return new Jwt(words.template(), null);
        if (!words.text(1).startsWith("token=") || words.text(1).length() == 6) throw words.invalidParameter(1);
        return new Jwt(words.template(), words.template(words.text(1).substring(6)));
    }

    private static OfToken told(Words words, boolean inHeader) throws Refusal {
        var source = new OfToken(inHeader, List.copyOf(words.args().subList(1, words.count())));
        words.define(0, source);
        return source;
    }

    private static Required required(Words words) throws Refusal {
        int last = words.count() - 1;
        boolean told = words.text(last).startsWith("error=");
        if (told && !words.text(last).matches("error=40[13]") || told && last == 0) throw words.invalidParameter(last);
        var values = new ArrayList<Template>();
        for (int i = 0; i < (told ? last : last + 1); i++) {
            if (!words.text(i).startsWith("$")) throw words.invalidParameter(i);
            values.add(words.template(i));
        }
        return new Required(List.copyOf(values), told ? Integer.parseInt(words.text(last).substring(6)) : 401);
    }

    private static String type(Words words) throws Refusal {
        if (words.text().equals("signed")) return words.text();
        throw words.invalid(0, "only signed tokens are read here, no encrypted ones");
    }
}
