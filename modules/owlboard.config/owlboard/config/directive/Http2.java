package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_v2_module. */
public final class Http2 {
    private static final int STREAMS_MAX = 65_535;

    public static final Directive<Boolean> HTTP2 = directive("http2").in(HTTP, SERVER).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Long> HTTP2_BODY_PREREAD_SIZE = directive("http2_body_preread_size").in(HTTP, SERVER).takes(1)
            .reads(Words::size).unset("64k");
    public static final Directive<Long> HTTP2_CHUNK_SIZE = directive("http2_chunk_size").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Http2::chunk).unset("8k");
    public static final Directive<Integer> HTTP2_MAX_CONCURRENT_STREAMS =
            directive("http2_max_concurrent_streams").in(HTTP, SERVER).takes(1).reads(Http2::streams).unset("128");
    public static final Directive<?> HTTP2_RECV_BUFFER_SIZE = directive("http2_recv_buffer_size").in(HTTP).takes(1).reads(Words::size)
            .meansNothing("a loop reads into its own buffers");

    private Http2() {}

    private static int streams(Words words) throws Refusal {
        int streams = words.number();
        if (streams < 1 || streams > STREAMS_MAX) throw words.invalid(0, "from 1 to " + STREAMS_MAX);
        return streams;
    }

    /** A frame of our own may have 2^24-1 bytes at most, and 2^14 unless the client says more. */
    private static long chunk(Words words) throws Refusal {
        long size = words.size();
        if (size < 1) throw words.invalid(0, "at least 1 byte");
        return size;
    }
}
