package owlboard.config.directive;

import static owlboard.config.language.Context.HTTP;
import static owlboard.config.language.Context.STREAM;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Words;

/** ngx_http_map_module, ngx_http_geo_module and ngx_http_split_clients_module. */
public final class Maps {
    public static final Directive<?> MAP = directive("map").in(HTTP, STREAM).takes(2).block().repeats();
    public static final Directive<?> GEO = directive("geo").in(HTTP, STREAM).takes(1, 2).block().repeats();
    public static final Directive<?> SPLIT_CLIENTS = directive("split_clients").in(HTTP, STREAM).takes(2).block().repeats();
    public static final Directive<Integer> MAP_HASH_MAX_SIZE = directive("map_hash_max_size").in(HTTP, STREAM)
            .takes(1).reads(Words::number).meansNothing("hash tables grow by themselves");
    public static final Directive<Integer> MAP_HASH_BUCKET_SIZE = directive("map_hash_bucket_size").in(HTTP, STREAM)
            .takes(1).reads(Words::number).meansNothing("hash tables grow by themselves");

    private Maps() {}
}
