package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.language.Context.STREAM;
import static owlboard.config.language.Context.STREAM_SERVER;

import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_stream_proxy_module, and what may stand in place of {@code proxy_pass}. */
public final class StreamProxy {
    /** {@code proxy_pass}: a name of an {@code upstream}, {@code host:port}, {@code unix:/path}, or variables that become one. */
    public record Pass(Place place, Template address) {}

    private static final Context[] EVERYWHERE = {STREAM, STREAM_SERVER};

    /** Null: something else answers. */
    public static final Directive<Pass> PROXY_PASS = directive("proxy_pass").in(STREAM_SERVER).takes(1).reads(StreamProxy::pass);
    /** What is sent before the session ends; null: nothing is. */
    public static final Directive<Template> RETURN = directive("return").in(STREAM_SERVER).takes(1).reads(Words::template);
    public static final Directive<?> PASS = directive("pass").in(STREAM_SERVER).takes(1)
            .refused("use proxy_pass to the address that the other server listens on");

    public static final Directive<Long> CONNECT_TIMEOUT = directive("proxy_connect_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("60s");
    public static final Directive<Long> TIMEOUT = directive("proxy_timeout").in(EVERYWHERE).takes(1).reads(Words::duration).unset("10m");
    public static final Directive<Long> BUFFER_SIZE = directive("proxy_buffer_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .unset("16k").meansNothing("bytes are sent on as they come, and no buffer is held while there are none");
    public static final Directive<Boolean> NEXT_UPSTREAM = directive("proxy_next_upstream").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<Integer> NEXT_UPSTREAM_TRIES = directive("proxy_next_upstream_tries").in(EVERYWHERE).takes(1)
            .reads(Words::number).unset("0");
    public static final Directive<Long> NEXT_UPSTREAM_TIMEOUT = directive("proxy_next_upstream_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("0");
    /** The own address of connections to upstreams; one without parts for {@code off}. Null: the system's choice. */
    public static final Directive<Template> BIND = directive("proxy_bind").in(EVERYWHERE).takes(1, 2).reads(Passing::bind);
    public static final Directive<Boolean> SOCKET_KEEPALIVE = directive("proxy_socket_keepalive").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Boolean> HALF_CLOSE = directive("proxy_half_close").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    /** {@code proxy_protocol}: version 1 is sent in front of what the client sends. */
    public static final Directive<Boolean> PROXY_PROTOCOL = directive("proxy_protocol").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    /** Bytes a second; null or 0: as fast as it goes. */
    public static final Directive<Template> UPLOAD_RATE = directive("proxy_upload_rate").in(EVERYWHERE).takes(1)
            .reads(HttpCore::sizeTemplate);
    public static final Directive<Template> DOWNLOAD_RATE = directive("proxy_download_rate").in(EVERYWHERE).takes(1)
            .reads(HttpCore::sizeTemplate);
    public static final Directive<?> REQUESTS = directive("proxy_requests").in(EVERYWHERE).takes(1)
            .refused("it is for UDP, which is not there");
    public static final Directive<?> RESPONSES = directive("proxy_responses").in(EVERYWHERE).takes(1)
            .refused("it is for UDP, which is not there");
    public static final Directive<?> SESSION_DROP = directive("proxy_session_drop").in(EVERYWHERE).takes(1).refused();
    public static final Directive<Boolean> SSL = directive("proxy_ssl").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final PassingTls TLS = new PassingTls("proxy", EVERYWHERE);

    private StreamProxy() {}

    private static Pass pass(Words words) throws Refusal {
        return new Pass(words.place(), words.template());
    }
}
