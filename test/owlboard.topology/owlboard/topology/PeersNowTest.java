package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the API of a proxy that runs says of its peers, read as JSON. */
class PeersNowTest {
    @Test void membersMayStandInAnyOrderWithObjectsAmongThem() {
        assertEquals(Map.of("a:80", new PeersNow.Peer("up", 3), "b\"c:80", new PeersNow.Peer("unavail", 0)), PeersNow.told("""
                {"zone":"api","peers":[
                  {"active": 3, "responses": {"codes": {"200": 1}}, "state": "up", "name": "a:80"},
                  {"id":1,"name":"b\\"c:80","health_checks":{"checks":0},"state":"unavail","active":0}]}
                """));
    }

    @Test void whoFailsItsChecksAndIsAskedAllTheSameIsALastResort() {
        assertEquals(Map.of("a", new PeersNow.Peer("last resort", 2), "b", new PeersNow.Peer("unhealthy", 0)), PeersNow.told("""
                {"peers":[{"name":"a","state":"unhealthy","active":2,"health_checks":{"checks":3,"last_resort":true}},
                          {"name":"b","state":"unhealthy","active":0,"health_checks":{"checks":3,"fails":3}}]}
                """));
    }

    @Test void whatIsNotOursSaysNothing() {
        for (var body : new String[] {"", "{", "[]", "{\"peers\":3}", "{\"peers\":[3,{}]}", "{\"peers\":[{\"name\":\"a\"}]}"}) {
            assertEquals(Map.of(), PeersNow.told(body), body);
        }
    }
}
