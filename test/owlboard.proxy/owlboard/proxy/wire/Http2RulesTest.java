package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;
import static owlboard.wire.http2.Http2Error.COMPRESSION_ERROR;
import static owlboard.wire.http2.Http2Error.ENHANCE_YOUR_CALM;
import static owlboard.wire.http2.Http2Error.FLOW_CONTROL_ERROR;
import static owlboard.wire.http2.Http2Error.FRAME_SIZE_ERROR;
import static owlboard.wire.http2.Http2Error.NO_ERROR;
import static owlboard.wire.http2.Http2Error.PROTOCOL_ERROR;
import static owlboard.wire.http2.Http2Error.REFUSED_STREAM;
import static owlboard.wire.http2.Http2Error.STREAM_CLOSED;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http2.FrameClient;

/**
 * What RFC 9113 and RFC 7541 demand of a server, sentence by sentence: each on a connection of its own, with frames as a client would not
 * write them.
 */
@OwlboardOnly(row = "http2-breaches", value = "answers some with 400, and closes where a stream error would do")
class Http2RulesTest {
    private static final int LARGEST = 1 << 14;
    private static Edge edge;
    /** The same over TLS. */
    private static Edge secure;
    /** Reads little ahead, and says goodbye with the second request. */
    private static Edge brief;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String CONF = """
            client_header_buffer_size 1k;
            large_client_header_buffers 4 8k;
            server {
                LISTEN
                http2_max_concurrent_streams 20;
                client_max_body_size 0;
                location / { return 200 hello; }
                location /asks { return 200 "$host|$http_host|$http_cookie|$http_te|$request_method|$scheme|$server_protocol|$http2"; }
                location /lines { return 200 "$http_x_one|$http_x_real_ip|$http_x_two"; }
                location /none { return 204; }
                location /echo { proxy_pass http://a:80; }
                location /held { proxy_request_buffering off; proxy_pass http://b:80; }
                location /narrow { proxy_request_buffering off; proxy_pass http://c:80; }
                location /files/ { root /srv; }
                location /large { LARGE return 200 hello; }
                location /guarded { proxy_pass http://d:80; }
                location /hop { proxy_pass http://e:80; }
                location /switch { proxy_pass http://f:80; }
            }""".replace("LARGE", "add_header X-Large ~~~~".concat("~".repeat(3_990)).concat("; ").repeat(10));

    private interface Script {
        void play(FrameClient client) throws Exception;
    }

    @BeforeAll static void starts() {
        edge = serving("listen 80 http2;");
        secure = serving("listen 443 ssl http2; ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;");
        brief = Edge.with("""
                server {
                    listen 80 http2;
                    http2_body_preread_size 1k;
                    keepalive_requests 2;
                    location / { return 200 hello; }
                    location /echo { proxy_pass http://a:80; }
                    location /held { proxy_request_buffering off; proxy_pass http://b:80; }
                }""");
        brief.peer("a:80").serves(200);
        brief.peer("b:80");
    }

    private static Edge serving(String listen) {
        var made = Edge.with(CONF.replace("LISTEN", listen), Edge.file("/srv/files/big", "z".repeat(200_000)));
        made.peer("a:80").serves(200);
        made.peer("b:80");
        made.hole("c:80");
        made.peer("d:80").serves(200);
        made.peer("e:80").servesHead("HTTP/1.1 200 OK", "Connection: keep-alive, x-hop", "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive", "Upgrade: h2c", "X-Two: 2");
        made.peer("f:80").servesHead("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket");
        return made;
    }

    @AfterAll static void ends() {
        edge.close();
        secure.close();
        brief.close();
    }

    /** On a connection on which nothing has been said, in the clear and over TLS. */
    private static DynamicTest silent(String name, Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var client = FrameClient.silent(edge.address())) {
                script.play(client);
            }
            try (var client = FrameClient.on(Http2Test.tls(secure, "shop", "h2"))) {
                script.play(client);
            }
        });
    }

    /** Both sides know each other's settings: in the clear, and over TLS. */
    private static DynamicTest rule(String name, Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var client = FrameClient.open(edge.address())) {
                script.play(client);
            }
            try (var client = FrameClient.on(Http2Test.tls(secure, "shop", "h2")).greets()) {
                script.play(client);
            }
        });
    }

    private static DynamicTest clear(String name, Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var client = FrameClient.open(edge.address())) {
                script.play(client);
            }
        });
    }

    private static DynamicTest ofBrief(String name, Script script) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var client = FrameClient.open(brief.address())) {
                script.play(client);
            }
        });
    }

    /** What HTTP/1 says on the port that speaks both, and how the answer begins. */
    private static DynamicTest clear11(String name, String request, String begins) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var client = FrameClient.silent(edge.address())) {
                var answer = client.raw(request.getBytes(ISO_8859_1)).socket().getInputStream().readAllBytes();
                assertTrue(new String(answer, ISO_8859_1).startsWith(begins), new String(answer, ISO_8859_1));
            }
        });
    }

    /** A breach that ends the connection. */
    private static DynamicTest fatal(String name, int code, Script script) {
        return rule(name, c -> {
            script.play(c);
            c.goesAway(code);
        });
    }

    /** A request that is malformed: stream 1 is reset with PROTOCOL_ERROR, and the next one is served. */
    private static DynamicTest malformed(String name, String... fields) {
        return malformed(name, c -> c.headers(1, END_STREAM | END_HEADERS, block(fields)));
    }

    private static DynamicTest malformed(String name, Script script) {
        return rule(name, c -> {
            script.play(c);
            c.isReset(1, PROTOCOL_ERROR);
            assertEquals(200, c.get(3, "/").answer(3).status());
        });
    }

    /** A malformed request may be answered as well (RFC 9113 §8.1.1). */
    private static DynamicTest refused(String name, String... fields) {
        return rule(name, c -> assertEquals(400, c.headers(1, END_STREAM | END_HEADERS, block(fields)).answer(1).status()));
    }

    private static void isServed(FrameClient c, int id) throws Exception {
        var answer = c.answer(id);
        assertEquals(200, answer.status());
        assertEquals("hello", answer.text());
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @TestFactory Stream<DynamicTest> connections() {
        return Stream.of(
            silent("3.4: what is no preface is no HTTP/2", c -> c.raw("INVALID CONNECTION PREFACE\r\n\r\n".getBytes(ISO_8859_1)).socket()
            .getInputStream().readAllBytes()),
            silent("3.4: a preface that goes wrong at its end", c -> c.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r".getBytes(ISO_8859_1)).socket()
            .getInputStream().readAllBytes()),
            clear11("3.1: an upgrade to h2c is not heard", "GET / HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", "HTTP/1.1 200 "),
            silent("3.4: a preface that breaks off", c -> {
                c.raw(Arrays.copyOf(PREFACE.getBytes(ISO_8859_1), 20)).socket().shutdownOutput();
                c.ends();
            }),
            DynamicTest.dynamicTest("3.4: HTTP/1 where HTTP/2 was agreed on", () -> {
                try (var c = FrameClient.on(Http2Test.tls(secure, "shop", "h2"))) {
                    c.raw("GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(ISO_8859_1)).goesAway(PROTOCOL_ERROR);
                }
            }),
            silent("3.4: an acknowledgment is not the SETTINGS of a preface",
            c -> c.raw(PREFACE.getBytes(ISO_8859_1)).frame(SETTINGS, ACK, 0).goesAway(PROTOCOL_ERROR)),
            silent("3.4: SETTINGS of a preface that are wrong",
            c -> c.raw(PREFACE.getBytes(ISO_8859_1)).settings(ENABLE_PUSH, 2).goesAway(PROTOCOL_ERROR)),
            silent("3.4: SETTINGS come first",
            c -> c.raw(join(PREFACE.getBytes(ISO_8859_1), header(8, PING, 0, 0), new byte[8]))
            .goesAway(PROTOCOL_ERROR)),
            silent("3.4: empty SETTINGS will do, and requests may follow at once", c ->
            isServed(c.gathers().raw(PREFACE.getBytes(ISO_8859_1)).settings().get(1, "/").sendsGathered(), 1)),
            silent("3.4: a preface in single bytes", c -> {
                for (byte b : join(PREFACE.getBytes(ISO_8859_1), header(0, SETTINGS, 0, 0))) c.raw(b);
                isServed(c.get(1, "/"), 1);
            }),
            silent("3.4: the server's first frame is SETTINGS, and it need not wait for the client's", c -> {
                c.raw(PREFACE.getBytes(ISO_8859_1));
                assertEquals(SETTINGS, c.next().type());
            }),
            silent("3.4: the SETTINGS of a preface are acknowledged", c -> {
                c.gathers().raw(PREFACE.getBytes(ISO_8859_1)).settings(ENABLE_PUSH, 0).sendsGathered()
                        .until("ACK", came -> came.type() == SETTINGS && came.has(ACK));
            }),
            rule("6.5.2: what the server sets is allowed", c -> {
                assertTrue(c.settings[ENABLE_PUSH] <= 0);
                assertTrue(c.settings[INITIAL_WINDOW_SIZE] <= Integer.MAX_VALUE);
                assertEquals(20, c.settings[MAX_CONCURRENT_STREAMS]);
                assertEquals(1, c.settings[ENABLE_CONNECT_PROTOCOL]);
                assertEquals(1, c.settings[NO_RFC7540_PRIORITIES], "RFC 9218 2.1");
            }),
            rule("4.1: frames of unknown types are ignored",
            c -> isServed(c.frame(0x16, 0xff, 0, new byte[8]).frame(0xfe, 0, 9, new byte[3]).get(1, "/"), 1)),
            rule("4.1: unknown flags are ignored", c -> {
                c.frame(PING, 0x16, 0, new byte[8]).until("the answer of a PING", came -> came.type() == PING && came.has(ACK));
                isServed(c.headers(1, END_STREAM | END_HEADERS | 0xc2, request("GET", "/")), 1);
            }),
            rule("4.1: the reserved bit is ignored", c -> {
                c.frame(PING, 0, 0x8000_0000, new byte[8]).until("the answer of a PING", came -> came.type() == PING && came.has(ACK));
                isServed(c.get(0x8000_0001, "/"), 1);
            }),
            rule("4.2: a frame of 2^14 bytes", c -> {
                c.post(1, "/echo", "content-length", "" + LARGEST).frame(DATA, END_STREAM, 1, new byte[LARGEST]);
                assertEquals("a:80", c.answer(1).text());
            }),
            fatal("4.2: larger DATA", FRAME_SIZE_ERROR, c -> c.post(1, "/echo").frame(DATA, END_STREAM, 1, new byte[LARGEST + 1])),
            fatal("4.2: larger HEADERS", FRAME_SIZE_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/"), new byte[LARGEST + 1]))),
            fatal("4.2: a larger frame of an unknown type", FRAME_SIZE_ERROR, c -> c.frame(0x33, 0, 1, new byte[LARGEST + 1])),
            fatal("4.2: the largest length that can be said", FRAME_SIZE_ERROR, c -> c.raw(header(0xff_ffff, DATA, 0, 1))),
            fatal("4.2: larger CONTINUATION", FRAME_SIZE_ERROR,
            c -> c.headers(1, END_STREAM, request("GET", "/")).frame(CONTINUATION, END_HEADERS, 1, new byte[LARGEST + 1])),
            fatal("4.2: larger SETTINGS", FRAME_SIZE_ERROR, c -> c.frame(SETTINGS, 0, 0, new byte[6 * 2731])),
            rule("4.2: larger frames of each type", c -> {
                for (int type = DATA; type <= CONTINUATION; type++) {
                    try (var other = FrameClient.open(edge.address())) {
                        boolean ofConnection = type == SETTINGS || type == PING || type == GOAWAY;
                        other.post(1, "/held").frame(type, 0, ofConnection ? 0 : 1, new byte[LARGEST + 1]).goesAway(FRAME_SIZE_ERROR);
                    }
                }
            }),
            rule("4.2: a frame for the connection is as small as it has to be, and a stream goes on beside it", c -> {
                c.get(1, "/files/big").frame(PING, 0, 0, new byte[8]);
                assertEquals(200_000, c.answer(1).body().length);
            }),
            rule("4.3: a head that is larger than a frame goes on in CONTINUATION, and nothing comes between", c -> {
                for (int id = 1; id <= 19; id += 2) c.get(id, "/large").frame(PING, 0, 0, new byte[8]);
                for (int id = 1; id <= 19; id += 2) {
                    int stream = id;
                    var head = c.until("HEADERS", came -> came.type() == HEADERS);
                    assertFalse(head.has(END_HEADERS));
                    assertEquals(10, c.fields(head).stream().filter(line -> line.startsWith("x-large: ~~~~")).count(), "stream " + stream);
                }
            }),
            rule("5.2.2: frames are read while nobody reads a body", c -> {
                c.post(1, "/narrow");
                for (int i = 0; i < 3; i++) c.frame(DATA, 0, 1, new byte[LARGEST]);
                isServed(c.goesOn().get(3, "/"), 3);
            }),
            fatal("4.3: no header block", COMPRESSION_ERROR, c -> c.headers(1, END_STREAM | END_HEADERS, hex("ff ff ff ff ff"))),
            fatal("4.3: PRIORITY inside of a block", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM, request("GET", "/")).frame(PRIORITY, 0, 1, new byte[5])),
            fatal("4.3: PING inside of a block", PROTOCOL_ERROR, c -> c.headers(1, END_STREAM, request("GET", "/"))
            .frame(PING, 0, 0, new byte[8])),
            fatal("4.3: HEADERS of another stream inside of a block", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM, request("GET", "/")).get(3, "/")),
            rule("4.3, 6.2: no frame of any type inside of a block", c -> {
                for (int type = DATA; type < CONTINUATION; type++) {
                    for (int stream : new int[] {0, 1, 3}) {
                        try (var other = FrameClient.open(edge.address())) {
                            other.headers(1, 0, request("POST", "/held")).frame(type, 0, stream, new byte[8]).goesAway(PROTOCOL_ERROR);
                        }
                    }
                }
            }),
            fatal("4.3: an unknown frame inside of a block", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM, request("GET", "/")).frame(0x16, 0, 1, new byte[2])),
            rule("4.3: blocks of refused streams change the table too", c -> {
                for (int id = 1; id <= 39; id += 2) c.get(id, "/held");
                c.headers(41, END_STREAM | END_HEADERS, join(request("GET", "/"), remembered("te", "trailers")))
                        .isReset(41, REFUSED_STREAM);
                c.reset(1, NO_ERROR).headers(43, END_STREAM | END_HEADERS, join(request("GET", "/asks"), hex("be")));
                assertTrue(c.answer(43).text().contains("|trailers|"));
            }),
            rule("4.3: blocks of malformed requests change the table too", c -> {
                c.headers(1, END_STREAM | END_HEADERS, join(block("BAD", "x"), remembered("te", "trailers"))).isReset(1, PROTOCOL_ERROR);
                assertTrue(c.headers(3, END_STREAM | END_HEADERS, join(request("GET", "/asks"), hex("be"))).answer(3).text()
                        .contains("|trailers|"));
            }),
            rule("4.3: trailers change the table too", c -> {
                c.post(1, "/echo").data(1, 0, "x").headers(1, END_STREAM | END_HEADERS, remembered("te", "trailers"));
                assertEquals(200, c.answer(1).status());
                assertTrue(c.headers(3, END_STREAM | END_HEADERS, join(request("GET", "/asks"), hex("be"))).answer(3).text()
                        .contains("|trailers|"));
            }),
            rule("5.4.2: RST_STREAM is not answered by RST_STREAM", c -> {
                c.get(1, "/held").reset(1, NO_ERROR);
                c.frame(PING, 0, 0, new byte[8]);
                c.until("the answer of a PING", came -> {
                    assertFalse(came.type() == RST_STREAM);
                    return came.type() == PING;
                });
            }),
            rule("5.4.1: GOAWAY names the last stream that was taken", c -> {
                isServed(c.get(1, "/"), 1);
                isServed(c.get(5, "/"), 5);
                assertEquals(5, c.frame(PUSH_PROMISE, END_HEADERS, 5, new byte[4]).goesAway(PROTOCOL_ERROR).lastStream());
            }));
    }

    @TestFactory Stream<DynamicTest> states() {
        return Stream.of(
            fatal("5.1: DATA on an idle stream", PROTOCOL_ERROR, c -> c.data(1, END_STREAM, "x")),
            fatal("5.1: RST_STREAM on an idle stream", PROTOCOL_ERROR, c -> c.reset(1, NO_ERROR)),
            fatal("5.1: WINDOW_UPDATE on an idle stream", PROTOCOL_ERROR, c -> c.window(1, 100)),
            fatal("5.1: CONTINUATION on an idle stream", PROTOCOL_ERROR, c -> c.frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"))),
            fatal("5.1: DATA on a stream of the server's", PROTOCOL_ERROR, c -> c.data(2, END_STREAM, "x")),
            fatal("5.1: RST_STREAM on a stream of the server's", PROTOCOL_ERROR, c -> c.reset(2, NO_ERROR)),
            fatal("5.1: WINDOW_UPDATE on a stream of the server's", PROTOCOL_ERROR, c -> c.window(2, 100)),
            fatal("5.1: PUSH_PROMISE on an idle stream", PROTOCOL_ERROR, c -> c.frame(PUSH_PROMISE, END_HEADERS, 1, ints(2))),
            rule("5.1, 6.4: nothing more comes on a stream that the client has reset", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 1_000).get(1, "/files/big").until("DATA", came -> came.type() == DATA);
                c.reset(1, NO_ERROR).goesOn().window(1, 100_000).frame(PING, 0, 0, new byte[8]);
                c.until("the answer of a PING", came -> {
                    assertFalse(came.id() == 1, came.toString());
                    return came.type() == PING;
                });
            }),
            rule("5.1: PRIORITY on an idle stream", c -> isServed(c.frame(PRIORITY, 0, 1, join(ints(0), new byte[1])).get(1, "/"), 1)),
            rule("5.1: half-closed (remote): DATA", c -> c.get(1, "/held").data(1, END_STREAM, "x").isReset(1, STREAM_CLOSED)),
            rule("5.1: half-closed (remote): HEADERS", c -> c.get(1, "/held").headers(1, END_STREAM | END_HEADERS, block("x", "y"))
            .isReset(1, STREAM_CLOSED)),
            rule("5.1: half-closed (remote) by trailers: DATA", c -> {
                c.post(1, "/held").data(1, 0, "x").headers(1, END_STREAM | END_HEADERS, block("x", "y"));
                c.data(1, END_STREAM, "x").isReset(1, STREAM_CLOSED);
            }),
            rule("5.1: half-closed (remote): an unknown frame", c -> c.get(1, "/held").frame(0x42, 0, 1, new byte[3]).goesOn()),
            fatal("5.1: half-closed (remote): CONTINUATION", PROTOCOL_ERROR,
            c -> c.get(1, "/held").frame(CONTINUATION, END_HEADERS, 1, block("x", "y"))),
            rule("5.1: half-closed (remote): WINDOW_UPDATE, PRIORITY, RST_STREAM",
            c -> c.get(1, "/held").window(1, 5).frame(PRIORITY, 0, 1, join(ints(0), new byte[1])).reset(1, NO_ERROR).goesOn()),
            rule("5.1: closed by RST_STREAM: DATA", c -> c.post(1, "/held").reset(1, NO_ERROR).data(1, END_STREAM, "x")
            .isReset(1, STREAM_CLOSED)),
            fatal("5.1: closed by RST_STREAM: HEADERS", STREAM_CLOSED,
            c -> c.post(1, "/held").reset(1, NO_ERROR).headers(1, END_STREAM | END_HEADERS, request("GET", "/"))),
            fatal("5.1: closed by RST_STREAM: CONTINUATION", PROTOCOL_ERROR,
            c -> c.post(1, "/held").reset(1, NO_ERROR).frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"))),
            rule("5.1: closed by RST_STREAM: PRIORITY, WINDOW_UPDATE, RST_STREAM", c -> {
                c.post(1, "/held").reset(1, NO_ERROR).frame(PRIORITY, 0, 1, join(ints(0), new byte[1])).window(1, 5).reset(1, NO_ERROR)
                        .goesOn();
            }),
            rule("5.1: closed by its end: DATA", c -> {
                isServed(c.get(1, "/"), 1);
                c.data(1, END_STREAM, "x").isReset(1, STREAM_CLOSED);
            }),
            fatal("5.1: closed by its end: HEADERS", STREAM_CLOSED, c -> {
                isServed(c.get(1, "/"), 1);
                c.get(1, "/");
            }),
            fatal("5.1: closed by its end: CONTINUATION", PROTOCOL_ERROR, c -> {
                isServed(c.get(1, "/"), 1);
                c.frame(CONTINUATION, END_HEADERS, 1, block("x", "y"));
            }),
            rule("5.1: closed by its end: WINDOW_UPDATE, RST_STREAM, PRIORITY", c -> {
                isServed(c.get(1, "/"), 1);
                isServed(c.window(1, 5).reset(1, NO_ERROR).frame(PRIORITY, 0, 1, join(ints(0), new byte[1])).get(3, "/"), 3);
            }),
            rule("5.1: what was on its way when the server reset a stream is ignored, and its windows go on", c -> {
                c.post(1, "/").answer(1);
                for (int i = 0; i < 200; i++) c.frame(DATA, 0, 1, new byte[LARGEST]);
                c.headers(1, END_STREAM | END_HEADERS, block("x", "y"));
                isServed(c.get(3, "/"), 3);
            }),
            rule("8.1: an answer that does not wait for the body ends with RST_STREAM and NO_ERROR", c -> {
                var answer = c.post(1, "/").answer(1);
                assertEquals("hello", answer.text());
                c.until("RST_STREAM", came -> came.type() == RST_STREAM && came.id() == 1 && came.code() == NO_ERROR);
            }),
            rule("8.1: a request that was answered before its end and ends soon is not reset", c -> {
                assertEquals("hello", c.post(1, "/", "content-length", "4").answer(1).text());
                c.data(1, END_STREAM, "test").frame(PING, 0, 0, new byte[8]);
                c.until("the answer of a PING", came -> {
                    assertFalse(came.type() == RST_STREAM, came.toString());
                    return came.type() == PING;
                });
                isServed(c.get(3, "/"), 3);
            }),
            rule("8.1: a long request that was answered before its end is reset at once", c -> {
                c.post(1, "/", "content-length", "1000000").answer(1);
                c.until("RST_STREAM", came -> came.type() == RST_STREAM && came.id() == 1 && came.code() == NO_ERROR);
            }),
            rule("8.1.1: the rest of a request that was answered is looked at", c -> {
                assertEquals("hello", c.post(1, "/", "content-length", "1").answer(1).text());
                c.data(1, END_STREAM, "test").isReset(1, PROTOCOL_ERROR);
                assertEquals("hello", c.post(3, "/").answer(3).text());
                c.headers(3, END_HEADERS, block("x", "y")).isReset(3, PROTOCOL_ERROR);
                assertEquals("hello", c.post(5, "/").answer(5).text());
                c.window(5, Integer.MAX_VALUE).isReset(5, FLOW_CONTROL_ERROR);
            }),
            rule("5.1.1: a stream that was passed over is closed", c -> {
                isServed(c.get(5, "/"), 5);
                c.window(3, 5).frame(PRIORITY, 0, 3, join(ints(0), new byte[1])).reset(3, NO_ERROR).goesOn();
                c.data(1, END_STREAM, "x").isReset(1, STREAM_CLOSED);
            }),
            fatal("5.1.1: an even stream", PROTOCOL_ERROR, c -> c.get(2, "/")),
            fatal("5.1.1: a stream below the last one", PROTOCOL_ERROR, c -> {
                isServed(c.get(5, "/"), 5);
                c.get(3, "/");
            }),
            rule("5.1.1: the highest number", c -> isServed(c.get(0x7fff_ffff, "/"), 0x7fff_ffff)),
            rule("5.1.2: one more than is allowed at once is refused, and not served", c -> {
                for (int id = 1; id <= 39; id += 2) c.get(id, "/held");
                c.get(41, "/").isReset(41, REFUSED_STREAM);
                isServed(c.reset(39, NO_ERROR).goesOn().get(43, "/"), 43);
            }),
            rule("5.5: extension frames on streams are ignored", c -> isServed(c.post(1, "/").frame(0x42, 1, 1, new byte[100]), 1)));
    }

    @TestFactory Stream<DynamicTest> frames() {
        var priority = join(ints(0), new byte[1]);
        return Stream.of(
            fatal("6.1: DATA on stream 0", PROTOCOL_ERROR, c -> c.data(0, END_STREAM, "x")),
            fatal("6.1: as much padding as payload", PROTOCOL_ERROR,
            c -> c.post(1, "/held").frame(DATA, END_STREAM | PADDED, 1, new byte[] {6, 'x', 0, 0, 0, 0})),
            fatal("6.1: PADDED without a length", FRAME_SIZE_ERROR, c -> c.post(1, "/held").frame(DATA, END_STREAM | PADDED, 1)),
            rule("6.1: padding of no bytes, and nothing but padding", c -> {
                c.post(1, "/echo", "content-length", "2").frame(DATA, PADDED, 1, new byte[] {0, 'a', 'b'})
                        .frame(DATA, PADDED | END_STREAM, 1, join(new byte[] {(byte) 255}, new byte[255]));
                assertEquals("a:80", c.answer(1).text());
            }),
            rule("6.1: padding counts for the windows, and they are opened for it", c -> {
                c.post(1, "/echo");
                int window = 65_535;
                for (int i = 0; i < 1000; i++) {
                    while (window < 257) window += c.until("a window", came -> came.type() == WINDOW_UPDATE && came.id() == 1).number();
                    c.frame(DATA, PADDED, 1, join(new byte[] {(byte) 255, 'x'}, new byte[255]));
                    window -= 257;
                }
                assertEquals("a:80", c.data(1, END_STREAM, "").answer(1).text());
            }),
            rule("6.1, 6.2: padding is not looked at", c -> {
                c.headers(1, END_HEADERS | PADDED, join(new byte[] {3}, request("POST", "/echo"), new byte[] {1, 2, 3}));
                c.frame(DATA, END_STREAM | PADDED, 1, new byte[] {2, 'x', 3, 4});
                assertEquals("a:80", c.answer(1).text());
            }),
            fatal("6.2: as much padding as payload", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS | PADDED, new byte[] {4, (byte) 0x82, (byte) 0x84, (byte) 0x86})),
            fatal("6.2: HEADERS on stream 0", PROTOCOL_ERROR, c -> c.get(0, "/")),
            fatal("6.2: more padding than block", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS | PADDED, join(new byte[] {100}, block(":method", "GET")))),
            fatal("6.2: PADDED without a length", FRAME_SIZE_ERROR, c -> c.headers(1, END_STREAM | END_HEADERS | PADDED, new byte[0])),
            fatal("6.2: PRIORITY without room for it", FRAME_SIZE_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS | WITH_PRIORITY, new byte[3])),
            fatal("6.2: padding and no room for the priority", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS | WITH_PRIORITY | PADDED, join(new byte[] {5}, priority, new byte[4]))),
            fatal("6.2: PADDED and PRIORITY without room for either", FRAME_SIZE_ERROR,
            c -> c.headers(1, END_STREAM | END_HEADERS | WITH_PRIORITY | PADDED, priority)),
            rule("6.2: padding and priority",
            c -> isServed(c.headers(1, END_STREAM | END_HEADERS | WITH_PRIORITY | PADDED,
            join(new byte[] {4}, priority, request("GET", "/"), new byte[4])), 1)),
            fatal("6.3: PRIORITY on stream 0", PROTOCOL_ERROR, c -> c.frame(PRIORITY, 0, 0, priority)),
            rule("6.3: PRIORITY of another length", c -> c.get(1, "/held").frame(PRIORITY, 0, 1, new byte[4]).isReset(1, FRAME_SIZE_ERROR)),
            fatal("6.3: PRIORITY of another length, where no stream is that could be reset", FRAME_SIZE_ERROR,
            c -> c.frame(PRIORITY, 0, 1, new byte[4])),
            rule("RFC 7540 5.3.1: a stream that depends on itself",
            c -> c.headers(1, END_STREAM | END_HEADERS | WITH_PRIORITY, join(ints(1), new byte[1], request("GET", "/")))
            .isReset(1, PROTOCOL_ERROR)),
            rule("RFC 7540 5.3.1: PRIORITY that makes a stream depend on itself",
            c -> c.get(1, "/held").frame(PRIORITY, 0, 1, join(ints(1), new byte[1])).isReset(1, PROTOCOL_ERROR)),
            fatal("RFC 7540 5.3.1: PRIORITY that makes an idle stream depend on itself", PROTOCOL_ERROR,
            c -> c.frame(PRIORITY, 0, 1, join(ints(1), new byte[1]))),
            rule("RFC 7540 5.3.1: PRIORITY that makes a closed stream depend on itself", c -> {
                isServed(c.get(1, "/"), 1);
                c.frame(PRIORITY, 0, 1, join(ints(1), new byte[1])).isReset(1, PROTOCOL_ERROR);
            }),
            rule("6.3: PRIORITY of another length on a closed stream", c -> {
                isServed(c.get(1, "/"), 1);
                c.frame(PRIORITY, 0, 1, new byte[6]).isReset(1, FRAME_SIZE_ERROR);
            }),
            fatal("6.4: RST_STREAM on stream 0", PROTOCOL_ERROR, c -> c.reset(0, NO_ERROR)),
            fatal("6.4: RST_STREAM of another length", FRAME_SIZE_ERROR, c -> c.get(1, "/held").frame(RST_STREAM, 0, 1, new byte[3])),
            fatal("6.4: RST_STREAM of another length on a closed stream", FRAME_SIZE_ERROR,
            c -> c.get(1, "/held").reset(1, NO_ERROR).frame(RST_STREAM, 0, 1, new byte[5])),
            fatal("6.5: ACK with a payload", FRAME_SIZE_ERROR, c -> c.frame(SETTINGS, ACK, 0, new byte[6])),
            fatal("6.5: SETTINGS on a stream", PROTOCOL_ERROR, c -> c.frame(SETTINGS, 0, 1, new byte[6])),
            fatal("6.5: SETTINGS of no multiple of 6", FRAME_SIZE_ERROR, c -> c.frame(SETTINGS, 0, 0, new byte[5])),
            fatal("6.5.2: ENABLE_PUSH of 2", PROTOCOL_ERROR, c -> c.settings(ENABLE_PUSH, 2)),
            rule("6.5.2: ENABLE_PUSH of 0 and 1", c -> c.settings(ENABLE_PUSH, 0, ENABLE_PUSH, 1).goesOn()),
            fatal("6.5.2: INITIAL_WINDOW_SIZE of 2^31", FLOW_CONTROL_ERROR, c -> c.settings(INITIAL_WINDOW_SIZE, 1L << 31)),
            rule("6.5.2: INITIAL_WINDOW_SIZE of 2^31-1", c -> isServed(c.settings(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE).get(1, "/"), 1)),
            fatal("6.5.2: MAX_FRAME_SIZE below 2^14", PROTOCOL_ERROR, c -> c.settings(MAX_FRAME_SIZE, LARGEST - 1)),
            fatal("6.5.2: MAX_FRAME_SIZE above 2^24-1", PROTOCOL_ERROR, c -> c.settings(MAX_FRAME_SIZE, 1 << 24)),
            rule("6.5.2: MAX_FRAME_SIZE of 2^14 and of 2^24-1", c -> isServed(c.settings(MAX_FRAME_SIZE, LARGEST)
            .settings(MAX_FRAME_SIZE, (1 << 24) - 1).get(1, "/"), 1)),
            rule("6.5.2: MAX_CONCURRENT_STREAMS of 0 holds for what the server begins", c -> isServed(
            c.settings(MAX_CONCURRENT_STREAMS, 0).get(1, "/"), 1)),
            rule("6.5: every defined setting is taken, at any time", c -> isServed(c.settings(HEADER_TABLE_SIZE, 100, ENABLE_PUSH, 0,
            MAX_CONCURRENT_STREAMS, 5, INITIAL_WINDOW_SIZE, 1000, MAX_FRAME_SIZE, 1 << 20, 6, 1000).get(1, "/"), 1)),
            fatal("6.5: SETTINGS of which the last value is not whole", FRAME_SIZE_ERROR, c -> c.frame(SETTINGS, 0, 0, new byte[8])),
            rule("6.5.2: unknown settings are ignored", c -> isServed(c.settings(0xff, 7, 0, 3, 0xffff, 0xffff_ffffL).get(1, "/"), 1)),
            rule("6.5.3: values count in their order", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 100, INITIAL_WINDOW_SIZE, 1).get(1, "/");
                assertEquals(1, c.until("DATA", came -> came.type() == DATA).payload().length);
            }),
            rule("6.5.3: SETTINGS are acknowledged, each", c -> {
                c.settings().settings(HEADER_TABLE_SIZE, 0);
                c.until("ACK", came -> came.type() == SETTINGS && came.has(ACK) && came.payload().length == 0);
                c.until("ACK", came -> came.type() == SETTINGS && came.has(ACK));
            }),
            fatal("6.6: PUSH_PROMISE of a client", PROTOCOL_ERROR,
            c -> c.get(1, "/held").frame(PUSH_PROMISE, END_HEADERS, 1, join(ints(2), request("GET", "/")))),
            fatal("6.6: PUSH_PROMISE on stream 0", PROTOCOL_ERROR, c -> c.frame(PUSH_PROMISE, END_HEADERS, 0, ints(2))),
            rule("6.7: PING comes back with what it said", c -> {
                var data = "12345678".getBytes(ISO_8859_1);
                assertArrayEquals(data, c.frame(PING, 0, 0, data).until("PING", came -> came.type() == PING && came.has(ACK)).payload());
            }),
            rule("6.7: PING with ACK is not answered", c -> {
                c.frame(PING, ACK, 0, "answered".getBytes(ISO_8859_1)).frame(PING, 0, 0, new byte[8]);
                assertArrayEquals(new byte[8], c.until("PING", came -> came.type() == PING).payload());
            }),
            fatal("6.7: PING on a stream", PROTOCOL_ERROR, c -> c.frame(PING, 0, 1, new byte[8])),
            fatal("6.7: PING of another length", FRAME_SIZE_ERROR, c -> c.frame(PING, 0, 0, new byte[6])),
            fatal("6.8: GOAWAY on a stream", PROTOCOL_ERROR, c -> c.frame(GOAWAY, 0, 1, new byte[8])),
            fatal("6.8: GOAWAY of fewer than 8 bytes", FRAME_SIZE_ERROR, c -> c.frame(GOAWAY, 0, 0, new byte[7])),
            rule("6.8: a client that goes away is served what it has asked for",
            c -> isServed(c.get(1, "/").frame(GOAWAY, 0, 0, new byte[12]), 1)),
            ofBrief("6.8: what comes behind GOAWAY is not served, and changes the table and the window all the same", c -> {
                c.post(1, "/held");
                isServed(c.get(3, "/"), 3);
                c.headers(5, END_HEADERS, join(request("POST", "/"), remembered("te", "trailers")));
                for (int i = 0; i < 530; i++) c.frame(DATA, 0, 5, new byte[LARGEST]);
                c.until("the connection's window", came -> came.type() == WINDOW_UPDATE && came.id() == 0);
                c.headers(1, END_STREAM | END_HEADERS, hex("be")).goesOn();
            }),
            ofBrief("6.8: a breach behind GOAWAY is told, with no higher stream", c -> {
                c.post(1, "/held");
                isServed(c.get(3, "/"), 3);
                c.get(5, "/").frame(PUSH_PROMISE, END_HEADERS, 3, ints(2));
                assertEquals(3, c.goesAway(PROTOCOL_ERROR).lastStream());
            }),
            rule("6.9: DATA that are an error count for the connection's window all the same", c -> {
                isServed(c.get(1, "/"), 1);
                for (int i = 0; i < 100; i++) c.frame(DATA, 0, 1, new byte[LARGEST]);
                isServed(c.get(3, "/"), 3);
            }),
            DynamicTest.dynamicTest("6.9.3: a smaller window holds when the client knows it", () -> {
                try (var c = FrameClient.silent(brief.address())) {
                    c.gathers().raw(PREFACE.getBytes(ISO_8859_1)).settings().post(1, "/echo");
                    for (int i = 0; i < 3; i++) c.frame(DATA, 0, 1, new byte[LARGEST]);
                    assertEquals("a:80", c.frame(DATA, END_STREAM, 1, new byte[LARGEST]).sendsGathered().answer(1).text());
                }
            }),
            fatal("6.9: WINDOW_UPDATE of 0 on the connection", PROTOCOL_ERROR, c -> c.window(0, 0)),
            rule("6.9: WINDOW_UPDATE of 0 on a stream", c -> c.get(1, "/held").window(1, 0).isReset(1, PROTOCOL_ERROR)),
            rule("6.9: the reserved bit of an increment is ignored", c -> isServed(c.window(0, 0x8000_0005).get(1, "/"), 1)),
            fatal("6.9: WINDOW_UPDATE of another length", FRAME_SIZE_ERROR, c -> c.frame(WINDOW_UPDATE, 0, 0, new byte[3])),
            fatal("6.9: WINDOW_UPDATE of another length on a stream", FRAME_SIZE_ERROR,
            c -> c.get(1, "/held").frame(WINDOW_UPDATE, 0, 1, new byte[5])),
            fatal("6.9.1: the connection's window beyond 2^31-1", FLOW_CONTROL_ERROR, c -> c.window(0, Integer.MAX_VALUE)),
            rule("6.9.1: a stream's window beyond 2^31-1", c -> c.get(1, "/held").window(1, Integer.MAX_VALUE)
            .isReset(1, FLOW_CONTROL_ERROR)),
            rule("6.9.1: no more is sent than the windows allow", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 3).get(1, "/");
                assertEquals("hel", new String(c.until("DATA", came -> came.type() == DATA).payload(), ISO_8859_1));
                c.goesOn().window(1, 1);
                assertEquals("l", new String(c.until("DATA", came -> came.type() == DATA).payload(), ISO_8859_1));
                c.window(1, 1);
                var last = c.until("DATA", came -> came.type() == DATA);
                assertTrue(last.has(END_STREAM) || c.until("DATA", came -> came.type() == DATA).has(END_STREAM));
            }),
            rule("6.9.1: no more is sent than the connection's window allows", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 1_000_000).get(1, "/files/big");
                int came = 0;
                while (came < 65_535) came += c.until("DATA", frame -> frame.type() == DATA).payload().length;
                assertEquals(65_535, came);
                c.goesOn().window(0, 1);
                assertEquals(1, c.until("DATA", frame -> frame.type() == DATA).payload().length);
            }),
            rule("6.9: an answer without a body needs no window", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 0).headers(1, END_STREAM | END_HEADERS, request("HEAD", "/"));
                assertEquals(200, c.answer(1).status());
            }),
            rule("6.9.2: a window may be below 0", c -> {
                c.get(1, "/files/big");
                int came = 0;
                while (came < 65_535) came += c.until("DATA", frame -> frame.type() == DATA).payload().length;
                c.settings(INITIAL_WINDOW_SIZE, 35_535).window(0, 100_000).window(1, 30_000).goesOn().window(1, 7);
                assertEquals(7, c.until("DATA", frame -> frame.type() == DATA).payload().length);
            }),
            rule("6.9.2: SETTINGS open the windows of streams that wait", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 0).get(1, "/").until("HEADERS", came -> came.type() == HEADERS);
                c.goesOn().settings(INITIAL_WINDOW_SIZE, 5);
                assertEquals(5, c.until("DATA", came -> came.type() == DATA).payload().length);
            }),
            rule("6.9.2: SETTINGS leave the connection's window as it is", c -> {
                c.settings(INITIAL_WINDOW_SIZE, 100_000).get(1, "/files/big");
                int came = 0;
                while (came < 65_535) came += c.until("DATA", frame -> frame.type() == DATA).payload().length;
                c.settings(INITIAL_WINDOW_SIZE, 200_000).frame(PING, 0, 0, new byte[8]);
                c.until("the answer of a PING", frame -> {
                    assertFalse(frame.type() == DATA, frame.toString());
                    return frame.type() == PING;
                });
            }),
            fatal("6.9.2: SETTINGS that open a window beyond 2^31-1", FLOW_CONTROL_ERROR,
            c -> c.get(1, "/held").window(1, Integer.MAX_VALUE - 65_535).settings(INITIAL_WINDOW_SIZE, 65_536)),
            rule("6.9.2: SETTINGS do not blame a stream whose window was its end", c -> {
                c.gathers().get(1, "/held").window(1, Integer.MAX_VALUE).settings(INITIAL_WINDOW_SIZE, 65_535)
                        .settings(INITIAL_WINDOW_SIZE, 100_000).sendsGathered();
                isServed(c.isReset(1, FLOW_CONTROL_ERROR).get(3, "/"), 3);
            }),
            rule("6.9: the connection's window is opened for DATA that were refused", c -> {
                for (int id = 1; id < 160; id += 2) {
                    c.post(id, "/echo", "content-length", "1").frame(DATA, 0, id, new byte[LARGEST]).isReset(id, PROTOCOL_ERROR);
                }
                isServed(c.get(161, "/"), 161);
            }),
            rule("6.9.1: DATA beyond the window of a stream", c -> {
                c.post(1, "/narrow").goesOn(); // nobody reads what comes from here on
                for (int i = 0; i < 20; i++) c.frame(DATA, 0, 1, new byte[LARGEST]);
                c.isReset(1, FLOW_CONTROL_ERROR);
            }),
            rule("6.9.1: bodies that nobody reads leave the connection's window open", c -> {
                for (int id = 1; id <= 37; id += 2) c.post(id, "/narrow");
                c.goesOn();
                for (int i = 0; i < 19 * 30; i++) c.frame(DATA, 0, 1 + 2 * (i % 19), new byte[1 << 11]);
                c.post(39, "/echo").frame(DATA, END_STREAM, 39, "through".getBytes(ISO_8859_1));
                assertEquals("a:80", c.answer(39).text());
            }),
            rule("6.10: a block in many frames", c -> {
                var block = request("GET", "/");
                c.headers(1, END_STREAM, Arrays.copyOf(block, 1));
                for (int i = 1; i < block.length; i++) c.frame(CONTINUATION, i == block.length - 1 ? END_HEADERS : 0, 1, block[i]);
                isServed(c, 1);
            }),
            fatal("6.10: CONTINUATION on stream 0", PROTOCOL_ERROR, c -> c.headers(1, END_STREAM, request("GET", "/"))
            .frame(CONTINUATION, END_HEADERS, 0, block("x", "y"))),
            fatal("6.10: CONTINUATION of another stream", PROTOCOL_ERROR,
            c -> c.headers(1, END_STREAM, request("GET", "/")).frame(CONTINUATION, END_HEADERS, 3, block("x", "y"))),
            fatal("6.10: CONTINUATION behind the end of the block", PROTOCOL_ERROR,
            c -> c.post(1, "/held").frame(CONTINUATION, END_HEADERS, 1, block("x", "y"))),
            fatal("6.10: CONTINUATION behind CONTINUATION with END_HEADERS", PROTOCOL_ERROR,
            c -> c.headers(1, 0, request("POST", "/held")).frame(CONTINUATION, END_HEADERS, 1).frame(CONTINUATION, END_HEADERS, 1)),
            fatal("6.10: CONTINUATION behind DATA", PROTOCOL_ERROR,
            c -> c.post(1, "/held").data(1, 0, "x").frame(CONTINUATION, END_HEADERS, 1, block("x", "y"))),
            fatal("6.10: DATA in the place of CONTINUATION", PROTOCOL_ERROR,
            c -> c.headers(1, 0, request("POST", "/held")).data(1, 0, "x")),
            rule("7: unknown error codes of GOAWAY mean nothing special",
            c -> isServed(c.frame(GOAWAY, 0, 0, ints(0, 0xffff)).get(1, "/"), 1)),
            rule("7: unknown error codes mean nothing special", c -> isServed(c.get(1, "/held").reset(1, 0xffff).get(3, "/"), 3)));
    }

    @TestFactory Stream<DynamicTest> requests() {
        var get = new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop"};
        return Stream.of(
            malformed("8.1: trailers that do not end the stream", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_HEADERS, block("x", "y"))),
            malformed("8.1: a pseudo-header among the trailers", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_STREAM | END_HEADERS, block(":path", "/"))),
            malformed("8.1: trailers with an invalid name", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_STREAM | END_HEADERS, block("X", "y"))),
            malformed("8.2.1: no name at the end of trailers that fill their buffer", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_STREAM | END_HEADERS, block("x", "y".repeat(511), "", ""))),
            malformed("8.2.2: a header of one connection among the trailers", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_STREAM | END_HEADERS, block("transfer-encoding", "chunked"))),
            malformed("8.3: a pseudo-header of answers among the trailers", c -> c.post(1, "/held").data(1, 0, "x")
            .headers(1, END_STREAM | END_HEADERS, block(":status", "200"))),
            rule("8.1.1: answers without content end with their head", c -> {
                int id = 1;
                for (var asked : List.of(request("GET", "/none"), request("HEAD", "/files/big"),
                        request("GET", "/files/big", "if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT", "if-none-match", "*"))) {
                    c.headers(id, END_STREAM | END_HEADERS, asked);
                    int stream = id;
                    assertTrue(c.until("the head", came -> came.type() == HEADERS && came.id() == stream).has(END_STREAM));
                    id += 2;
                }
                isServed(c.goesOn().get(id, "/"), id);
            }),
            rule("8.1.1: an answer is as long as it says", c -> {
                for (int id = 1; id <= 3; id += 2) {
                    var answer = c.get(id, id == 1 ? "/" : "/files/big").answer(id);
                    assertEquals("" + answer.body().length, answer.field("content-length"));
                }
            }),
            rule("8.6: there is no 101", c -> assertEquals(502, c.get(1, "/switch").answer(1).status())),
            rule("8.2.1: each octet that no name may have", c -> {
                int id = 1;
                for (int octet = 0; octet < 256; octet++) {
                    if (octet > 0x20 && octet < 0x7f && !(octet >= 'A' && octet <= 'Z') && octet != ':') continue;
                    var name = octet % 2 == 0 || octet == ':' ? "x" + (char) octet : (char) octet + "x";
                    c.headers(id, END_STREAM | END_HEADERS, block(with(get, name, "1"))).isReset(id, PROTOCOL_ERROR);
                    id += 2;
                }
                isServed(c.get(id, "/"), id);
            }),
            rule("8.2.1: each octet that no value may have, wherever it stands", c -> {
                int id = 1;
                for (var value : List.of("\0", "\0a", "a\0", "\n", "\na", "a\n", "a\nb", "\r", "\ra", "a\r",
                        "a\r\nb", " ", "\t", " a", "\ta", "a ", "a\t")) {
                    c.headers(id, END_STREAM | END_HEADERS, block(with(get, "x", value))).isReset(id, PROTOCOL_ERROR);
                    id += 2;
                }
                isServed(c.get(id, "/", "x", "", "y", "a b\tc\u00ff"), id);
            }),
            rule("what HTTP/1 drops for its name is dropped here, too", c -> {
                var answer = c.get(1, "/lines", "x-one", "1", "x_real_ip", "evil", "x-two", "2", "x!", "evil").answer(1);
                assertEquals("1||2", answer.text());
                answer = c.get(3, "/lines", "x_real_ip", "evil", "x-real-ip", "good").answer(3);
                assertEquals("|good|", answer.text());
            }),
            rule("8.1: trailers", c -> {
                c.post(1, "/echo").data(1, 0, "x").headers(1, END_STREAM | END_HEADERS, block("x", "y"));
                assertEquals("a:80", c.answer(1).text());
            }),
            malformed("8.2.1: an upper case letter in a name", with(get, "X-One", "1")),
            malformed("8.2.1: no name", with(get, "", "1")),
            malformed("8.2.1: a space in a name", with(get, "x one", "1")),
            malformed("8.2.1: a control in a name", with(get, "x\u0001", "1")),
            malformed("8.2.1: NUL in a name", with(get, "x\0", "1")),
            malformed("8.2.1: CR LF in a name", with(get, "x: 1\r\ny", "1")),
            malformed("8.2.1: 0x7f in a name", with(get, "x\u007f", "1")),
            malformed("8.2.1: 0xff in a name", with(get, "x\u00ff", "1")),
            malformed("8.2.1: 0x80 in a name", with(get, "x\u0080", "1")),
            malformed("8.2.1: a colon in a name", with(get, "x:y", "1")),
            malformed("8.2.1: NUL in a value", with(get, "x", "a\0b")),
            malformed("8.2.1: LF in a value", with(get, "x", "a\nb")),
            malformed("8.2.1: CR in a value", with(get, "x", "a\rb")),
            malformed("8.2.1: a space before a value", with(get, "x", " a")),
            malformed("8.2.1: a tab behind a value", with(get, "x", "a\t")),
            malformed("8.2.1: LF in the path", ":method", "GET", ":scheme", "http", ":path", "/a\nb", ":authority", "shop"),
            malformed("8.2.1: CR LF in the authority", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop\r\nx: y"),
            malformed("8.2.1: a space in the method", ":method", "GET /x", ":scheme", "http", ":path", "/", ":authority", "shop"),
            malformed("8.2.1: a space in the path", ":method", "GET", ":scheme", "http", ":path", "/a b", ":authority", "shop"),
            malformed("8.2.2: Connection", with(get, "connection", "keep-alive")),
            malformed("8.2.2: Proxy-Connection", with(get, "proxy-connection", "keep-alive")),
            malformed("8.2.2: Keep-Alive", with(get, "keep-alive", "timeout=5")),
            malformed("8.2.2: Transfer-Encoding", with(get, "transfer-encoding", "chunked")),
            malformed("8.2.2: Upgrade", with(get, "upgrade", "h2c")),
            malformed("8.2.2: TE of gzip", with(get, "te", "trailers, deflate;q=0.5")),
            rule("8.2.2: TE of trailers", c -> assertTrue(c.get(1, "/asks", "te", "trailers").answer(1).text().contains("|trailers|"))),
            rule("8.2.2: no such header in an answer", c -> {
                for (var path : List.of("/", "/echo", "/files/big", "/files/none")) {
                    try (var client = FrameClient.open(edge.address())) {
                        var fields = client.get(1, path).answer(1).fields();
                        assertTrue(fields.stream().noneMatch(line ->
                                line.matches("(connection|keep-alive|transfer-encoding|upgrade|proxy-connection): .*")), fields.toString());
                        assertTrue(fields.stream().noneMatch(line -> line.matches("[^ ]*[A-Z].*: .*")), fields.toString());
                    }
                }
            }),
            rule("8.2.2: what an upstream says of its connection does not pass", c -> {
                var fields = c.get(1, "/hop").answer(1).fields();
                assertTrue(fields.contains("x-two: 2"), fields.toString());
                assertTrue(fields.stream().noneMatch(line ->
                        line.matches("(connection|keep-alive|transfer-encoding|upgrade|proxy-connection): .*")), fields.toString());
            }),
            clear("8.1.1: nothing that is malformed is forwarded", c -> {
                var guarded = new String[] {":method", "GET", ":scheme", "http", ":path", "/guarded", ":authority", "shop"};
                c.headers(1, END_STREAM | END_HEADERS, block(with(guarded, "X-Upper", "1"))).isReset(1, PROTOCOL_ERROR);
                c.headers(3, END_STREAM | END_HEADERS, block(with(guarded, "x", "a\r\nb: c"))).isReset(3, PROTOCOL_ERROR);
                c.headers(5, END_STREAM | END_HEADERS, block(with(guarded, "transfer-encoding", "chunked"))).isReset(5, PROTOCOL_ERROR);
                c.post(7, "/guarded", "content-length", "1").data(7, END_STREAM, "test").isReset(7, PROTOCOL_ERROR);
                c.post(9, "/guarded").data(9, 0, "test").headers(9, END_STREAM | END_HEADERS, block(":path", "/"))
                        .isReset(9, PROTOCOL_ERROR);
                assertEquals("d:80", c.get(11, "/guarded").answer(11).text());
                assertEquals(1, edge.peer("d:80").requests());
            }),
            rule("8.2.3: cookies are joined", c -> assertTrue(c.get(1, "/asks", "cookie", "a=1", "x", "y", "cookie", "b=2", "cookie", "c=3")
            .answer(1).text().contains("|a=1; b=2; c=3|"))),
            malformed("8.3: an unknown pseudo-header", with(get, ":unknown", "x")),
            malformed("8.3: a pseudo-header of answers", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop",
            ":status", "200"),
            malformed("8.3: a pseudo-header behind a header", ":method", "GET", ":scheme", "http", ":path", "/", "x", "y", ":authority",
            "shop"),
            malformed("8.3: two :method", with(get, ":method", "GET")),
            malformed("8.3: two :scheme", with(get, ":scheme", "http")),
            malformed("8.3: two :path", with(get, ":path", "/")),
            malformed("8.3: two :authority", with(get, ":authority", "shop")),
            malformed("8.3.1: no :method", ":scheme", "http", ":path", "/", ":authority", "shop"),
            malformed("8.3.1: no :scheme", ":method", "GET", ":path", "/", ":authority", "shop"),
            malformed("8.3.1: no :path", ":method", "GET", ":scheme", "http", ":authority", "shop"),
            malformed("8.3.1: an empty :scheme", ":method", "GET", ":scheme", "", ":path", "/", ":authority", "shop"),
            malformed("10.3: a :scheme that is more than one", ":method", "GET", ":scheme", "http://evil/?", ":path", "/", ":authority",
            "shop"),
            malformed("10.3: a :scheme that begins with a digit", ":method", "GET", ":scheme", "1http", ":path", "/", ":authority", "shop"),
            rule("8.3.1: another scheme than http and https", c -> isServed(c.headers(1, END_STREAM | END_HEADERS,
            block(":method", "GET", ":scheme", "coap+tcp", ":path", "/", ":authority", "shop")), 1)),
            rule("10.3: an :authority that is none", c -> {
                int id = 1;
                for (var authority : List.of("shop/x", "shop x", "shop@", "a@shop", "shop:x", "shop:99999", "sh\"op", "[::1", "shop?x",
                        "#")) {
                    c.headers(id, END_STREAM | END_HEADERS, block(":method", "GET", ":scheme", "http", ":path", "/", ":authority",
                            authority));
                    assertEquals(400, c.answer(id).status(), authority);
                    id += 2;
                }
            }),
            malformed("8.3.1: an empty :path", ":method", "GET", ":scheme", "http", ":path", "", ":authority", "shop"),
            malformed("8.3.1: an empty :method", ":method", "", ":scheme", "http", ":path", "/", ":authority", "shop"),
            malformed("8.3.1: a :path that does not begin with a slash", ":method", "GET", ":scheme", "http", ":path", "index.html",
            ":authority", "shop"),
            malformed("8.3.1: * for something else than OPTIONS", ":method", "GET", ":scheme", "http", ":path", "*", ":authority", "shop"),
            refused("8.3.1: userinfo in :authority", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "me:secret@shop"),
            refused("8.3.1: an empty :authority", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", ""),
            malformed("8.3.1: Host and :authority differ", with(get, "host", "other")),
            malformed("8.3.1: Host and :authority differ in their ports", with(get, "host", "shop:8080")),
            malformed("8.3.1: Host has the port of another scheme", with(get, "host", "shop:443")),
            rule("8.3.1: Host and :authority are compared as the scheme says, and :authority holds", c -> {
                assertTrue(c.get(1, "/asks", "host", "SHOP:80").answer(1).text().startsWith("shop|shop|"));
                c.headers(3, END_STREAM | END_HEADERS, block(":method", "GET", ":scheme", "https", ":path", "/asks",
                        ":authority", "Shop:443", "host", "shop"));
                assertTrue(c.answer(3).text().startsWith("shop|Shop:443|"));
            }),
            rule("8.3.1: * for OPTIONS", c -> assertTrue(c.headers(1, END_STREAM | END_HEADERS, request("OPTIONS", "*"))
            .answer(1).status() > 0)),
            rule("8.3.1: Host and :authority are the same",
            c -> assertTrue(c.get(1, "/asks", "host", "shop").answer(1).text().startsWith("shop|shop|"))),
            clear("8.3.1: Host in the place of :authority", c -> {
                c.headers(1, END_STREAM | END_HEADERS, block(":method", "GET", ":scheme", "http", ":path", "/asks", "host", "shop"));
                assertEquals("shop|shop|||GET|http|HTTP/2.0|h2c", c.answer(1).text());
            }),
            clear("8.3.1: :authority is what Host was", c -> assertEquals("shop|shop|||GET|http|HTTP/2.0|h2c",
            c.get(1, "/asks").answer(1).text())),
            refused("8.3.1: neither of them", ":method", "GET", ":scheme", "http", ":path", "/"),
            rule("8.5: CONNECT", c -> assertEquals(405,
            c.headers(1, END_STREAM | END_HEADERS, block(":method", "CONNECT", ":authority", "shop:443")).answer(1).status())),
            malformed("8.5: CONNECT with :path", ":method", "CONNECT", ":authority", "shop:443", ":path", "/"),
            malformed("8.5: CONNECT with :scheme", ":method", "CONNECT", ":authority", "shop:443", ":scheme", "http"),
            malformed("8.5: CONNECT without :authority", ":method", "CONNECT"),
            malformed("RFC 8441 4: :protocol without CONNECT", with(get, ":protocol", "websocket")),
            malformed("RFC 8441 4: an extended CONNECT without :path", ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http",
            ":authority", "shop"),
            malformed("8.1.1: a body longer than Content-Length", c -> c.post(1, "/held", "content-length", "1")
            .data(1, END_STREAM, "test")),
            malformed("8.1.1: a body shorter than Content-Length", c -> c.post(1, "/held", "content-length", "5")
            .data(1, END_STREAM, "test")),
            malformed("8.1.1: several frames that are more than Content-Length",
            c -> c.post(1, "/held", "content-length", "5").data(1, 0, "tes").data(1, END_STREAM, "ting")),
            malformed("8.1.1: no body where Content-Length announces one",
            c -> c.headers(1, END_STREAM | END_HEADERS, request("POST", "/held", "content-length", "1"))),
            malformed("8.1.1: trailers before Content-Length is reached",
            c -> c.post(1, "/held", "content-length", "5").data(1, 0, "test").headers(1, END_STREAM | END_HEADERS, block("x", "y"))),
            malformed("8.1.1: two Content-Length", with(get, "content-length", "0", "content-length", "0")),
            malformed("8.1.1: a Content-Length that is none", with(get, "content-length", "+0")),
            malformed("8.1.1: an empty Content-Length", with(get, "content-length", "")),
            malformed("8.1.1: a Content-Length of 20 digits", with(get, "content-length", "18446744073709551616")),
            rule("8.1.1: Content-Length is reached", c -> assertEquals("a:80",
            c.post(1, "/echo", "content-length", "4").data(1, 0, "te").data(1, 0, "st").data(1, END_STREAM, "").answer(1).text())),
            rule("8.1.1: a Content-Length of 0", c -> assertEquals("a:80",
            c.headers(1, END_STREAM | END_HEADERS, request("POST", "/echo", "content-length", "0")).answer(1).text())),
            rule("10.5.1: a head that is too large for us is answered", c -> {
                var answer = c.get(1, "/", "x", "y".repeat(9_000)).answer(1);
                assertEquals(400, answer.status());
                isServed(c.get(3, "/"), 3);
            }),
            rule("10.5.1: a head of several frames that is too large for us is answered, and others go on", c -> {
                c.post(1, "/echo").headers(3, END_STREAM, request("GET", "/"));
                for (int i = 0; i < 7; i++) c.frame(CONTINUATION, i < 6 ? 0 : END_HEADERS, 3, block("x", "y".repeat(7_000)));
                assertEquals(400, c.answer(3).status());
                assertEquals("a:80", c.data(1, END_STREAM, "test").answer(1).text());
            }),
            rule("10.5.1: a path that is too large for us is answered", c -> {
                assertEquals(414, c.get(1, "/".concat("y".repeat(9_000))).answer(1).status());
                c.headers(3, END_STREAM | END_HEADERS, block(":authority", "shop", ":path", "/".concat("y".repeat(9_000)),
                        ":method", "GET", ":scheme", "http"));
                assertEquals(414, c.answer(3).status());
                c.headers(5, END_STREAM | END_HEADERS, block("x", "y".repeat(9_000)));
                assertEquals(414, c.answer(5).status());
                isServed(c.get(7, "/"), 7);
            }),
            rule("10.5.1: a block that is too large for us changes the table too", c -> {
                c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/", "x", "y".repeat(9_000)), remembered("te", "trailers")));
                assertEquals(400, c.answer(1).status());
                assertTrue(c.headers(3, END_STREAM | END_HEADERS, join(request("GET", "/asks"), hex("be"))).answer(3).text()
                        .contains("|trailers|"));
            }),
            fatal("10.5.1: a block without an end", ENHANCE_YOUR_CALM, c -> {
                c.headers(1, END_STREAM, request("GET", "/"));
                for (int i = 0; i < 10; i++) c.frame(CONTINUATION, 0, 1, block("x", "y".repeat(8_000)));
            }));
    }

    private static String[] with(String[] fields, String... more) {
        return Stream.concat(Arrays.stream(fields), Arrays.stream(more)).toArray(String[]::new);
    }

    @TestFactory Stream<DynamicTest> compression() {
        return Stream.of(
            broken("2.3.3: position 0", "80"),
            broken("2.3.3: a position behind both tables", "be"),
            broken("6.2.1: a name at a position behind both tables", "7e 01 61"),
            broken("4.2: a table larger than the one that was allowed", "3f e2 1f"),
            broken("4.2: a table size update behind a field", "82 20"),
            broken("4.2: more table size updates than two", "20 20 20"),
            broken("6.3: a table size update that says more than can be", "3f ff ff ff ff 0f"),
            broken("5.1: an integer that is not whole", "ff"),
            broken("5.2: a string whose length is not whole", "00 7f"),
            broken("5.1: an integer without an end", "ff ff ff ff ff ff ff ff ff ff ff ff 00"),
            broken("5.1: an integer beyond what can be", "7f ff ff ff ff 7f"),
            broken("5.2: a string longer than its block", "00 05 61"),
            broken("5.2: a block that ends behind a name", "00 01 61"),
            broken("5.2: EOS in a Huffman string", "00 85 f2 b2 4a 84 ff 84 ff ff ff ff"),
            broken("5.2: 8 bits of padding", "00 82 1f ff 01 61"),
            broken("5.2: padding of zeros", "00 83 1c 64 50 01 61"),
            rule("4.2: an empty table", c -> isServed(c.headers(1, END_STREAM | END_HEADERS, join(hex("20"), request("GET", "/"))), 1)),
            rule("4.2: two updates at the start of a block",
            c -> isServed(c.headers(1, END_STREAM | END_HEADERS, join(hex("20 3f e1 1f"), request("GET", "/"))), 1)),
            fatal("4.3: a smaller table forgets", COMPRESSION_ERROR, c -> {
                isServed(c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/"), remembered("x", "y"))), 1);
                c.headers(3, END_STREAM | END_HEADERS, join(hex("20"), request("GET", "/"), hex("be")));
            }),
            fatal("4.4: a field larger than the table empties it", COMPRESSION_ERROR, c -> {
                isServed(c.headers(1, END_STREAM | END_HEADERS,
                        join(request("GET", "/"), remembered("x", "y"), remembered("z", "y".repeat(4096)))), 1);
                c.headers(3, END_STREAM | END_HEADERS, join(request("GET", "/"), hex("be")));
            }),
            rule("6.1: what was remembered is found again", c -> {
                isServed(c.headers(1, END_STREAM | END_HEADERS,
                        join(request("GET", "/"), remembered("te", "trailers"), remembered("x", "y"))), 1);
                assertTrue(c.headers(3, END_STREAM | END_HEADERS, join(request("GET", "/asks"), hex("bf"))).answer(3).text()
                        .contains("|trailers|"));
            }),
            rule("4.2: a client without a table is told so, and understood", c -> {
                c.settings(HEADER_TABLE_SIZE, 0).get(1, "/");
                var head = c.until("HEADERS", came -> came.type() == HEADERS);
                assertEquals(0x20, head.payload()[0]);
                assertEquals(":status: 200", c.fields(head).getFirst());
            }));
    }

    private static DynamicTest broken(String name, String block) {
        return fatal(name, COMPRESSION_ERROR, c -> c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/"), hex(block))));
    }
}
