package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;

import java.util.List;
import java.util.stream.Stream;
import owlboard.config.language.Context;

/**
 * Directives of nginx that nothing here answers for: refused by name, so that nobody takes them for spelling mistakes. Those that only tune
 * what a refused one would do ({@code fastcgi_temp_path} without a {@code fastcgi_pass}) mean nothing, as they do to nginx without it.
 */
final class Unsupported {
    private static final String NAMES = """
            stream mail google_perftools_profiles
            auth_jwt_key_request
            brotli brotli_static
            image_filter image_filter_buffer image_filter_interlace image_filter_jpeg_quality image_filter_sharpen
            image_filter_transparency image_filter_webp_quality
            xml_entities xslt_last_modified xslt_param xslt_string_param xslt_stylesheet xslt_types
            perl perl_modules perl_require perl_set geoip_country geoip_city geoip_org geoip_proxy geoip_proxy_recursive geoip2
            flv mp4 mp4_buffer_size mp4_max_buffer_size hls f4f
            js_import js_include js_path js_set js_content js_header_filter js_body_filter js_var js_preload_object js_periodic
            js_shared_dict_zone js_access
            post_action status keyval keyval_zone otel_exporter otel_trace proxy_request_dynamic mgmt session_log
            session_log_zone
            http3 http3_hq http3_max_concurrent_streams http3_stream_buffer_size quic_active_connection_id_limit quic_bpf quic_gso
            quic_host_key quic_retry
            http2_push http2_push_preload spdy_chunk_size spdy_headers_comp
            proxy_ssl_certificate_cache proxy_set_header_inherit proxy_allow_upstream proxy_intercept_replies
            """;
    private static final List<String> FAMILIES = List.of("fastcgi_", "uwsgi_", "scgi_", "grpc_", "memcached_");
    private static final String SETTINGS = """
            bind buffer_size buffering buffers busy_buffers_size cache cache_background_update cache_bypass cache_key cache_lock
            cache_lock_age cache_lock_timeout
            cache_max_range_offset cache_methods cache_min_uses cache_path cache_revalidate cache_use_stale cache_valid catch_stderr
            connect_timeout force_ranges
            hide_header ignore_client_abort ignore_headers index intercept_errors keep_conn limit_rate max_temp_file_size modifier1
            modifier2 next_upstream
            next_upstream_timeout next_upstream_tries no_cache param pass_header pass_request_body pass_request_headers read_timeout
            request_buffering send_lowat
            send_timeout set_header socket_keepalive split_path_info store store_access string temp_file_write_size temp_path
            ssl_certificate ssl_certificate_key ssl_ciphers ssl_conf_command ssl_crl ssl_name ssl_password_file ssl_protocols
            ssl_server_name ssl_session_reuse
            ssl_trusted_certificate ssl_verify ssl_verify_depth gzip_flag
            """;

    static final List<Directive<?>> ALL = all();

    private Unsupported() {}

    private static List<Directive<?>> all() {
        var refused = Stream.concat(words(NAMES), FAMILIES.stream().map(family -> family + "pass"))
                .map(name -> directive(name).in(Context.values()).takesAtLeast(0).refused());
        var idle = FAMILIES.stream().flatMap(family -> words(SETTINGS).map(setting ->
                directive(family + setting).in(Context.HTTP, Context.SERVER, Context.LOCATION).takesAtLeast(1).repeats()
                        .meansNothing("it is for " + family + "pass, which is not there")));
        return Stream.<Directive<?>>concat(refused, idle).toList();
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.trim().split("\\s+"));
    }
}
