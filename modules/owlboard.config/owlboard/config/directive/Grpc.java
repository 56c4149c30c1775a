package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.directive.Passing.EVERYWHERE;

import owlboard.config.language.Context;

/** ngx_http_grpc_module: refused by name, until HTTP/2 is spoken with upstreams. */
public final class Grpc {
    public static final Passing PASSING = Passing.GRPC;

    public static final Directive<?> GRPC_PASS = directive("grpc_pass").in(Context.values()).takesAtLeast(0).refused();
    public static final Directive<?> GRPC_SET_HEADER = directive("grpc_set_header").in(EVERYWHERE).takes(2).repeats()
            .meansNothing("it is for grpc_pass, which is not there");

    private Grpc() {}
}
