package owlboard.services;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import owlboard.services.http.Origins;

/**
 * Whom a service believes.
 *
 * @param origins other sites whose pages may open WebSockets, beside those of the host that is asked: {@code https://board.example},
 *     {@code board.example}, or {@code *} for all
 * @param boardsWithoutToken whether a board may be made in the name of a user without that user's token, as the team's front end does
 */
public record Trust(Set<String> origins, boolean boardsWithoutToken) {
    public static final Trust STANDARD = new Trust(Set.of(), false);
    private static final String BOARDS = "BOARDS_WITHOUT_TOKEN";

    /**
     * What the environment says.
     *
     * @throws IllegalArgumentException names the variable, its value, and the remedy
     */
    public static Trust of(Map<String, String> environment) {
        var boards = environment.getOrDefault(BOARDS, "off").toLowerCase(Locale.ROOT);
        return new Trust(Origins.of(environment).named(), switch (boards) {
            case "on", "true", "1" -> true;
            case "off", "false", "0", "" -> false;
            default -> throw new IllegalArgumentException(BOARDS + ": '" + boards + "' is neither on nor off");
        });
    }
}
