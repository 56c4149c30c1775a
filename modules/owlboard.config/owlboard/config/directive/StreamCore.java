package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.language.Context.MAIN;
import static owlboard.config.language.Context.STREAM;
import static owlboard.config.language.Context.STREAM_SERVER;
import static owlboard.config.language.Context.STREAM_UPSTREAM;

import owlboard.config.language.Context;
import owlboard.config.language.Words;

import java.util.List;

/** ngx_stream_core_module and its small neighbours: what {@code stream} has beside what it shares with {@code http}. */
public final class StreamCore {
    private static final Context[] EVERYWHERE = {STREAM, STREAM_SERVER};

    public static final Directive<?> STREAM_BLOCK = directive("stream").in(MAIN).takes(0).block();

    /** {@code ssl_preread}. */
    public static final Directive<Boolean> SSL_PREREAD = directive("ssl_preread").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Long> PREREAD_BUFFER_SIZE = directive("preread_buffer_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .unset("16k");
    public static final Directive<Long> PREREAD_TIMEOUT = directive("preread_timeout").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("30s");
    public static final Directive<Long> PROXY_PROTOCOL_TIMEOUT = directive("proxy_protocol_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("30s");
    public static final Directive<Long> SSL_HANDSHAKE_TIMEOUT = directive("ssl_handshake_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("60s");

    /** What may be agreed on by ALPN; null: it is not spoken of. */
    public static final Directive<List<String>> SSL_ALPN = directive("ssl_alpn").in(EVERYWHERE).takesAtLeast(1)
            .reads(words -> List.copyOf(words.args()));

    public static final Directive<?> LEAST_TIME = directive("least_time").in(STREAM_UPSTREAM).takesAtLeast(1)
            .refused("least_conn counts sessions in progress");
    public static final Directive<?> HEALTH_CHECK = directive("health_check").in(STREAM_SERVER).takesAtLeast(0)
            .refused("max_fails and fail_timeout of a server take it out");
    public static final Directive<?> HEALTH_CHECK_TIMEOUT = directive("health_check_timeout").in(EVERYWHERE).takes(1)
            .refused("it is for health_check, which stream does not have here");
    public static final Directive<?> MATCH = directive("match").in(STREAM).takes(1).block().repeats()
            .refused("it is for health_check, which stream does not have here");
    public static final Directive<?> MQTT = directive("mqtt").in(EVERYWHERE).takes(1).refused();
    public static final Directive<?> MQTT_PREREAD = directive("mqtt_preread").in(EVERYWHERE).takes(1).refused();

    private StreamCore() {}
}
