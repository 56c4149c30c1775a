package owlboard.proxy.forward;

import owlboard.proxy.upstream.Group;

/**
 * Where a request goes.
 *
 * @param scheme with its colon and slashes
 * @param host   {@code $proxy_host}
 * @param uri    null when the URL has none
 */
public record Target(Group upstream, String scheme, boolean secure, String host, String uri) {
    /** In a URL, which has to tell two sockets apart ({@code http://unix:/path:/uri}). */
    String authority() {
        return upstream.name.startsWith("unix:") ? upstream.name + ':' : host;
    }
}
