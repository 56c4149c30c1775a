package owlboard.wire.http2;

import owlboard.wire.http.RequestHead;

/**
 * What one connection may take.
 *
 * @param streams requests at once, 0 to 2^31-1 ({@code http2_max_concurrent_streams}); a further one is REFUSED_STREAM
 * @param windowBytes bytes of one request's body that are read ahead, 0 to 2^31-1 ({@code http2_body_preread_size})
 * @param head bounds of a decoded head
 * @param requests requests until the connection is told to go away ({@code keepalive_requests})
 * @param timeouts how long the other end may keep us waiting
 */
public record Http2Limits(int streams, int windowBytes, RequestHead.Limits head, int requests, Timeouts timeouts) {
    /** The same with other bounds of a head. */
    public Http2Limits with(RequestHead.Limits otherHead) {
        return new Http2Limits(streams, windowBytes, otherHead, requests, timeouts);
    }

    /**
     * In milliseconds; 0 for none.
     *
     * @param headerMillis for the preface, for the first request, and for a head that comes in pieces ({@code client_header_timeout})
     * @param idleMillis with no request under way ({@code keepalive_timeout}); with 0 a connection goes away with its first request
     * @param sendMillis for a client that takes nothing ({@code send_timeout})
     */
    public record Timeouts(long headerMillis, long idleMillis, long sendMillis) {}
}
