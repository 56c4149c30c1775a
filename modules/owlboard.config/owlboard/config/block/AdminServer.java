package owlboard.config.block;

import owlboard.config.directive.Core;
import owlboard.config.language.Lexer;
import owlboard.config.language.Syntax.Node;

/** What {@code owlboard_admin} stands for: a server of the configuration like any other, written here. */
final class AdminServer {
    private static final String NAME = "the administration server";
    private static final String TEXT = """
            server {
                listen "%s";
                server_name localhost;
                owlboard_guard "%s";
                access_log off;
                location / { owlboard_page; }
                location /api { api write=on; }
                location = /metrics { owlboard_metrics; }
            }
            """;

    private AdminServer() {}

    /** Null: nobody wants one. */
    static Node of(Settings main) {
        if (!(main.own(Core.OWLBOARD_ADMIN) instanceof Core.Admin admin)) return null;
        return new Lexer(NAME, TEXT.formatted(quoted(admin.listen()), admin.token())).tree().getFirst();
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
