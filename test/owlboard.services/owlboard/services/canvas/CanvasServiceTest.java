package owlboard.services.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.services.http.Refusal;

class CanvasServiceTest {
    private Running service;

    @BeforeEach
    void start() throws Exception {
        service = new Running(Services.Kind.CANVAS);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String svg(String drawing, String query) throws Exception {
        assertEquals(200, service.send("POST", "/canvas/save", drawing).statusCode());
        var answer = service.get("/canvas/svg?id=c" + query);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("image/svg+xml; charset=utf-8", answer.headers().firstValue("Content-Type").orElseThrow());
        return answer.body();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newNSInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static Element only(Document svg, String tag) {
        assertEquals(1, svg.getElementsByTagName(tag).getLength(), tag);
        return (Element) svg.getElementsByTagName(tag).item(0);
    }

    @Test
    void givesBackWhatWasSavedWithItsChecksum() throws Exception {
        var saved = service.send("POST", "/canvas/save", "{\"title\":\"plan\",\"id\":\"c\",\"n\":[1,2.5,null,true]}");
        assertEquals(200, saved.statusCode());
        var got = service.get("/canvas?id=c");
        assertEquals("{\"title\":\"plan\",\"id\":\"c\",\"n\":[1,2.5,null,true]}", got.body());
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(got.body().getBytes(StandardCharsets.UTF_8)));
        assertEquals(sum, Running.object(saved).get("checksum"));
        assertEquals(sum, Running.object(service.get("/canvas/checksum?id=c")).get("checksum"));
        assertEquals(sum, Running.object(service.get("/canvas/checksum/?id=c")).get("checksum"));
    }

    @Test
    void makesAnIdForADrawingWithoutOne() throws Exception {
        String id = (String) Running.object(service.send("POST", "/canvas/save", "{\"shapes\":[]}")).get("id");
        assertEquals(200, service.get("/canvas/?id=" + id).statusCode());
        assertEquals("own", Running.object(service.send("POST", "/canvas/save", " { \"canvasId\":\"own\"}")).get("id"));
        assertEquals(" {\"id\":\"own\", \"canvasId\":\"own\"}", service.get("/canvas?id=own").body());
        assertEquals("{\"id\":\"" + id + "\",\"shapes\":[]}", service.get("/canvas?id=" + id).body());
        String empty = (String) Running.object(service.send("POST", "/canvas/save", "{}")).get("id");
        assertEquals("{\"id\":\"" + empty + "\"}", service.get("/canvas?id=" + empty).body());
        var odd = "{\"canvasId\":\"\\u00fc \ud83e\udd89\",\"\\u0069\\u0064\":\"\u00fc \ud83e\udd89\",\"x\":{\"id\":\"no\"}}";
        assertEquals("\u00fc \ud83e\udd89", Running.object(service.send("POST", "/canvas/save", odd)).get("id"));
        assertEquals(odd, service.get("/canvas?id=%C3%BC%20%F0%9F%A6%89").body());
    }

    @Test
    void refusesWhatIsNoDrawing() throws Exception {
        for (var body : List.of("", "[]", "7", "{", "{\"id\":\"c\"} x", "{\"id\":\"c\",\"n\":[1,]}", "{\"id\":\"c\",\"n\":1e999}",
                "{\"id\":\"c\",\"t\":\"\\ud800\"}",
                "{\"id\":{}}", "{\"id\":\"a\\u0000b\"}", "{\"id\":\"c\",\"n\":" + "[".repeat(80) + "]".repeat(80) + "}")) {
            assertEquals(422, service.send("POST", "/canvas/save", body).statusCode(), body);
        }
    }

    @Test
    void deletesADrawingOnce() throws Exception {
        service.send("POST", "/canvas/save", "{\"id\":\"c\"}");
        assertEquals(200, service.send("DELETE", "/canvas?id=c", null).statusCode());
        assertEquals(404, service.send("DELETE", "/canvas?id=c", null).statusCode());
        assertEquals(404, service.get("/canvas?id=c").statusCode());
        assertEquals(404, service.get("/canvas/svg?id=c").statusCode());
        assertEquals(400, service.get("/canvas").statusCode());
        assertEquals("query parameter 'id' is required, 1 to 128 characters", Running.detail(service.get("/canvas/checksum?id=")));
    }

    @Test
    void drawsEveryKindOfShape() throws Exception {
        var svg = parse(svg("""
            {"id":"c","width":300,"height":200,"shapes":[
              {"type":"path","d":"M 0 0 L 10.5 10","stroke":"#ff0000","stroke_width":2.5},
              {"type":"line","x1":1,"y1":2,"x2":3,"y2":4,"color":"blue"},
              {"type":"rect","x1":10,"y1":20,"x2":5,"y2":50,"fill":"rgba(0, 10, 20, 0.5)"},
              {"type":"circle","cx":7,"cy":8,"r":9,"opacity":0.25},
              {"type":"text","x":1,"y":9,"text":"Gr\\u00fc\\u00dfe"},
              {"type":"stroke","points":[0,0,1.25,1,{"x":2,"y":2},[3,3]]}]}""", ""));
        assertEquals("300", svg.getDocumentElement().getAttribute("width"));
        assertEquals("M 0 0 L 10.5 10", only(svg, "path").getAttribute("d"));
        assertEquals("#ff0000", only(svg, "path").getAttribute("stroke"));
        assertEquals("2.5", only(svg, "path").getAttribute("stroke-width"));
        assertEquals("3", only(svg, "line").getAttribute("x2"));
        assertEquals("blue", only(svg, "line").getAttribute("stroke"));
        assertEquals("5", only(svg, "rect").getAttribute("x"));
        assertEquals("30", only(svg, "rect").getAttribute("height"));
        assertEquals("9", only(svg, "circle").getAttribute("r"));
        assertEquals("0.25", only(svg, "circle").getAttribute("opacity"));
        assertEquals("Gr\u00fc\u00dfe", only(svg, "text").getTextContent());
        assertEquals("0,0 1.25,1 2,2 3,3", only(svg, "polyline").getAttribute("points"));
    }

    @Test
    void letsNothingActiveIntoAnSvg() throws Exception {
        String text = svg("""
            {"id":"c","shapes":[
              {"type":"text","text":"</text><script>alert(1)</script>&\\u0000\\u0008"},
              {"type":"path","d":"M0 0\\" onload=\\"alert(1)"},
              {"type":"line","stroke":"url(http://evil.example/)","fill":"red\\"/><script>"},
              {"type":"script","text":"alert(1)"}, {"type":"circle","r":"x"}, 7, null]}""", "");
        var svg = parse(text);
        assertEquals(0, svg.getElementsByTagName("script").getLength());
        assertEquals("</text><script>alert(1)</script>&", only(svg, "text").getTextContent());
        assertEquals(0, svg.getElementsByTagName("path").getLength());
        assertFalse(text.contains("onload") || text.contains("url("), text);
    }

    @Test
    void leavesOutHiddenLayersAndTakesTheSizeThatIsAskedFor() throws Exception {
        var svg = parse(svg("""
            {"id":"c","layers":[{"id":"l0","visible":true},{"id":"l1","visible":false,"shapes":[{"type":"line"}]},
             {"shapes":[{"type":"ellipse","rx":1,"ry":2}]}],
             "shapes":[{"type":"circle","layer_number":0},{"type":"rect","layer_number":1},{"type":"rect","layer":"l1"}]}""",
                "&width=50&height=60"));
        assertEquals("0 0 50 60", svg.getDocumentElement().getAttribute("viewBox"));
        only(svg, "circle");
        only(svg, "ellipse");
        assertEquals(0, svg.getElementsByTagName("rect").getLength());
        assertEquals(0, svg.getElementsByTagName("line").getLength());
    }

    @Test
    void refusesMoreThanItsRoomHolds() throws Exception {
        var table = new CanvasTable(2000);
        table.save(Canvas.of("a", new byte[1000]));
        table.save(Canvas.of("a", new byte[1200]));
        assertEquals(507, assertThrows(Refusal.class, () -> table.save(Canvas.of("b", new byte[1000]))).status());
        assertTrue(table.remove("a"));
        table.save(Canvas.of("b", new byte[1000]));
    }

    @Test
    void savesADrawingAsLargeAsTheEdgeLetsThrough() throws Exception {
        var text = new StringBuilder("{\"id\":\"c\",\"shapes\":[{\"type\":\"pen\",\"points\":[0");
        while (text.length() < CanvasRoutes.DRAWING_MAX - 20) text.append(",12.5");
        text.append("]}]}");
        text.append(" ".repeat(CanvasRoutes.DRAWING_MAX - text.length()));
        var saved = service.send("POST", "/canvas/save", text.toString());
        assertEquals(200, saved.statusCode(), saved.body());
        assertEquals(text.toString(), service.get("/canvas?id=c").body());
        assertEquals(422, service.get("/canvas/svg?id=c").statusCode(), "two million numbers make no picture");
        assertEquals(413, service.send("POST", "/canvas/save", text.append(' ').toString()).statusCode());
    }
}
