package owlboard.proxy.cache;

import java.nio.file.Path;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/**
 * A stored answer. Immutable; shared by all loops.
 *
 * @param label of the resource and the kind of request it answers
 * @param terms of its use
 * @param head as the upstream sent it, without what belongs to its connection
 * @param body all of it; null: it is in the file, from {@code bodyAt} on
 * @param file where it lies on the disk
 * @param checksum of what stands before the body in the file: it tells it from one that has taken its place
 */
record Stored(Label label, Terms terms, Head head, byte[] body, Path file, long bodyAt, long bodyLength, int checksum) {
    /**
     * Whose answer it is.
     *
     * @param key {@code proxy_cache_key}
     * @param vary {@link Variant#names} of the answer
     * @param variant {@link Variant#of} the request
     * @param family of all variants of a resource that were stored since it was last invalidated
     * @param headOnly it answers HEAD alone, for it has no body
     */
    record Label(String key, String vary, String variant, long family, boolean headOnly) {}

    /** What it takes in memory, about. */
    int weight() {
        return 512 + head.end + 2 * label.key.length() + (body == null ? 0 : body.length);
    }

    /** {@code $upstream_cache_etag}; null where there is none. */
    String etag() {
        return head.value(Name.ETAG, null);
    }

    /** {@code $upstream_cache_last_modified}; null where there is none. */
    String lastModified() {
        return head.value(Name.LAST_MODIFIED, null);
    }

    /** For a question whether it has changed; null: it has none. */
    String validTag() {
        var tag = etag();
        return tag == null || tag.isEmpty() ? null : tag;
    }

    /** The same; null where it is no date. */
    String validDate() {
        var date = lastModified();
        return date == null || HttpDate.seconds(date) < 0 ? null : date;
    }

    /**
     * Whether a 304 is about this (RFC 9111 §4.3.4): a strong tag is the same, or else what it has of weak validators. One without any is:
     * servers leave them out.
     */
    boolean isConfirmedBy(Head answer) {
        var tag = answer.value(Name.ETAG, null);
        if (tag != null && (etag() != null || !tag.startsWith("W/"))) return tag.equals(etag());
        var date = answer.value(Name.LAST_MODIFIED, null);
        return date == null || lastModified() == null || date.equals(lastModified());
    }

    /** Whether an answer to HEAD says anything by which it is seen what it is about. */
    static boolean isComparable(Head answer) {
        return answer.has(Name.ETAG) || answer.has(Name.LAST_MODIFIED) || answer.has(Name.CONTENT_LENGTH);
    }

    /** Whether an answer to HEAD is about this (§4.3.5): what it has of validators is the same, and so is the length. */
    boolean isDescribedBy(Head answer) {
        int length = answer.find(Name.CONTENT_LENGTH);
        return isConfirmedBy(answer) && (length < 0 || answer.value(length).equals(Long.toString(bodyLength)));
    }

    Stored with(Terms newTerms, Head newHead) {
        return new Stored(label, newTerms, newHead, body, file, bodyAt, bodyLength, checksum);
    }
}
