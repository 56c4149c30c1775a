package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class GivenTest {
    private static Given lb(String... words) throws Usage {
        return Given.parse(Commands.role("lb"), List.of(words));
    }

    private static String refusal(String... words) {
        return assertThrows(Usage.class, () -> lb(words)).getMessage();
    }

    @Test void readsAValueBesideTheFlagOrAfterAnEqualsSign() throws Usage {
        assertEquals("a", lb("--conf", "a").text("--conf", null));
        assertEquals("a=b", lb("--conf=a=b").text("--conf", null));
    }

    @Test void keepsEveryValueOfARepeatedFlagInOrder() throws Usage {
        assertEquals(List.of("8000:80", "9000:9000"), lb("--publish", "8000:80", "--publish=9000:9000").all("--publish"));
    }

    @Test void namesTheNearestFlag() {
        assertTrue(refusal("--publsh", "8000:80").contains("did you mean \"--publish\"?"), refusal("--publsh", "1"));
    }

    @Test void namesNoFlagWhenNoneIsNear() {
        assertEquals("owlboard --role lb has no flag --verbose (all of them: owlboard --role lb --help)", refusal("--verbose"));
    }

    @Test void refusesASecondValueWhereOneIsMeant() {
        assertEquals("owlboard --role lb: --conf is given twice; it may be given once", refusal("--conf", "a", "--conf", "b"));
    }

    @Test void refusesAFlagWithoutItsValue() {
        assertEquals("owlboard --role lb: --conf needs a value: --conf FILE", refusal("--conf"));
        assertEquals("owlboard --role lb: --conf needs a value: --conf FILE", refusal("--conf", "--console-logs"));
    }

    @Test void refusesAValueForASwitch() {
        assertEquals("owlboard --role lb: --console-logs takes no value", refusal("--console-logs=yes"));
    }

    @Test void refusesAWordThatIsNoFlag() {
        assertEquals("owlboard --role lb takes no 'conf/lb.conf' (all of them: owlboard --role lb --help)", refusal("conf/lb.conf"));
    }

    @Test void keepsTheFilesOfCheckInOrder() throws Usage {
        assertEquals(List.of("a", "b", "-c"), Given.parse(Commands.command("check"), List.of("a", "-v", "b", "--", "-c")).operands());
    }

    @Test void readsDurationsWithTheirUnit() throws Usage {
        assertEquals(Duration.ofMillis(500), lb("--grace", "500ms").duration("--grace", null));
        assertEquals(Duration.ofSeconds(8), lb("--grace", "8s").duration("--grace", null));
        assertEquals(Duration.ofSeconds(3), lb("--grace", "3").duration("--grace", null));
        assertEquals(Duration.ofMinutes(2), lb("--grace", "2m").duration("--grace", null));
    }

    @Test void refusesADurationWithoutANumberOrWithAnUnknownUnit() {
        for (var wrong : List.of("8w", "s", "-1s", "1.5s", "99999999999s")) {
            var message = assertThrows(Usage.class, () -> lb("--grace", wrong).duration("--grace", null)).getMessage();
            assertEquals("--grace '" + wrong + "' is no duration; write 500ms, 8s or 2m", message);
        }
    }

    @Test void refusesNumbersOutOfRange() {
        assertEquals("--id '70000' is not between 1 and 65535", assertThrows(Usage.class, () -> Given.number("--id", "70000", 1, 65535))
                .getMessage());
        assertEquals("--id 'x' is no number from 1 to 65535", assertThrows(Usage.class, () -> Given.number("--id", "x", 1, 65535))
                .getMessage());
    }
}
