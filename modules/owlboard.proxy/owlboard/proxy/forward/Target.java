package owlboard.proxy.forward;

import owlboard.proxy.upstream.Group;

/**
 * Where a request goes.
 *
 * @param host {@code $proxy_host}
 * @param uri  null when the URL has none
 */
public record Target(Group upstream, boolean secure, String host, String uri) {
    public String scheme() {
        return secure ? "https://" : "http://";
    }
}
