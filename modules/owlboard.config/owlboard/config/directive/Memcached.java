package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.directive.Passing.EVERYWHERE;

import owlboard.config.Location.Content;
import owlboard.config.Protocol;
import owlboard.config.language.Words;

/** ngx_http_memcached_module. */
public final class Memcached {
    public static final Passing PASSING = Passing.MEMCACHED;

    public static final Directive<Content> MEMCACHED_PASS = ProxyPass.directive(Protocol.MEMCACHED);
    /** Bits of an entry's flags that tell that it is gzip; 0: none do. */
    public static final Directive<Long> MEMCACHED_GZIP_FLAG = directive("memcached_gzip_flag").in(EVERYWHERE).takes(1)
            .reads(Words::bits).unset("0");

    private Memcached() {}
}
