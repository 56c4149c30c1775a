package owlboard.proxy;

import owlboard.proxy.access.Access;
import owlboard.proxy.access.AuthBasic;
import owlboard.proxy.access.AuthJwt;
import owlboard.proxy.access.AuthRequest;
import owlboard.proxy.access.Browser;
import owlboard.proxy.access.Limits;
import owlboard.proxy.access.RealIp;
import owlboard.proxy.access.Referer;
import owlboard.proxy.access.SecureLink;
import owlboard.proxy.cache.CacheFirst;
import owlboard.proxy.content.Autoindex;
import owlboard.proxy.content.Dav;
import owlboard.proxy.content.Files;
import owlboard.proxy.content.Film;
import owlboard.proxy.content.GzipStatic;
import owlboard.proxy.content.InternalRedirect;
import owlboard.proxy.content.Mirror;
import owlboard.proxy.content.RandomIndex;
import owlboard.proxy.content.SendFile;
import owlboard.proxy.content.StatusPage;
import owlboard.proxy.content.TryFiles;
import owlboard.proxy.exchange.Features;
import owlboard.proxy.filter.Additions;
import owlboard.proxy.filter.Joint;
import owlboard.proxy.filter.Recoder;
import owlboard.proxy.filter.ServerSideIncludes;
import owlboard.proxy.filter.Substitution;
import owlboard.proxy.forward.Origin;
import owlboard.proxy.forward.Proxying;
import owlboard.proxy.forward.Slicing;
import owlboard.proxy.log.AccessLog;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.proxy.respond.Charset;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.LimitRate;
import owlboard.proxy.respond.Packing;
import owlboard.proxy.respond.ServerTokens;
import owlboard.proxy.respond.Unpacking;
import owlboard.proxy.respond.UserId;
import owlboard.proxy.respond.Vary;
import owlboard.proxy.route.Routing;
import owlboard.proxy.span.Spans;
import owlboard.proxy.status.Guard;
import owlboard.proxy.status.Telling;
import owlboard.proxy.stream.StreamPort;

/**
 * What this engine is made of, as nginx's {@code ngx_modules[]}: the one list of features, and the order of their handlers in a phase, of
 * their filters on the way out, and of their contents where several could answer.
 */
final class Modules {
    static final Features ALL = Features.of(
            SecureLink.FEATURE, Referer.FEATURE, Browser.FEATURE,
            RealIp.FEATURE, Guard.FEATURE, Limits.FEATURE, Access.FEATURE, AuthBasic.FEATURE, AuthJwt.FEATURE, AuthRequest.FEATURE,
            InternalRedirect.FEATURE, TryFiles.FEATURE, Mirror.FEATURE,
            Slicing.FEATURE, CacheFirst.FEATURE, Proxying.FEATURE, StatusPage.FEATURE, Film.FEATURE, Telling.FEATURE,
            GzipStatic.FEATURE, RandomIndex.FEATURE,
            Autoindex.FEATURE, Files.FEATURE, Dav.FEATURE, SendFile.FEATURE,
            ServerTokens.FEATURE, ErrorPages.FEATURE, AddedHeaders.FEATURE, Charset.FEATURE,
            Unpacking.FEATURE, Additions.FEATURE, Substitution.FEATURE, Recoder.FEATURE, ServerSideIncludes.FEATURE, Joint.FEATURE,
            Packing.FEATURE, LimitRate.FEATURE, Vary.FEATURE,
            UserId.FEATURE, Origin.FEATURE,
            Spans.FEATURE,
            AccessLog.FEATURE,
            Routing.FEATURE); // last: the levels within are made when their own has all its slots

    /** Of {@code stream}, which has connections and no requests. */
    static final Features STREAM = Features.of(RealIp.FEATURE, Limits.FEATURE, Access.FEATURE, StreamPort.FEATURE, AccessLog.FEATURE);

    private Modules() {}
}
