package owlboard.proxy.content;

import owlboard.config.Template;
import owlboard.proxy.exchange.Value;

/** {@code return}, or the redirect of a {@code rewrite}. {@code text} is null when there is none; for a redirect it is the location. */
public record Return(int code, Value text) implements Content {
    public static Return redirect(int code, String location) {
        return new Return(code, Value.of(Template.of(location), null));
    }

    public boolean isRedirect() {
        return text != null && switch (code) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }
}
