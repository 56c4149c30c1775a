package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HelpTest {
    @Test void listsEveryCommandAndRole() {
        var text = Help.overview();
        for (var command : Commands.COMMANDS) assertTrue(text.contains("\n  " + command.name() + " "), command.name());
        for (var role : Commands.ROLES) assertTrue(text.contains("\n  " + role.name() + " "), role.name());
    }

    @Test void explainsEveryFlagOfARole() {
        for (var role : Commands.ROLES) {
            var text = Help.of(role);
            for (var flag : role.flags()) assertTrue(text.contains("\n  " + flag.name() + " "), role.name() + " " + flag.name());
        }
    }

    @Test void fitsAWideTerminal() {
        for (var role : Commands.ROLES) {
            for (var line : Help.of(role).lines().toList()) assertTrue(line.length() <= 140, line);
        }
    }

    @Test void namesTheNearestTopic() {
        var message = assertThrows(Usage.class, () -> Commands.topic("gatway")).getMessage();
        assertTrue(message.startsWith("no command or role 'gatway'; did you mean \"gateway\"? (there are: up, ps, "), message);
    }
}
