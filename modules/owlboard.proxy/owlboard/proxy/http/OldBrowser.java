package owlboard.proxy.http;

import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.wire.http.Name;

/** {@code keepalive_disable}: browsers that took a kept connection wrongly (ngx_http_process_user_agent). */
final class OldBrowser {
    private OldBrowser() {}

    static boolean loses(Exchange exchange) {
        var core = exchange.settings.core;
        boolean asksMsie = core.closesMsie6 && exchange.is(Methods.POST);
        int line = asksMsie || core.closesSafari ? exchange.head.find(Name.USER_AGENT) : -1;
        if (line < 0) return false;
        var agent = exchange.head.value(line);
        int msie = agent.indexOf("MSIE ");
        if (agent.contains("Opera")) return false;
        if (msie >= 0 && msie + 7 < agent.length()) return asksMsie && isMsie6(agent, msie + 5);
        return core.closesSafari && isSafari(agent);
    }

    /** Up to version 6, which was mended with a service pack. */
    private static boolean isMsie6(String agent, int version) {
        if (agent.charAt(version + 1) != '.') return false;
        return switch (agent.charAt(version)) {
            case '4', '5' -> true;
            case '6' -> !agent.substring(version).contains("SV1");
            default -> false;
        };
    }

    private static boolean isSafari(String agent) {
        return !agent.contains("Gecko/") && !agent.contains("Chrome/") && agent.contains("Safari/") && agent.contains("Mac OS X");
    }
}
