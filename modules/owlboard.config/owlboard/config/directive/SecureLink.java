package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** ngx_http_secure_link_module. */
public final class SecureLink {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    /** The digest of a link, perhaps with a comma and the second it ends at. Null: not set, as the others. */
    public static final Directive<Template> SECURE_LINK = directive("secure_link").in(EVERYWHERE).takes(1).reads(words -> words.template());
    /** Of what the digest must be. */
    public static final Directive<Template> SECURE_LINK_MD5 = directive("secure_link_md5").in(EVERYWHERE).takes(1)
            .reads(words -> words.template());
    /** The older way: {@code /prefix/digest/link}. */
    public static final Directive<String> SECURE_LINK_SECRET = directive("secure_link_secret").in(EVERYWHERE).takes(1).reads(Words::text);

    private SecureLink() {}
}
