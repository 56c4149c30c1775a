package owlboard.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Server;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.access.Access;
import owlboard.proxy.access.Limits;
import owlboard.proxy.access.RealIp;
import owlboard.proxy.content.Content;
import owlboard.proxy.content.Files;
import owlboard.proxy.content.Mirror;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.content.StatusPage;
import owlboard.proxy.exchange.MediaType;
import owlboard.proxy.log.AccessLog;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.proxy.respond.Charset;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.Filters;

/** What is in force for a request: the settings of a server, a location, or an {@code if} in one, ready to use. */
public final class Rules {
    // Client.
    public final long bodyMax;
    public final long bodyBuffer;
    public final long bodyTimeout;
    public final long sendTimeout;
    public final long keepaliveTimeout;
    /** Seconds of the {@code Keep-Alive} header; 0: none. */
    public final long keepaliveHeader;
    public final int keepaliveRequests;
    public final long keepaliveTime;
    public final HttpCore.LingeringClose lingeringClose;
    public final long lingeringTime;
    public final long lingeringTimeout;
    public final boolean resetTimedOut;
    public final boolean chunkedToClient;

    final String bodyTempPath;
    final String proxyTempPath;

    // Answers.
    public final boolean serverTokens;
    public final boolean absoluteRedirect;
    public final boolean portInRedirect;
    public final boolean serverNameInRedirect;
    public final boolean msiePadding;
    public final AddedHeaders headers;
    public final Filters filters;
    public final ErrorPages errorPages;
    public final MediaType mediaType;
    /** Null: off. */
    public final Charset charset;
    public final boolean internalOnly;

    // Phases.
    public final Limits limits;
    public final Access access;
    /** Null: off. */
    public final Mirror mirror;
    /** Null when nobody is trusted. */
    public final RealIp realIp;
    /** {@code log_not_found}. */
    public final boolean logsNotFound;
    public final AccessLog accessLog;
    public final ErrorLog errorLog;
    public final Files files;
    /** Null when this is no proxied location. */
    public final ProxyPass proxy;
    public final Content content;
    /** The prefix, for {@code proxy_pass} with a URI and for {@code alias}; null where there is none. */
    public final String prefix;
    /** The URI of the location ends in a slash, and it is proxied: the same without the slash is redirected. */
    final boolean redirectsToSlash;
    /** {@code limit_except}: what is in force for methods that it does not name; null where there is none. */
    private final Rules otherMethods;
    private final Set<String> freeMethods;
    final Script script;
    final LocationTree locations;

    static Rules ofServer(Server server, Building building) {
        return new Rules(server.level(), null, null, building);
    }

    static Rules of(Location location, Building building) {
        var prefix = switch (location.match()) {
            case Location.Match.Exact match -> match.uri();
            case Location.Match.Prefix match -> match.uri();
            default -> null;
        };
        return new Rules(location.level(), location, prefix, building);
    }

    /** An {@code if} answers under the prefix of the location around it. */
    static Rules ofIf(Location location, String prefix, Building building) {
        return new Rules(location.level(), location, prefix, building);
    }

    /** These, or those of {@code limit_except}. */
    Rules forMethod(byte[] method) {
        return otherMethods == null || freeMethods.contains(new String(method, StandardCharsets.ISO_8859_1)) ? this : otherMethods;
    }

    private Rules(Level level, Location location, String prefix, Building building) {
        bodyMax = level.get(HttpCore.CLIENT_MAX_BODY_SIZE);
        bodyBuffer = level.get(HttpCore.CLIENT_BODY_BUFFER_SIZE);
        bodyTimeout = level.get(HttpCore.CLIENT_BODY_TIMEOUT);
        sendTimeout = level.get(HttpCore.SEND_TIMEOUT);
        var keepalive = level.get(HttpCore.KEEPALIVE_TIMEOUT);
        keepaliveTimeout = keepalive.timeoutMillis();
        keepaliveHeader = keepalive.headerMillis() / 1000;
        keepaliveRequests = level.get(HttpCore.KEEPALIVE_REQUESTS);
        keepaliveTime = level.get(HttpCore.KEEPALIVE_TIME);
        lingeringClose = level.get(HttpCore.LINGERING_CLOSE);
        lingeringTime = level.get(HttpCore.LINGERING_TIME);
        lingeringTimeout = level.get(HttpCore.LINGERING_TIMEOUT);
        resetTimedOut = level.get(HttpCore.RESET_TIMEDOUT_CONNECTION);
        chunkedToClient = level.get(HttpCore.CHUNKED_TRANSFER_ENCODING);
        bodyTempPath = level.get(HttpCore.CLIENT_BODY_TEMP_PATH);
        proxyTempPath = level.get(owlboard.config.directive.Proxy.PROXY_TEMP_PATH);
        serverTokens = level.get(HttpCore.SERVER_TOKENS) != HttpCore.ServerTokens.OFF;
        absoluteRedirect = level.get(HttpCore.ABSOLUTE_REDIRECT);
        portInRedirect = level.get(HttpCore.PORT_IN_REDIRECT);
        serverNameInRedirect = level.get(HttpCore.SERVER_NAME_IN_REDIRECT);
        msiePadding = level.get(HttpCore.MSIE_PADDING);
        headers = AddedHeaders.of(level, building);
        filters = Filters.of(level, building);
        errorPages = ErrorPages.of(level, building);
        mediaType = new MediaType(level.get(HttpCore.TYPES), level.get(HttpCore.DEFAULT_TYPE));
        charset = Charset.of(level, building);
        internalOnly = level.get(HttpCore.INTERNAL);
        limits = Limits.of(level, building);
        access = Access.of(level, building);
        mirror = Mirror.of(level);
        realIp = RealIp.of(level, building);
        logsNotFound = level.get(HttpCore.LOG_NOT_FOUND);
        accessLog = AccessLog.of(level, building);
        errorLog = building.errorLog(level);
        this.prefix = prefix;
        files = new Files(level, prefix, building);
        proxy = location != null && location.content() instanceof Location.Content.Proxy pass ? ProxyPass.of(pass, level, prefix, building)
                : null;
        content = proxy != null ? proxy : location == null ? files : StatusPage.of(location.content(), files);
        redirectsToSlash = proxy != null && !(location.match() instanceof Location.Match.Anonymous) && prefix != null
                && prefix.endsWith("/");
        var except = location == null ? null : location.limitExcept();
        otherMethods = except == null ? null : ofIf(except.location(), prefix, building);
        freeMethods = except == null ? Set.of() : Set.copyOf(except.methods());
        script = location == null ? Script.NONE : Script.of(location.steps(), prefix, building);
        locations = location == null || location.locations().isEmpty() ? LocationTree.EMPTY
                : new LocationTree(location.locations(), building);
    }

}
