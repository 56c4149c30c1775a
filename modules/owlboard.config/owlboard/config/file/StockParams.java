package owlboard.config.file;

import java.util.Map;

/** The files of parameters that nginx puts beside its {@code mime.types}: what a script is told of a request. */
final class StockParams {
    private static final String EVERYWHERE = """
            REQUEST_METHOD $request_method; CONTENT_TYPE $content_type; QUERY_STRING $query_string; REQUEST_URI $request_uri;
            DOCUMENT_URI $document_uri; DOCUMENT_ROOT $document_root; SERVER_PROTOCOL $server_protocol; REQUEST_SCHEME $scheme;
            HTTPS $https if_not_empty; REMOTE_ADDR $remote_addr; REMOTE_PORT $remote_port; SERVER_PORT $server_port;
            SERVER_NAME $server_name;
            """;
    private static final String FASTCGI = EVERYWHERE + """
            CONTENT_LENGTH $content_length; SCRIPT_NAME $fastcgi_script_name; GATEWAY_INTERFACE CGI/1.1;
            SERVER_SOFTWARE nginx/$nginx_version; SERVER_ADDR $server_addr; REDIRECT_STATUS 200;
            """;
    private static final Map<String, String> TEXTS = Map.of(
            "fastcgi_params", directives("fastcgi_param", FASTCGI),
            "fastcgi.conf", directives("fastcgi_param", "SCRIPT_FILENAME $document_root$fastcgi_script_name; " + FASTCGI),
            "uwsgi_params", directives("uwsgi_param", EVERYWHERE + "CONTENT_LENGTH $content_length; PATH_INFO $document_uri;"),
            "scgi_params", directives("scgi_param", EVERYWHERE + "SCGI 1;"));

    private StockParams() {}

    private static String directives(String name, String params) {
        return params.strip().replaceAll("(?:^|(?<=;))\\s*", "\n" + name + ' ').replaceFirst("\n" + name + " $", "\n");
    }

    /** The text of the file that an {@code include} means by this name; null: nginx has none of that name. */
    static String named(String include) {
        return TEXTS.get(include.substring(include.lastIndexOf('/') + 1));
    }
}
