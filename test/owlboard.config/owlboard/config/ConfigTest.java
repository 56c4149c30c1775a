package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Configuration.Severity;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.Http.Source.Geo;
import owlboard.config.Http.Source.Mapped;
import owlboard.config.Http.Source.Split;
import owlboard.config.Location.Content;
import owlboard.config.Location.Match;
import owlboard.config.Server.ServerName;
import owlboard.config.Upstream.Balancing;
import owlboard.config.directive.Access;
import owlboard.config.directive.Core;
import owlboard.config.directive.Headers;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Limits;
import owlboard.config.directive.Logs;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Upstreams;
import owlboard.config.file.Config;

class ConfigTest {
    @TempDir
    Path folder;

    @Test
    void inheritsSimpleValuesSinglyAndListsWhole() throws Exception {
        var server = server("""
                add_header A 1; add_header B 2; proxy_read_timeout 5s; client_max_body_size 3m;
                location /same { }
                location /own { add_header C 3; proxy_read_timeout 7s; }
                """);
        var same = server.locations().get(0).level();
        var own = server.locations().get(1).level();
        assertEquals(List.of("A", "B"), same.get(Headers.ADD_HEADER).stream().map(Headers.AddHeader::name).toList());
        assertEquals(List.of("C"), own.get(Headers.ADD_HEADER).stream().map(Headers.AddHeader::name).toList());
        assertEquals(5_000L, same.get(Proxy.PASSING.readTimeout));
        assertEquals(7_000L, own.get(Proxy.PASSING.readTimeout));
        assertEquals(3L << 20, own.get(HttpCore.CLIENT_MAX_BODY_SIZE));
    }

    @Test
    void inheritsWhatStandsAfterTheBlock() throws Exception {
        var server = server("location / { } root /later;");
        assertEquals("/later", server.locations().getFirst().level().get(HttpCore.ROOT).path().constant());
    }

    @Test
    void keepsTryFilesAndHandlersOutOfNestedLocations() throws Exception {
        var outer = server("location /a { try_files $uri =404; proxy_pass http://127.0.0.1:1; location /a/b { } }").locations().getFirst();
        assertEquals(404, outer.level().get(HttpCore.TRY_FILES).code());
        assertNull(outer.locations().getFirst().level().get(HttpCore.TRY_FILES));
        assertNull(outer.locations().getFirst().content());
    }

    @Test
    void givesAnIfTheHandlerThatStandsAfterIt() throws Exception {
        var location = server("""
                location / {
                  add_header A 1;
                  if ($request_method = OPTIONS) { add_header B 2; return 204; }
                  rewrite ^/api/(.*)$ /$1 break;
                  proxy_pass https://users;
                }
                """).locations().getFirst();
        var branch = assertInstanceOf(Step.If.class, location.steps().getFirst());
        assertInstanceOf(Match.Anonymous.class, branch.location().match());
        assertSame(location.content(), branch.location().content());
        assertEquals(List.of("B"), branch.location().level().get(Headers.ADD_HEADER).stream().map(Headers.AddHeader::name).toList());
        assertEquals(204, assertInstanceOf(Step.Return.class, branch.steps().getFirst()).code());
        var rewrite = assertInstanceOf(Step.Rewrite.class, location.steps().get(1));
        assertEquals(Step.Flag.BREAK, rewrite.flag());
        assertTrue(assertInstanceOf(Content.Proxy.class, location.content()).secure());
    }

    @Test
    void knowsTheWaysToWriteALocation() throws Exception {
        var matches = server("location =/a { } location ^~ /b { } location ~*\\.gif$ { } location @c { } location /d { }").locations()
                .stream().map(Location::match).toList();
        assertEquals(new Match.Exact("/a"), matches.get(0));
        assertEquals(new Match.Prefix("/b", true), matches.get(1));
        assertTrue(assertInstanceOf(Match.Matching.class, matches.get(2)).regex().pattern().matcher("/x.GIF").find());
        assertEquals(new Match.Named("@c"), matches.get(3));
        assertEquals(new Match.Prefix("/d", false), matches.get(4));
    }

    @Test
    void separatesHostAndUriOfProxyPass() throws Exception {
        var contents = server("""
                location /a { proxy_pass http://api; }
                location /b { proxy_pass https://api:8443/; }
                location /c { proxy_pass http://unix:/tmp/s.sock:/x; }
                location /d { proxy_pass http://$host:8080; }
                location /e { proxy_pass http://[::1]:80/y?z=1; }
                """).locations().stream().map(Location::content).map(Content.Proxy.class::cast).toList();
        assertEquals(List.of("api", "api:8443", "unix:/tmp/s.sock"), contents.stream().limit(3).map(Content.Proxy::host).toList());
        assertNull(contents.get(0).uri());
        assertEquals("/", contents.get(1).uri());
        assertEquals("/x", contents.get(2).uri());
        assertNull(contents.get(3).host());
        assertEquals("[::1]:80", contents.get(4).host());
        assertEquals("/y?z=1", contents.get(4).uri());
    }

    @Test
    void putsAHandlerOfTheServerBehindEveryLocation() throws Exception {
        var locations = server("stub_status; location /a { }").locations();
        assertEquals(new Match.Prefix("", false), locations.getLast().match());
        assertInstanceOf(Content.StubStatus.class, locations.getLast().content());
    }

    @Test
    void readsListenAndNames() throws Exception {
        var server =
                server("listen [::]:8443 ipv6only=off; listen unix:/tmp/x; server_name A.com .b.com *.c.com d.* ~^(?<sub>.+)\\.e$ \"\";");
        var listen = server.listens().get(1);
        assertEquals("::", listen.host());
        assertEquals(8443, listen.port());
        assertEquals(false, listen.socket().ipv6Only());
        assertEquals("/tmp/x", server.listens().get(2).unixPath());
        assertEquals(List.of(new ServerName.Exact("a.com"), new ServerName.Exact("b.com"), new ServerName.Leading(".b.com"),
                new ServerName.Leading(".c.com"), new ServerName.Trailing("d.")),
                server.names().subList(0, 5));
        assertInstanceOf(ServerName.Matching.class, server.names().get(5));
        assertEquals(new ServerName.Exact(""), server.names().get(6));
    }

    @Test
    void listensOnPort80OnlyWithPrivileges() throws Exception {
        assertEquals(80, load("events {} http { server { } }", true).http().servers().getFirst().listens().getFirst().port());
        assertEquals(8000, load("events {} http { server { } }", false).http().servers().getFirst().listens().getFirst().port());
    }

    @Test
    void readsUpstreams() throws Exception {
        var upstream =
                http(
                "upstream api { least_conn; server a:80 max_fails=3 fail_timeout=30s weight=2; server b:81 backup down max_conns=5; "
                + "keepalive 64; keepalive_timeout 20s; }")
                .upstreams().getFirst();
        assertEquals(new Balancing.LeastConn(), upstream.balancing());
        assertEquals(64, upstream.level().get(Upstreams.KEEPALIVE));
        assertEquals(20_000L, upstream.level().get(Upstreams.KEEPALIVE_TIMEOUT));
        var first = upstream.peers().get(0);
        assertEquals("a:80 2 3 30000", first.address() + ' ' + first.weight() + ' ' + first.maxFails() + ' ' + first.failTimeoutMillis());
        var second = upstream.peers().get(1);
        assertTrue(second.backup() && second.down());
        assertEquals("5 1 10000", second.maxConns() + " " + second.maxFails() + " " + second.failTimeoutMillis());
    }

    @Test
    void readsLimitsAndLogs() throws Exception {
        var http = http("""
                limit_req_zone $binary_remote_addr zone=r:10m rate=90r/m; limit_conn_zone $host zone=c:1m;
                log_format main escape=json 'a $uri'
                  ' b';
                server { listen 8099; limit_req zone=r burst=20 nodelay; limit_conn c 10; access_log logs/$host.log main;
                  access_log logs/a.log main buffer=8k flush=1s;
                  location /off { access_log off; } }
                """);
        var server = http.servers().getFirst();
        assertEquals(1_500, http.limitReqZones().getFirst().rate());
        var limit = server.level().get(Limits.LIMIT_REQ).getFirst();
        assertEquals("r 20 " + Integer.MAX_VALUE, limit.zone() + ' ' + limit.burst() + ' ' + limit.delayCount());
        assertEquals("a $uri b", http.logFormats().get("main").line().source());
        assertEquals(Http.Escape.JSON, http.logFormats().get("main").escape());
        assertTrue(http.logFormats().containsKey("combined"));
        var log = server.level().get(Logs.ACCESS_LOG).getFirst();
        assertEquals("logs/$host.log main null", log.path().source() + ' ' + log.format() + ' ' + log.buffering());
        assertEquals(new Logs.Buffering(8192, 1_000L, 0), server.level().get(Logs.ACCESS_LOG).get(1).buffering());
        assertTrue(server.locations().getFirst().level().get(Logs.ACCESS_LOG).isEmpty());
        assertNull(http.level().get(Logs.ACCESS_LOG));
    }

    @Test
    void readsMapsGeoAndSplits() throws Exception {
        var variables = http("""
                map $host $m { hostnames; default d; A.com 1; .b.com 2; c.* 3; ~^(?<x>.)z $x; volatile; }
                geo $g { default 0; 10.0.0.0/8 1; 2001:db8::/32 2; proxy 127.0.0.1; }
                geo $r { ranges; 10.0.0.1-10.0.0.4 1; }
                split_clients $uri $s { 50% a; * b; }
                """).variables();
        var map = (Mapped) source(variables, "m");
        assertTrue(map.isVolatile());
        assertEquals("1", map.exact().get("a.com").constant());
        assertEquals("2", map.exact().get("b.com").constant());
        assertEquals("2", map.hostnames().leading().get(".b.com").constant());
        assertEquals("3", map.hostnames().trailing().get("c.").constant());
        assertInstanceOf(Http.Source.Assigned.class, source(variables, "x"));
        var geo = (Geo) source(variables, "g");
        assertEquals("1 0", geo.value(new byte[] {10, 1, 2, 3}) + " " + geo.value(new byte[] {11, 0, 0, 0}));
        assertEquals(3, geo.six().spans());
        assertEquals(List.of("127.0.0.1"), geo.proxies());
        assertEquals(3, ((Geo) source(variables, "r")).four().spans());
        assertEquals(List.of(0xffffffffL / 2, 1L << 32), ((Split) source(variables, "s")).shares().stream().map(Http.Source.Share::upTo)
                .toList());
    }

    @Test
    void keepsAllowAndDenyInOrder() throws Exception {
        var rules = server("location / { deny 10.0.0.1; allow 10.0.0.0/8; allow unix:; deny all; }").locations().getFirst().level()
                .get(Access.ACCESS);
        assertEquals("false 32, true 8, true 0, false 0", rules.stream().map(rule -> rule.allow() + " " + rule.prefix())
                .collect(Collectors.joining(", ")));
        assertTrue(rules.get(2).unix());
    }

    @Test
    void setsTheTwoBuiltInVariablesThatCanBeSetByName() throws Exception {
        var step = (Step.Set) server("set $args a=1;").steps().getFirst();
        assertEquals("args", step.name());
        assertEquals(-1, step.slot());
    }

    @Test
    void followsIncludesInTheOrderOfTheirNames() throws Exception {
        write("sites/b.conf", "server { listen 8002; }");
        write("sites/a.conf", "server { listen 8001; include inner.conf; }");
        write("sites/.hidden.conf", "bogus;");
        write("inner.conf", "server_name inner;");
        write("etc/nginx/abs.conf", "root /x;");
        var configuration = load("events {} http { include sites/*.conf; include /etc/nginx/abs.conf; }", true);
        assertEquals(List.of(8001, 8002), configuration.http().servers().stream().map(server -> server.listens().getFirst().port())
                .toList());
        assertEquals(List.of("conf/main.conf", "conf/sites/a.conf", "conf/inner.conf", "conf/sites/b.conf", "/etc/nginx/abs.conf"),
                configuration.files().stream().map(SourceFile::name).toList());
    }

    @Test
    void namesTheIncludedFileInItsErrors() throws Exception {
        write("part.conf", "\n\nbogus;\n");
        var wrong = assertThrows(ConfigException.class, () -> load("events {} http { include part.conf; }", true));
        assertEquals(List.of("unknown directive \"bogus\" in conf/part.conf:3"), wrong.errors());
    }

    @Test
    void refusesAFileThatIncludesItself() throws Exception {
        write("loop.conf", "include loop.conf;");
        var wrong = assertThrows(ConfigException.class, () -> load("events {} http { include loop.conf; }", true));
        assertTrue(wrong.errors().getFirst().startsWith("too many nested includes in conf/loop.conf:1"), wrong.getMessage());
    }

    @Test
    void standsInForMissingMediaTypesAndSaysSo() throws Exception {
        var configuration = load("events {} http { include /etc/nginx/mime.types; types { text/x-mine mine; } }", true);
        var types = configuration.http().level().get(HttpCore.TYPES);
        assertEquals("text/html", types.get("html"));
        assertEquals("text/x-mine", types.get("mine"));
        assertEquals(1, configuration.notices().stream().filter(notice -> notice.severity() == Severity.WARNING).count());
    }

    @Test
    void givesABareFileTheStockImage() throws Exception {
        var configuration = load("server { listen 8099; }", true);
        var level = configuration.http().servers().getFirst().level();
        assertEquals("application/octet-stream", level.get(HttpCore.DEFAULT_TYPE));
        assertEquals(65_000, level.get(HttpCore.KEEPALIVE_TIMEOUT).timeoutMillis());
        assertEquals("/var/log/nginx/access.log", level.get(Logs.ACCESS_LOG).getFirst().path().constant());
        assertEquals("/var/log/nginx/error.log", configuration.main().get(Core.ERROR_LOG).getFirst().target());
        assertEquals("notice", level.get(Core.ERROR_LOG).getFirst().level());
    }

    @Test
    void takesDirectivesFromTheCommandLine() throws Exception {
        write("main.conf", "events {}");
        var source = new Config.Source(folder.resolve("main.conf"), "main.conf", Path::of, "daemon off; pid /tmp/x.pid;", true);
        var configuration = Config.load(source);
        assertEquals(false, configuration.main().get(Core.DAEMON));
        assertEquals("/tmp/x.pid", configuration.main().get(Core.PID));
        var wrong = new Config.Source(folder.resolve("main.conf"), "main.conf", Path::of, "bogus on;", true);
        assertEquals(List.of("unknown directive \"bogus\" in command line"),
                assertThrows(ConfigException.class, () -> Config.load(wrong)).errors());
    }

    @Test
    void failsToReadAFileThatIsNotThere() {
        assertThrows(NoSuchFileException.class, () -> Config.load(Config.Source.of(folder.resolve("nothing.conf"))));
    }

    @Test
    void readsCarriageReturnsAsBlanks() throws Exception {
        assertEquals(8099, load("events {}\r\nhttp {\r\n  server {\r\n    listen 8099;\r\n  }\r\n}\r\n", true).http().servers().getFirst()
                .listens().getFirst().port());
    }

    private static Http.Source source(List<Http.Variable> variables, String name) {
        return variables.stream().filter(variable -> variable.name().equals(name)).findFirst().orElseThrow().source();
    }

    private Server server(String body) throws IOException, ConfigException {
        return http("server { listen 8099;\n" + body + "}").servers().getFirst();
    }

    private Http http(String body) throws IOException, ConfigException {
        return load("events {} http {\n" + body + "}", true).http();
    }

    private Configuration load(String text, boolean privileged) throws IOException, ConfigException {
        write("main.conf", text);
        return Config.load(new Config.Source(folder.resolve("main.conf"), "conf/main.conf", path -> folder.resolve(path.substring(1)), "",
                privileged));
    }

    private void write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
