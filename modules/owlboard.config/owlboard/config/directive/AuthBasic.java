package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Template;
import owlboard.config.language.Context;

/** ngx_http_auth_basic_module. */
public final class AuthBasic {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION, LIMIT_EXCEPT};

    /** The realm; {@code off} for none, also where it comes out of variables. Null: not set. */
    public static final Directive<Template> AUTH_BASIC = directive("auth_basic").in(EVERYWHERE).takes(1).reads(words -> words.template());
    /** Null: not set, and nobody is asked for a password. */
    public static final Directive<Template> AUTH_BASIC_USER_FILE = directive("auth_basic_user_file").in(EVERYWHERE).takes(1)
            .reads(words -> words.template());

    private AuthBasic() {}
}
