package owlboard.proxy.route;

import owlboard.config.Server;

/** Names of listening addresses: equal for the {@code listen} directives that share a socket. */
public final class Listens {
    private Listens() {}

    public static String key(Server.Listen listen) {
        if (listen.unixPath() != null) return "unix:" + listen.unixPath();
        var host = listen.host() == null ? "*" : listen.host().indexOf(':') >= 0 ? "[" + listen.host() + "]" : listen.host();
        return host + ":" + listen.port();
    }
}
