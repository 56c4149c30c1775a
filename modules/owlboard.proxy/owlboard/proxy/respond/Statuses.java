package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Reasons;

/** Reason phrases and the pages of errors, as nginx words them. */
public final class Statuses {
    private Statuses() {}

    /** 494 to 497 are nginx's own, for {@code error_page} alone: logs, too, are told of a 400 (ngx_http_special_response_handler). */
    static int told(int status) {
        return status >= 494 && status <= 497 ? 400 : status;
    }

    /** What a status line says. */
    public static int shown(int status) {
        return switch (told(status)) {
            case 498 -> 404;
            case 499 -> 400;
            default -> told(status);
        };
    }

    /** In nginx's words, which has none for some. */
    public static String reason(int status) {
        return switch (status) {
            case 302 -> "Moved Temporarily";
            case 405 -> "Not Allowed";
            case 408 -> "Request Time-out";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Large";
            case 416 -> "Requested Range Not Satisfiable";
            case 503 -> "Service Temporarily Unavailable";
            case 504 -> "Gateway Time-out";
            case 407, 417, 425, 428, 431, 451 -> "";
            default -> Reasons.of(status);
        };
    }

    /** What stands in a page: inner codes say more than the status line. */
    private static String title(int status) {
        return switch (status) {
            case 302 -> "302 Found";
            case 401 -> "401 Authorization Required";
            case 494, 495, 496, 497 -> "400 Bad Request";
            case 501 -> "501 Not Implemented";
            default -> status + " " + reason(status);
        };
    }

    private static String heading(int status) {
        return switch (status) {
            case 494 -> "<center>Request Header Or Cookie Too Large</center>\r\n";
            case 495 -> "<center>The SSL certificate error</center>\r\n";
            case 496 -> "<center>No required SSL certificate was sent</center>\r\n";
            case 497 -> "<center>The plain HTTP request was sent to HTTPS port</center>\r\n";
            default -> "";
        };
    }

    private static String pageTitle(int status) {
        return switch (status) {
            case 494 -> "400 Request Header Or Cookie Too Large";
            case 495 -> "400 The SSL certificate error";
            case 496 -> "400 No required SSL certificate was sent";
            case 497 -> "400 The plain HTTP request was sent to HTTPS port";
            default -> title(status);
        };
    }

    /** Whether there is a page for it. */
    static boolean hasPage(int status) {
        return status >= 300 && status != 304 && !reason(shown(status)).isEmpty();
    }

    private static final String PADDING = "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6);

    /** {@code padded}: for browsers that replace short pages with their own. {@code signature}: who says so, in Latin-1; may be empty. */
    static byte[] page(int status, boolean padded, String signature) {
        var page = "<html>\r\n<head><title>" + pageTitle(status) + "</title></head>\r\n<body>\r\n<center><h1>" + title(status)
                + "</h1></center>\r\n"
                + heading(status) + (signature.isEmpty() ? "" : "<hr><center>" + signature + "</center>\r\n") + "</body>\r\n</html>\r\n";
        return (padded && status >= 400 ? page + PADDING : page).getBytes(StandardCharsets.ISO_8859_1);
    }
}
