package owlboard.config;

/** What is spoken with an upstream: {@code proxy_pass}, {@code fastcgi_pass} and so on. */
public enum Protocol {
    HTTP("proxy"), FASTCGI("fastcgi"), UWSGI("uwsgi"), SCGI("scgi"), MEMCACHED("memcached");

    /** What the names of its directives begin with. */
    public final String prefix;

    Protocol(String prefix) {
        this.prefix = prefix;
    }
}
