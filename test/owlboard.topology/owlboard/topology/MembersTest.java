package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import owlboard.config.Place;
import owlboard.config.language.Syntax;

class MembersTest {
    private static final String CONF = """
            http {
                upstream api {
                    server api_gateway_1:80 max_fails=3;
                    server api_gateway_2 max_fails=3 weight=2;
                    keepalive 4;
                }
                upstream other { server elsewhere:80; }
                server { listen 80; }
            }
            """;

    private static Role gateway(int number) {
        var name = "api_gateway_" + number;
        return new Role(name, Role.Type.GATEWAY, number, Path.of("gateway.conf"), List.of(), List.of(new Role.Name(name, 80)), false,
                new Health.Usual(), List.of(), Map.of(), "", new Place("topology.conf", number));
    }

    private static List<Role> gateways(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(MembersTest::gateway).toList();
    }

    private static String servers(Members members) throws Exception {
        var http = members.in(Syntax.parse("lb.conf", CONF)).getFirst();
        return http.block().getFirst().block().stream().map(node -> node.name() + " " + String.join(" ", node.args()))
                .collect(Collectors.joining("; "));
    }

    private static Members members(Set<String> absent, Set<String> away, List<Role> added) {
        return new Members(Members.names(gateways(1, 2)), absent, away, added);
    }

    @Test void aNewGatewayGetsTheLineOfTheLastOne() throws Exception {
        assertEquals(
                "server api_gateway_1:80 max_fails=3; server api_gateway_2 max_fails=3 weight=2; server api_gateway_3:80 max_fails=3 "
                + "weight=2; server api_gateway_4:80 max_fails=3 weight=2; keepalive 4",
                servers(members(Set.of(), Set.of(), gateways(3, 4))));
    }

    @Test void oneThatHasLeftHasNoLineAndStillLendsItsOwn() throws Exception {
        assertEquals("server api_gateway_1:80 max_fails=3; server api_gateway_3:80 max_fails=3 weight=2; keepalive 4",
                servers(members(Members.names(gateways(2, 2)), Set.of(), gateways(3, 3))));
    }

    @Test void oneThatCannotServeIsAway() throws Exception {
        assertEquals("server api_gateway_1:80 max_fails=3 owlboard_away; server api_gateway_2 max_fails=3 weight=2; keepalive 4",
                servers(members(Set.of(), Members.names(gateways(1, 1)), List.of())));
    }

    @Test void otherGroupsAndLinesStayWhereTheyAre() throws Exception {
        var members = members(Set.of(), Set.of(), gateways(3, 3));
        var http = members.in(Syntax.parse("lb.conf", CONF)).getFirst();
        var before = Syntax.parse("lb.conf", CONF).getFirst();
        assertEquals(before.block().subList(1, 3), http.block().subList(1, 3));
        assertEquals(4, http.block().getFirst().block().get(2).place().line(), "an added line shares that of its pattern");
        assertFalse(members.areNamedIn(http.block().subList(1, 3)));
    }
}
