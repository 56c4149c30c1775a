package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.directive.Passing.EVERYWHERE;

import java.util.List;
import owlboard.config.Location.Content;
import owlboard.config.Protocol;

/** ngx_http_grpc_module. */
public final class Grpc {
    public static final Passing PASSING = Passing.GRPC;

    public static final Directive<Content> GRPC_PASS = ProxyPass.directive(Protocol.GRPC);
    public static final Directive<List<Proxy.SetHeader>> GRPC_SET_HEADER = directive("grpc_set_header").in(EVERYWHERE).takes(2)
            .collects(words -> new Proxy.SetHeader(words.place(), words.text(0), words.template(1))).otherwise(List.of());

    private Grpc() {}
}
