package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** ngx_http_v2_module. */
public final class Http2 {
    private static final int WINDOW_MAX = Integer.MAX_VALUE;
    /** nginx wants room for more than the beginnings of two frames. */
    private static final int BEGINNINGS_BYTES = 32;

    public static final Directive<Boolean> HTTP2 = directive("http2").in(HTTP, SERVER).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Long> HTTP2_BODY_PREREAD_SIZE = directive("http2_body_preread_size").in(HTTP, SERVER).takes(1)
            .reads(Http2::preread).unset("64k");
    public static final Directive<Long> HTTP2_CHUNK_SIZE = directive("http2_chunk_size").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Http2::chunk).unset("8k");
    public static final Directive<Integer> HTTP2_MAX_CONCURRENT_STREAMS =
            directive("http2_max_concurrent_streams").in(HTTP, SERVER).takes(1).reads(Http2::streams).unset("128");
    public static final Directive<?> HTTP2_RECV_BUFFER_SIZE = directive("http2_recv_buffer_size").in(HTTP).takes(1)
            .reads(Http2::receiveBuffer).meansNothing("a loop reads into its own buffers");

    public static final Directive<?> HTTP2_MAX_FIELD_SIZE = obsolete("http2_max_field_size", "large_client_header_buffers", HTTP, SERVER);
    public static final Directive<?> HTTP2_MAX_HEADER_SIZE = obsolete("http2_max_header_size", "large_client_header_buffers", HTTP, SERVER);
    public static final Directive<?> HTTP2_MAX_REQUESTS = obsolete("http2_max_requests", "keepalive_requests", HTTP, SERVER);
    public static final Directive<?> HTTP2_IDLE_TIMEOUT = obsolete("http2_idle_timeout", "keepalive_timeout", HTTP, SERVER);
    public static final Directive<?> HTTP2_RECV_TIMEOUT = obsolete("http2_recv_timeout", "client_header_timeout", HTTP, SERVER);
    public static final Directive<?> HTTP2_POOL_SIZE = directive("http2_pool_size").in(HTTP, SERVER).takes(1)
            .reads(HttpCore::poolSize).meansNothing("memory is Java's");
    public static final Directive<?> HTTP2_STREAMS_INDEX_SIZE = directive("http2_streams_index_size").in(HTTP, SERVER).takes(1)
            .reads(Http2::powerOfTwo).meansNothing("hash tables grow by themselves");
    public static final Directive<?> HTTP2_PUSH = pushing("http2_push", HTTP, SERVER, LOCATION);
    public static final Directive<?> HTTP2_PUSH_PRELOAD = pushing("http2_push_preload", HTTP, SERVER, LOCATION);
    public static final Directive<?> HTTP2_MAX_CONCURRENT_PUSHES = pushing("http2_max_concurrent_pushes", HTTP, SERVER);

    private Http2() {}

    /** nginx reads it and does nothing either (from 1.19.7). */
    private static Directive<?> obsolete(String name, String instead, Context... contexts) {
        return directive(name).in(contexts).takes(1).reads(words -> {
            words.warn("the \"" + name + "\" directive is obsolete, use the \"" + instead + "\" directive instead");
            return true;
        }).meansNothing("nginx does nothing with it either: see " + instead);
    }

    /** The same of pushing (from 1.25.1): no browser takes it any longer. */
    private static Directive<?> pushing(String name, Context... contexts) {
        return directive(name).in(contexts).takes(1).repeats().reads(words -> {
            words.warn("the \"" + name + "\" directive is obsolete, ignored");
            return true;
        }).meansNothing("nothing is pushed: browsers no longer take it, nor does nginx push");
    }

    /** Any number, and what does not fit into a setting is all that fits. */
    private static int streams(Words words) throws Refusal {
        var number = Units.number(words.text());
        return number.isPresent() ? (int) Math.min(number.getAsLong(), Integer.MAX_VALUE) : words.number();
    }

    private static long preread(Words words) throws Refusal {
        long size = words.size();
        if (size > WINDOW_MAX) throw words.refuse("the maximum body preread buffer size is " + WINDOW_MAX);
        return size;
    }

    private static long chunk(Words words) throws Refusal {
        long size = words.size();
        if (size < 1) throw words.refuse("the http2 chunk size cannot be zero");
        return size;
    }

    private static long receiveBuffer(Words words) throws Refusal {
        long size = words.size();
        if (size <= BEGINNINGS_BYTES) throw words.refuse('"' + words.name() + "\" directive value is too small");
        return size;
    }

    private static int powerOfTwo(Words words) throws Refusal {
        int number = words.number();
        if (Integer.bitCount(number) != 1) throw words.refuse('"' + words.name() + "\" directive must be a power of two");
        return number;
    }
}
