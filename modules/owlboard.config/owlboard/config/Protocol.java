package owlboard.config;

/** What is spoken with an upstream: {@code proxy_pass}, {@code fastcgi_pass} and so on. */
public enum Protocol {
    HTTP("proxy", null), FASTCGI("fastcgi", null), UWSGI("uwsgi", "suwsgi://"), SCGI("scgi", null), MEMCACHED("memcached", null),
    GRPC("grpc", "grpcs://");

    /** What the names of its directives begin with. */
    public final String prefix;

    /** In front of an address that is reached under TLS; null: an address stands alone. */
    public final String secureScheme;

    Protocol(String prefix, String secureScheme) {
        this.prefix = prefix;
        this.secureScheme = secureScheme;
    }

    /** In front of an address in the clear. */
    public String scheme() {
        return prefix + "://";
    }
}
