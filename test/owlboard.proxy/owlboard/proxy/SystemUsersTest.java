package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of users, as the system's own commands find them. */
class SystemUsersTest {
    private static String id(String... words) throws IOException {
        var command = Stream.concat(Stream.of("id"), Stream.of(words)).toList();
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes()).strip();
    }

    @Test void usersAndTheirGroupsAreThoseOfTheSystem() throws Exception {
        for (var line : Files.readAllLines(Path.of("/etc/passwd")).stream().limit(8).toList()) {
            var words = line.split(":");
            int gid = Integer.parseInt(words[3]);
            assertEquals(OptionalInt.of(Integer.parseInt(words[2])), SystemUsers.user(words[0]), line);
            var groups = new TreeSet<>(SystemUsers.groups(words[0], gid));
            var told = Stream.of(id("-G", words[0]).split(" ")).map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(told, groups, line);
        }
    }

    @Test void groupsAreThoseOfTheSystem() throws Exception {
        var file = Path.of("/etc/group");
        assumeTrue(Files.exists(file), "no file of groups");
        for (var line : Files.readAllLines(file).stream().limit(8).toList()) {
            var words = line.split(":");
            assertEquals(OptionalInt.of(Integer.parseInt(words[2])), SystemUsers.group(words[0]), line);
        }
    }

    @Test void aNameOfNobodyIsNone() throws Exception {
        assertEquals(OptionalInt.empty(), SystemUsers.user("no_such_user"));
        assertEquals(OptionalInt.empty(), SystemUsers.group("no_such_group"));
    }
}
