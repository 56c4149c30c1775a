package owlboard.proxy.exchange;

import java.nio.file.Path;
import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.Http2;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Rewrite;
import owlboard.config.directive.TempPath;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.wire.loop.Buffers;

/** Of ngx_http_core_module's directives those that every exchange looks at, at one level. */
public final class Core {
    // Client.
    /** 0: no limit. */
    public final long bodyMaxBytes;
    public final long bodyBufferBytes;
    public final long bodyTimeoutMillis;
    public final HttpCore.BodyInFile bodyInFile;
    public final long sendTimeoutMillis;
    public final long keepaliveTimeoutMillis;
    /** {@code keepalive_min_timeout}: an idle connection is not closed before, but by its client. */
    public final long keepaliveMinMillis;
    public final int http2ChunkBytes;
    /** Of the {@code Keep-Alive} header; 0: none. */
    public final long keepaliveHeaderSeconds;
    public final int keepaliveRequests;
    public final long keepaliveTimeMillis;
    /** {@code keepalive_disable}: not after a POST of Internet Explorer 6 and before. */
    public final boolean closesMsie6;
    /** {@code keepalive_disable}: not with Safari on a Mac. */
    public final boolean closesSafari;
    public final HttpCore.LingeringClose lingeringClose;
    public final long lingeringTimeMillis;
    public final long lingeringTimeoutMillis;
    public final boolean resetTimedOut;
    public final boolean chunkedToClient;

    // Answers.
    public final boolean absoluteRedirect;
    public final boolean portInRedirect;
    public final boolean serverNameInRedirect;
    public final boolean msiePadding;
    public final MediaType mediaType;

    public final boolean internalOnly;
    /** {@code satisfy any}. */
    public final boolean anySatisfies;
    /** How long a 401 of the access phase waits; 0: not at all. */
    public final HttpCore.Delay authDelay;
    /** {@code post_action}; null: none. */
    public final String postAction;
    /** {@code log_not_found}. */
    public final boolean logsNotFound;
    public final ErrorLog errorLog;
    /** {@code rewrite_log}. */
    public final boolean logsRewriting;
    /** {@code uninitialized_variable_warn}. */
    public final boolean warnsOfUninitialized;
    /** {@code log_subrequest}. */
    final boolean logsSubrequests;
    private final Paths paths;
    private final TempPath bodyTempPath;

    Core(Level level, Making making) {
        bodyMaxBytes = level.get(HttpCore.CLIENT_MAX_BODY_SIZE);
        bodyBufferBytes = level.get(HttpCore.CLIENT_BODY_BUFFER_SIZE);
        bodyTimeoutMillis = level.get(HttpCore.CLIENT_BODY_TIMEOUT);
        bodyInFile = level.get(HttpCore.CLIENT_BODY_IN_FILE_ONLY);
        sendTimeoutMillis = level.get(HttpCore.SEND_TIMEOUT);
        var keepalive = level.get(HttpCore.KEEPALIVE_TIMEOUT);
        keepaliveTimeoutMillis = keepalive.timeoutMillis();
        keepaliveMinMillis = level.get(HttpCore.KEEPALIVE_MIN_TIMEOUT);
        http2ChunkBytes = (int) Math.min(Buffers.DIRECT / 2, level.get(Http2.HTTP2_CHUNK_SIZE));
        keepaliveHeaderSeconds = keepalive.headerMillis() / 1000;
        keepaliveRequests = level.get(HttpCore.KEEPALIVE_REQUESTS);
        keepaliveTimeMillis = level.get(HttpCore.KEEPALIVE_TIME);
        closesMsie6 = level.get(HttpCore.KEEPALIVE_DISABLE).contains("msie6");
        closesSafari = level.get(HttpCore.KEEPALIVE_DISABLE).contains("safari");
        lingeringClose = level.get(HttpCore.LINGERING_CLOSE);
        lingeringTimeMillis = level.get(HttpCore.LINGERING_TIME);
        lingeringTimeoutMillis = level.get(HttpCore.LINGERING_TIMEOUT);
        resetTimedOut = level.get(HttpCore.RESET_TIMEDOUT_CONNECTION);
        chunkedToClient = level.get(HttpCore.CHUNKED_TRANSFER_ENCODING);
        absoluteRedirect = level.get(HttpCore.ABSOLUTE_REDIRECT);
        portInRedirect = level.get(HttpCore.PORT_IN_REDIRECT);
        serverNameInRedirect = level.get(HttpCore.SERVER_NAME_IN_REDIRECT);
        msiePadding = level.get(HttpCore.MSIE_PADDING);
        mediaType = new MediaType(level.get(HttpCore.TYPES), level.get(HttpCore.DEFAULT_TYPE));
        internalOnly = level.get(HttpCore.INTERNAL);
        anySatisfies = level.get(HttpCore.SATISFY) == HttpCore.Satisfy.ANY;
        authDelay = level.get(HttpCore.AUTH_DELAY);
        postAction = level.get(HttpCore.POST_ACTION);
        logsNotFound = level.get(HttpCore.LOG_NOT_FOUND);
        errorLog = making.errorLog(level);
        logsRewriting = level.get(Rewrite.REWRITE_LOG);
        warnsOfUninitialized = level.get(Rewrite.UNINITIALIZED_VARIABLE_WARN);
        logsSubrequests = level.get(HttpCore.LOG_SUBREQUEST);
        paths = making.paths();
        bodyTempPath = level.get(HttpCore.CLIENT_BODY_TEMP_PATH);
    }

    /** {@code client_body_temp_path}. */
    Path bodyTempFolder() {
        return paths.temporary(bodyTempPath.path());
    }

    /** Its levels. */
    List<Integer> bodyTempLevels() {
        return bodyTempPath.levels();
    }
}
