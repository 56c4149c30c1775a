package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** {@code proxy_ssl_*} and its likes: TLS towards upstreams, under the prefix of a module. */
public final class PassingTls {
    final List<Directive<?>> table = new ArrayList<>();
    private final String prefix;
    private final Context[] contexts;

    public final Directive<Template> certificate;
    public final Directive<Template> certificateKey;
    public final Directive<String> trustedCertificate;
    public final Directive<String> crl;
    public final Directive<Boolean> verify;
    public final Directive<Integer> verifyDepth;
    public final Directive<Template> name;
    public final Directive<Boolean> serverName;
    public final Directive<List<String>> protocols;
    /** OpenSSL names; null: the JDK's choice. */
    public final Directive<String> ciphers;
    public final Directive<Boolean> sessionReuse;
    public final Directive<String> passwordFile;
    public final Directive<List<Ssl.Command>> confCommand;

    PassingTls(String module, Context... contexts) {
        this.contexts = contexts;
        prefix = module + "_ssl_";
        certificate = add("certificate", 1).reads(Ssl::named);
        certificateKey = add("certificate_key", 1).reads(Ssl::named);
        trustedCertificate = add("trusted_certificate", 1).reads(Words::text);
        crl = add("crl", 1).reads(Words::text);
        verify = add("verify", 1).reads(Words::flag).unset("off");
        verifyDepth = add("verify_depth", 1).reads(Words::number).unset("1");
        name = add("name", 1).reads(Words::template).unset("$proxy_host");
        serverName = add("server_name", 1).reads(Words::flag).unset("off");
        protocols = add("protocols", 1).takesAtLeast(1).accumulates(Ssl::protocols).unset("TLSv1.2 TLSv1.3").repeats();
        ciphers = add("ciphers", 1).reads(Words::text);
        sessionReuse = add("session_reuse", 1).reads(Words::flag).unset("on");
        passwordFile = add("password_file", 1).reads(Words::text);
        confCommand = add("conf_command", 2).collects(Ssl::command).otherwise(List.of());
        add("certificate_cache", 1).takesAtLeast(1).meansNothing("certificates are read again when they change");
        add("key_log", 1).refused("Java tells its secrets to nobody: remove the line");
    }

    private Directive<Object> add(String name, int count) {
        var made = directive(prefix + name).in(contexts).takes(count);
        table.add(made);
        return made;
    }
}
