package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Location.Content;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** Handlers with fixed answers: ngx_http_stub_status_module, ngx_http_empty_gif_module, and ours. */
public final class Status {
    public static final Directive<?> STUB_STATUS =
            directive("stub_status").in(SERVER, LOCATION).takes(0, 1).<Content>reads(words -> new Content.StubStatus(words.place()))
            .into(Proxy.PROXY_PASS).repeats();
    /** Ours: the upstreams of this configuration as they are now. */
    public static final Directive<?> LB_STATUS =
            directive("lb_status").in(LOCATION).takes(0).<Content>reads(words -> new Content.LbStatus(words.place()))
            .into(Proxy.PROXY_PASS);
    public static final Directive<?> EMPTY_GIF =
            directive("empty_gif").in(LOCATION).takes(0).<Content>reads(words -> new Content.EmptyGif(words.place()))
            .into(Proxy.PROXY_PASS).repeats();

    /** ngx_http_api_module: the tree of JSON; true: what it may change, it may change. */
    public static final Directive<?> API =
            directive("api").in(LOCATION).takes(0, 1).<Content>reads(words -> new Content.Api(words.place(), write(words)))
            .into(Proxy.PROXY_PASS);
    /** Ours: the same counters for Prometheus. */
    public static final Directive<?> OWLBOARD_METRICS =
            directive("owlboard_metrics").in(LOCATION).takes(0).<Content>reads(words -> new Content.Metrics(words.place()))
            .into(Proxy.PROXY_PASS);
    /** Ours: the same for people. */
    public static final Directive<?> OWLBOARD_PAGE =
            directive("owlboard_page").in(LOCATION).takes(0).<Content>reads(words -> new Content.Page(words.place()))
            .into(Proxy.PROXY_PASS);
    /** Ours, of the administration server: who does not know the token is refused; empty: pages of other sites are. Null: nobody is. */
    public static final Directive<String> OWLBOARD_GUARD = directive("owlboard_guard").in(SERVER).takes(1).reads(Words::text);
    /** Null: it is counted under a name that is made of what it is called. */
    public static final Directive<String> SERVER_ZONE = directive("status_zone").in(SERVER, STREAM_SERVER).takes(1)
            .reads(Status::zone).own();
    public static final Directive<String> LOCATION_ZONE = directive("status_zone").in(LOCATION, LOCATION_IF).takes(1).reads(Status::zone)
            .own();

    private Status() {}

    private static String zone(Words words) throws Refusal {
        if (words.text().isEmpty()) throw words.refuse("invalid zone name \"\"");
        return words.text();
    }

    private static boolean write(Words words) throws Refusal {
        if (words.count() == 0) return false;
        return switch (words.text()) {
            case "write=on" -> true;
            case "write=off" -> false;
            default -> throw words.invalidParameter(0);
        };
    }
}
