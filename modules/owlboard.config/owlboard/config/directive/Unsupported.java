package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;

import java.util.List;
import java.util.stream.Stream;
import owlboard.config.language.Context;

/**
 * Directives of nginx that nothing here answers for: refused by name, so that nobody takes them for spelling mistakes. Those that only tune
 * what a refused one would do ({@code tunnel_read_timeout} without a {@code tunnel_pass}) mean nothing, as they do to nginx without it.
 */
final class Unsupported {
    private static final String NAMES = """
            mail google_perftools_profiles
            auth_jwt_key_request auth_oidc oidc_provider auth_require
            acme_issuer acme_certificate acme_shared_zone
            num_map tunnel_pass license_token usage_report
            zone_sync zone_sync_server upstream_conf status_format session_log_format
            js_load_http_native_module js_load_stream_native_module
            brotli brotli_static
            image_filter image_filter_buffer image_filter_interlace image_filter_jpeg_quality image_filter_sharpen
            image_filter_transparency image_filter_webp_quality
            xml_entities xslt_last_modified xslt_param xslt_string_param xslt_stylesheet xslt_types
            perl perl_modules perl_require perl_set geoip_country geoip_city geoip_org geoip_proxy geoip_proxy_recursive geoip2
            hls f4f mp4_limit_rate mp4_limit_rate_after
            js_import js_include js_path js_set js_content js_header_filter js_body_filter js_var js_preload_object js_periodic
            js_shared_dict_zone js_access
            proxy_bind_dynamic status keyval keyval_zone
            proxy_request_dynamic mgmt session_log
            session_log_zone
            http3 http3_hq http3_max_concurrent_streams http3_stream_buffer_size quic_active_connection_id_limit quic_bpf quic_gso
            quic_host_key quic_retry
            proxy_allow_upstream
            """;

    /** What only tunes one of {@link #NAMES}, which stands first. */
    private static final List<String> TUNING = List.of(
            "hls hls_buffers hls_forward_args hls_fragment hls_mp4_buffer_size hls_mp4_max_buffer_size",
            "f4f f4f_buffer_size",
            "js_import js_engine js_context_reuse js_context_reuse_max_size js_fetch_buffer_size js_fetch_ciphers "
                    + "js_fetch_keepalive js_fetch_keepalive_requests js_fetch_keepalive_time js_fetch_keepalive_timeout "
                    + "js_fetch_max_response_buffer_size js_fetch_protocols js_fetch_proxy js_fetch_timeout js_fetch_trusted_certificate "
                    + "js_fetch_verify js_fetch_verify_depth",
            "tunnel_pass tunnel_allow_upstream tunnel_bind tunnel_bind_dynamic tunnel_buffer_size tunnel_connect_timeout "
                    + "tunnel_next_upstream tunnel_next_upstream_timeout tunnel_next_upstream_tries tunnel_read_timeout tunnel_send_lowat "
                    + "tunnel_send_timeout tunnel_socket_keepalive",
            "zone_sync zone_sync_buffers zone_sync_connect_retry_interval zone_sync_connect_timeout zone_sync_interval "
                    + "zone_sync_recv_buffer_size zone_sync_ssl zone_sync_ssl_certificate zone_sync_ssl_certificate_key "
                    + "zone_sync_ssl_ciphers zone_sync_ssl_conf_command zone_sync_ssl_crl zone_sync_ssl_name zone_sync_ssl_password_file "
                    + "zone_sync_ssl_protocols zone_sync_ssl_server_name zone_sync_ssl_trusted_certificate zone_sync_ssl_verify "
                    + "zone_sync_ssl_verify_depth zone_sync_timeout");

    static final List<Directive<?>> ALL = all();

    private Unsupported() {}

    private static List<Directive<?>> all() {
        var refused = words(NAMES).map(name -> directive(name).in(Context.values()).takesAtLeast(0).refused());
        var tuning = TUNING.stream().map(line -> words(line).toList()).flatMap(those -> those.stream().skip(1).map(name ->
                directive(name).in(Context.HTTP, Context.SERVER, Context.LOCATION).takesAtLeast(0).repeats()
                        .meansNothing("it is for " + those.getFirst() + ", which is not there")));
        return Stream.<Directive<?>>concat(refused, tuning).toList();
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.trim().split("\\s+"));
    }
}
