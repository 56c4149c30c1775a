package owlboard.proxy.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import owlboard.config.directive.Resolver;
import owlboard.proxy.count.Lookups;
import owlboard.proxy.count.Lookups.Kind;
import owlboard.proxy.count.Lookups.Outcome;

final class NameServersTest {
    private static NameServers ask(long valid, boolean ipv6, int... ports) {
        var servers = new ArrayList<Resolver.Server>();
        for (int port : ports) servers.add(new Resolver.Server("127.0.0.1", port));
        return new NameServers(new Resolver(servers, "z", valid, true, ipv6), 1_500, new Lookups());
    }

    private static List<String> text(Answer answer) {
        return answer.addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    private static String why(NameServers servers, String name) {
        return assertThrows(UnknownHostException.class, () -> servers.lookup(name)).getMessage();
    }

    @Test void addressesOfBothFamiliesAndTheirTime() throws IOException {
        try (var server = new NameServer().has("api.test", "10.0.0.1", "10.0.0.2", "2001:db8::1").holds(7)) {
            var answer = ask(0, true, server.port()).lookup("api.test");
            assertEquals(List.of("10.0.0.1", "10.0.0.2", "2001:db8:0:0:0:0:0:1"), text(answer));
            assertEquals(7, answer.seconds());
            assertEquals(List.of("10.0.0.1", "10.0.0.2"), text(ask(0, false, server.port()).lookup("API.test.")));
            assertEquals(30, ask(30_000, false, server.port()).lookup("api.test").seconds());
        }
    }

    @Test void anAliasIsFollowed() throws IOException {
        try (var server = new NameServer().alias("www.test", "api.test").has("api.test", "10.0.0.1")) {
            assertEquals(List.of("10.0.0.1"), text(ask(0, true, server.port()).lookup("www.test")));
        }
    }

    @Test void theTargetOfAnAliasIsAskedForWhereTheAnswerDoesNotTellIt() throws IOException {
        try (var server = new NameServer().holds(9).bareAlias("www.test", "web.test").bareAlias("web.test", "api.test")
                .has("api.test", "10.0.0.1").bareAlias("a.loop", "b.loop").bareAlias("b.loop", "a.loop")
                .bareAlias("lost.test", "no.test")) {
            var servers = ask(0, false, server.port());
            assertEquals(List.of("10.0.0.1"), text(servers.lookup("www.test")));
            assertEquals(9, servers.lookup("www.test").seconds());
            int then = server.questions();
            assertEquals("a.loop leads to more than 10 aliases", why(servers, "a.loop"));
            assertEquals(11, server.questions() - then);
            assertTrue(why(servers, "lost.test").endsWith("no such name (3)"));
        }
    }

    @Test void anAnswerThatDoesNotFitIsAskedForOverTcp() throws IOException {
        var many = new String[60];
        for (int i = 0; i < many.length; i++) many[i] = "10.0.1." + i;
        try (var server = new NameServer().has("api.test", many).is(NameServer.Mood.TRUNCATES)) {
            assertEquals(List.of(many), text(ask(0, false, server.port()).lookup("api.test")));
        }
    }

    @Test void answersToOtherQuestionsAreNotBelieved() throws IOException {
        try (var server = new NameServer().has("api.test", "10.0.0.1").is(NameServer.Mood.LIES)) {
            assertEquals(List.of("10.0.0.1"), text(ask(0, false, server.port()).lookup("api.test")));
        }
    }

    @Test void theNextServerIsAskedWhenOneIsSilentOrGone() throws IOException {
        int closed;
        try (var gone = new NameServer()) {
            closed = gone.port();
        }
        try (var silent = new NameServer().is(NameServer.Mood.SILENT); var server = new NameServer().has("api.test", "10.0.0.1")) {
            assertEquals(List.of("10.0.0.1"), text(ask(0, false, silent.port(), server.port()).lookup("api.test")));
            assertTrue(silent.questions() >= 1, "it was asked first");
            assertEquals(List.of("10.0.0.1"), text(ask(0, false, closed, server.port()).lookup("api.test")));
        }
    }

    @Test void whatAServerSaysIsTold() throws IOException {
        try (var server = new NameServer().has("v6.test", "::1")) {
            var asked = ask(0, false, server.port());
            assertEquals("nowhere.test: 127.0.0.1:" + server.port() + " says: no such name (3)", why(asked, "nowhere.test"));
            assertEquals("v6.test has no address", why(asked, "v6.test"));
            server.is(NameServer.Mood.FAILS);
            assertEquals("v6.test: 127.0.0.1:" + server.port() + " says: server failure (2)", why(asked, "v6.test"));
            server.is(NameServer.Mood.SILENT);
            assertEquals("v6.test: no answer of 127.0.0.1:" + server.port() + " within 1500 ms", why(asked, "v6.test"));
            assertTrue(why(asked, "a".repeat(64) + ".test").contains("1 to 63"));
            assertTrue(why(asked, "a..test").contains("is no name"));
        }
    }

    @Test void eachLookupIsCountedWithWhatBecameOfIt() throws IOException {
        try (var server = new NameServer().has("api.test", "10.0.0.1")) {
            var asked = ask(0, true, server.port());
            asked.lookup("api.test");
            why(asked, "nowhere.test");
            server.is(NameServer.Mood.FAILS);
            why(asked, "api.test");
            server.is(NameServer.Mood.SILENT);
            why(asked, "api.test");
            assertThrows(UnknownHostException.class, () -> asked.services("a..test"));
            assertEquals("NAME 4 SRV 1; NOERROR 1 SERVFAIL 1 NXDOMAIN 1 TIMEDOUT 1 UNKNOWN 1", told(asked.counts()));
        }
    }

    private static String told(Lookups counts) {
        var requests = Stream.of(Kind.values()).map(kind -> kind + " " + counts.requests(kind));
        var outcomes = Stream.of(Outcome.values()).filter(outcome -> counts.outcomes(outcome) > 0)
                .map(outcome -> outcome + " " + counts.outcomes(outcome));
        return requests.collect(Collectors.joining(" ")) + "; " + outcomes.collect(Collectors.joining(" "));
    }

    @Test void noiseIsMalformedAndNothingElse() throws Exception {
        var random = new Random(7);
        var question = Message.question(5, "api.test", Message.A);
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[12 + random.nextInt(80)];
            random.nextBytes(bytes);
            System.arraycopy(question, 0, bytes, 0, Math.min(question.length, bytes.length));
            bytes[2] |= (byte) 0x80;
            bytes[3] = 0;
            bytes[7] = (byte) random.nextInt(4);
            try {
                Message.reply(bytes, bytes.length, 5, "api.test", Message.A);
            } catch (Message.Malformed | UnknownHostException expected) {
                assertTrue(!expected.getMessage().isEmpty());
            }
        }
    }
}
