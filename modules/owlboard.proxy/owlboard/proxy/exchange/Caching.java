package owlboard.proxy.exchange;

import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;

/** What a cache has to say about the exchange that it asks an upstream for. From the thread that serves the exchange. */
public interface Caching {
    /** The upstream is asked for the whole answer: the client's conditions and ranges are for the cache. */
    boolean asksForAll();

    /** The upstream is asked with GET where the client said HEAD. */
    boolean asksWithGet();

    /** Adds the conditions under which an answer that is stored already is wanted again. */
    void addConditions(Bytes head);

    /** Looks at an upstream's answer; true: something stored answers instead, and this one is not passed on. */
    boolean replaces(Head answer);

    /** Whether this answer is kept, whoever reads it. {@code buffers}: it is read as fast as it comes. */
    boolean keeps(Head answer, boolean buffers) throws Failure;

    /**
     * The way out of an answer that is kept, whose head has left; the client gets the bytes from {@code from} to {@code to}. Without a
     * {@code way} the client gets nothing of it.
     */
    Outgoing keeping(Outgoing way, boolean bodiless, long from, long to);

    /** The request is over. */
    void ends();

    /** What is being kept may not be whole: it is not kept. */
    void abandons();

    /** {@code $upstream_cache_status}; null before it is known. */
    String status();

    /** {@code $upstream_cache_key}. */
    String key();

    /** {@code $upstream_cache_etag}; null where nothing is stored. */
    String etag();

    /** {@code $upstream_cache_last_modified}; null where nothing is stored. */
    String lastModified();

    /** {@code $upstream_cache_age}: seconds; -1 where nothing is stored. */
    long ageSeconds();

    /** {@code Cache-Status} (RFC 9211); null: it is not told. */
    String told();
}
