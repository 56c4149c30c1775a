package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ngx_http_core_module, ngx_http_index_module and ngx_http_try_files_module. */
public final class HttpCore {
    /** {@code number} buffers, each of {@code sizeBytes}. */
    public record Buffers(int number, long sizeBytes) {}

    /** {@code open_file_cache}: so many files at most, 0 for none, which are closed when nobody asks for them for so long. */
    public record FileCache(int max, long inactiveMillis) {
        static final FileCache OFF = new FileCache(0, 0);
        static final long INACTIVE_SECONDS = 60;
    }

    /** {@code keepalive_timeout}; {@code headerMillis} 0: no {@code Keep-Alive} header. */
    public record KeepaliveTimeout(long timeoutMillis, long headerMillis) {}

    /** {@code error_page}. {@code overwrite}: -1 keeps the code, 0 takes that of the answer, otherwise the code to send. */
    public record ErrorPage(Place place, List<Integer> codes, int overwrite, Template uri) {}

    /** {@code limit_rate}: {@code size} is bytes a second. */
    public record Rate(Place place, Template size) {}

    /** {@code auth_delay}. */
    public record Delay(Place place, long millis) {}

    /** {@code root} or {@code alias}. {@code place} is null for the default. */
    public record Root(Place place, Template path, boolean alias) {}

    /** {@code try_files}. {@code fallback} is null when {@code code} is not 0. A file that ends in {@code /} asks for a directory. */
    public record TryFiles(Place place, List<Template> files, Template fallback, int code) {}

    /**
     * {@code disable_symlinks}. {@code ofOneOwner}: links of the owner of what they lead to may be followed; {@code from}: which beginning
     * of a path is not looked at, or null.
     */
    public record Symlinks(boolean off, boolean ofOneOwner, Template from) {}

    /** {@code client_body_in_file_only}. ON: the file stays; CLEAN: it lasts as long as its request. */
    public enum BodyInFile { OFF, ON, CLEAN }

    public enum LingeringClose { OFF, ON, ALWAYS }

    /** {@code server_tokens}. {@code text} null: on, off or build, which are the same here; otherwise what the server calls itself. */
    public record ServerTokens(Template text) {}

    public enum IfModifiedSince { OFF, EXACT, BEFORE }

    public enum Satisfy { ALL, ANY }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final Context[] AND_IF = {HTTP, SERVER, LOCATION, LOCATION_IF};
    private static final Context[] SERVERS = {HTTP, SERVER};
    private static final Context[] RESOLVERS = {HTTP, SERVER, LOCATION, UPSTREAM, STREAM, STREAM_SERVER, STREAM_UPSTREAM};
    private static final String BUFFERS = "buffers are sized by what arrives";
    private static final String HASHES = "hash tables grow by themselves";
    private static final long POOL_LEAST_BYTES = 112;
    private static final String FILES = "files are read and sent by the JDK";

    public static final Directive<?> SERVER_BLOCK = directive("server").in(HTTP, STREAM).takes(0).block().repeats();
    public static final Directive<?> LOCATION_BLOCK = directive("location").in(SERVER, LOCATION).takes(1, 2).block().repeats();
    public static final Directive<?> LIMIT_EXCEPT_BLOCK = directive("limit_except").in(LOCATION).takesAtLeast(1).block();
    public static final Directive<?> LISTEN = directive("listen").in(SERVER, STREAM_SERVER).takesAtLeast(1).repeats();
    public static final Directive<?> SERVER_NAME = directive("server_name").in(SERVER, STREAM_SERVER).takesAtLeast(1).repeats();

    public static final Directive<Long> CLIENT_HEADER_TIMEOUT = directive("client_header_timeout").in(SERVERS).takes(1)
            .reads(Words::duration).unset("60s");
    public static final Directive<Long> CLIENT_BODY_TIMEOUT = directive("client_body_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("60s");
    public static final Directive<Long> CLIENT_HEADER_BUFFER_SIZE = directive("client_header_buffer_size").in(SERVERS).takes(1)
            .reads(Words::size).unset("1k");
    public static final Directive<Buffers> LARGE_CLIENT_HEADER_BUFFERS =
            directive("large_client_header_buffers").in(SERVERS).takes(2).reads(HttpCore::buffers).unset("4 8k");
    public static final Directive<Integer> MAX_HEADERS = directive("max_headers").in(SERVERS).takes(1).reads(Words::number).unset("1000");
    public static final Directive<Long> CLIENT_MAX_BODY_SIZE = directive("client_max_body_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .unset("1m");
    public static final Directive<Long> CLIENT_BODY_BUFFER_SIZE = directive("client_body_buffer_size").in(EVERYWHERE).takes(1)
            .reads(Words::size).unset("16k");
    public static final Directive<TempPath> CLIENT_BODY_TEMP_PATH =
            directive("client_body_temp_path").in(EVERYWHERE).takes(1, 4).reads(TempPath::read).unset("client_body_temp");
    public static final Directive<BodyInFile> CLIENT_BODY_IN_FILE_ONLY = directive("client_body_in_file_only").in(EVERYWHERE).takes(1)
            .reads(words -> words.choice(BodyInFile.class, 0)).unset("off");
    public static final Directive<Boolean> CLIENT_BODY_IN_SINGLE_BUFFER = directive("client_body_in_single_buffer").in(EVERYWHERE).takes(1)
            .reads(Words::flag).meansNothing(BUFFERS);
    public static final Directive<KeepaliveTimeout> KEEPALIVE_TIMEOUT =
            directive("keepalive_timeout").in(EVERYWHERE).takes(1, 2).reads(HttpCore::keepaliveTimeout).unset("75s");
    public static final Directive<Long> KEEPALIVE_MIN_TIMEOUT = directive("keepalive_min_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("0");
    public static final Directive<Integer> KEEPALIVE_REQUESTS = directive("keepalive_requests").in(EVERYWHERE).takes(1).reads(Words::number)
            .unset("1000");
    public static final Directive<Long> KEEPALIVE_TIME = directive("keepalive_time").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("1h");
    public static final Directive<List<String>> KEEPALIVE_DISABLE =
            directive("keepalive_disable").in(EVERYWHERE).takes(1, 2).accumulates(HttpCore::oldBrowsers).unset("msie6").repeats();
    public static final Directive<Long> SEND_TIMEOUT = directive("send_timeout").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("60s");
    public static final Directive<LingeringClose> LINGERING_CLOSE =
            directive("lingering_close").in(EVERYWHERE).takes(1).reads(words -> words.choice(LingeringClose.class, 0)).unset("on");
    public static final Directive<Long> LINGERING_TIME = directive("lingering_time").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("30s");
    public static final Directive<Long> LINGERING_TIMEOUT = directive("lingering_timeout").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("5s");
    public static final Directive<Boolean> RESET_TIMEDOUT_CONNECTION =
            directive("reset_timedout_connection").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Boolean> TCP_NODELAY = directive("tcp_nodelay")
            .in(HTTP, SERVER, LOCATION, STREAM, STREAM_SERVER).takes(1).reads(Words::flag).unset("on");
    public static final Directive<Boolean> TCP_NOPUSH = directive("tcp_nopush").in(EVERYWHERE).takes(1).reads(Words::flag)
            .meansNothing("head and first body bytes leave in one write");
    public static final Directive<Boolean> SENDFILE = directive("sendfile").in(AND_IF).takes(1).reads(Words::flag).meansNothing(FILES);
    public static final Directive<Long> SENDFILE_MAX_CHUNK = directive("sendfile_max_chunk").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing(FILES);
    public static final Directive<Long> SUBREQUEST_OUTPUT_BUFFER_SIZE = directive("subrequest_output_buffer_size").in(EVERYWHERE).takes(1)
            .reads(Words::size).unset("4k");
    public static final Directive<?> AIO = directive("aio").in(EVERYWHERE).takes(1).reads(HttpCore::aio).meansNothing(FILES);
    public static final Directive<Boolean> AIO_WRITE = directive("aio_write").in(EVERYWHERE).takes(1).reads(Words::flag)
            .meansNothing(FILES);
    public static final Directive<?> DIRECTIO = directive("directio").in(EVERYWHERE).takes(1).reads(HttpCore::sizeOrOff)
            .meansNothing(FILES);
    public static final Directive<?> DIRECTIO_ALIGNMENT = directive("directio_alignment").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing(FILES);
    public static final Directive<Long> READ_AHEAD = directive("read_ahead").in(EVERYWHERE).takes(1).reads(Words::size).meansNothing(FILES);
    public static final Directive<Symlinks> DISABLE_SYMLINKS =
            directive("disable_symlinks").in(EVERYWHERE).takes(1, 2).reads(HttpCore::symlinks).unset("off");
    public static final Directive<?> OUTPUT_BUFFERS = directive("output_buffers").in(EVERYWHERE).takes(2).reads(HttpCore::buffers)
            .meansNothing(BUFFERS);
    public static final Directive<Long> POSTPONE_OUTPUT = directive("postpone_output").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing(BUFFERS);
    public static final Directive<?> SEND_LOWAT = directive("send_lowat").in(EVERYWHERE).takes(1).reads(HttpCore::lowWater)
            .meansNothing("no Linux knows it");
    public static final Directive<Integer> TYPES_HASH_MAX_SIZE = directive("types_hash_max_size").in(EVERYWHERE).takes(1)
            .reads(Words::number).meansNothing(HASHES);
    public static final Directive<Integer> TYPES_HASH_BUCKET_SIZE = directive("types_hash_bucket_size").in(EVERYWHERE).takes(1)
            .reads(Words::number).meansNothing(HASHES);
    public static final Directive<Integer> SERVER_NAMES_HASH_MAX_SIZE = directive("server_names_hash_max_size").in(HTTP, STREAM).takes(1)
            .reads(Words::number).meansNothing(HASHES);
    public static final Directive<Integer> SERVER_NAMES_HASH_BUCKET_SIZE = directive("server_names_hash_bucket_size").in(HTTP, STREAM)
            .takes(1).reads(Words::number).meansNothing(HASHES);
    public static final Directive<Integer> VARIABLES_HASH_MAX_SIZE = directive("variables_hash_max_size").in(HTTP, STREAM).takes(1)
            .reads(Words::number).meansNothing(HASHES);
    public static final Directive<Integer> VARIABLES_HASH_BUCKET_SIZE = directive("variables_hash_bucket_size").in(HTTP, STREAM)
            .takes(1).reads(Words::number).meansNothing(HASHES);
    public static final Directive<FileCache> OPEN_FILE_CACHE = directive("open_file_cache").in(EVERYWHERE).takes(1, 2)
            .reads(HttpCore::fileCache).otherwise(FileCache.OFF);
    public static final Directive<Long> OPEN_FILE_CACHE_VALID = directive("open_file_cache_valid").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("60s");
    public static final Directive<Integer> OPEN_FILE_CACHE_MIN_USES = directive("open_file_cache_min_uses").in(EVERYWHERE).takes(1)
            .reads(Words::number).unset("1");
    public static final Directive<Boolean> OPEN_FILE_CACHE_ERRORS = directive("open_file_cache_errors").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Boolean> OPEN_FILE_CACHE_EVENTS = directive("open_file_cache_events").in(EVERYWHERE).takes(1)
            .reads(Words::flag).meansNothing(FILES);
    public static final Directive<Long> REQUEST_POOL_SIZE = directive("request_pool_size").in(SERVERS).takes(1).reads(HttpCore::poolSize)
            .meansNothing("memory is Java's");
    public static final Directive<Long> CONNECTION_POOL_SIZE = directive("connection_pool_size").in(SERVERS).takes(1)
            .reads(HttpCore::poolSize).unset("512")
            .meansNothing("memory is Java's");
    public static final Directive<ServerTokens> SERVER_TOKENS = directive("server_tokens").in(EVERYWHERE).takes(1)
            .reads(HttpCore::serverTokens).unset("on");
    public static final Directive<Boolean> UNDERSCORES_IN_HEADERS = directive("underscores_in_headers").in(SERVERS).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Boolean> IGNORE_INVALID_HEADERS = directive("ignore_invalid_headers").in(SERVERS).takes(1)
            .reads(Words::flag).unset("on");
    public static final Directive<Boolean> MERGE_SLASHES = directive("merge_slashes").in(SERVERS).takes(1).reads(Words::flag).unset("on");
    public static final Directive<Boolean> ABSOLUTE_REDIRECT = directive("absolute_redirect").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<Boolean> PORT_IN_REDIRECT = directive("port_in_redirect").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<Boolean> SERVER_NAME_IN_REDIRECT =
            directive("server_name_in_redirect").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Boolean> MSIE_PADDING = directive("msie_padding").in(EVERYWHERE).takes(1).reads(Words::flag).unset("on");
    public static final Directive<Boolean> MSIE_REFRESH = directive("msie_refresh").in(EVERYWHERE).takes(1).reads(Words::flag)
            .meansNothing("the browsers it is for are gone");
    public static final Directive<Boolean> LOG_NOT_FOUND = directive("log_not_found").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<Boolean> LOG_SUBREQUEST = directive("log_subrequest").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<Boolean> RECURSIVE_ERROR_PAGES = directive("recursive_error_pages").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    /** A URI, or {@code @named}; null: none. */
    public static final Directive<String> POST_ACTION = directive("post_action").in(AND_IF).takes(1).reads(HttpCore::place);
    public static final Directive<List<ErrorPage>> ERROR_PAGE = directive("error_page").in(AND_IF).takesAtLeast(2)
            .collects(HttpCore::errorPage).otherwise(List.of());
    public static final Directive<Boolean> INTERNAL = directive("internal").in(LOCATION).takes(0).reads(words -> true).otherwise(false);
    public static final Directive<String> DEFAULT_TYPE = directive("default_type").in(EVERYWHERE).takes(1).reads(Words::text)
            .unset("text/plain");
    /** Extension in lower case, without the dot, to media type. */
    public static final Directive<Map<String, String>> TYPES = directive("types").in(EVERYWHERE).takes(0).block()
            .accumulates(MediaTypes::block).otherwise(MediaTypes.STANDARD).repeats();
    public static final Directive<Root> ROOT = directive("root").in(AND_IF).takes(1)
            .<Root>accumulates((words, before) -> root(words, before, false)).unset("html").repeats();
    public static final Directive<Root> ALIAS = directive("alias").in(LOCATION).takes(1)
            .<Root>accumulates((words, before) -> root(words, before, true)).into(ROOT).repeats();
    public static final Directive<List<Template>> INDEX = directive("index").in(EVERYWHERE).takesAtLeast(1).accumulates(HttpCore::index)
            .unset("index.html").repeats();
    public static final Directive<TryFiles> TRY_FILES = directive("try_files").in(SERVER, LOCATION).takesAtLeast(2)
            .reads(HttpCore::tryFiles).own();
    /** Null: none. Of nginx's paid edition. */
    public static final Directive<Template> INTERNAL_REDIRECT = directive("internal_redirect").in(SERVER, LOCATION).takes(1)
            .reads(words -> words.template());
    public static final Directive<Boolean> ETAG = directive("etag").in(EVERYWHERE).takes(1).reads(Words::flag).unset("on");
    public static final Directive<IfModifiedSince> IF_MODIFIED_SINCE =
            directive("if_modified_since").in(EVERYWHERE).takes(1).reads(words -> words.choice(IfModifiedSince.class, 0)).unset("exact");
    public static final Directive<Integer> MAX_RANGES = directive("max_ranges").in(EVERYWHERE).takes(1).reads(Words::number)
            .otherwise(Integer.MAX_VALUE);
    /** Bytes a second; null: nothing set. */
    public static final Directive<Rate> LIMIT_RATE = directive("limit_rate").in(AND_IF).takes(1)
            .reads(words -> new Rate(words.place(), sizeTemplate(words)));
    public static final Directive<Template> LIMIT_RATE_AFTER =
            directive("limit_rate_after").in(AND_IF).takes(1).reads(HttpCore::sizeTemplate);
    public static final Directive<Satisfy> SATISFY = directive("satisfy").in(EVERYWHERE).takes(1)
            .reads(words -> words.choice(Satisfy.class, 0)).unset("all");
    /** Null: the system's own ways. */
    public static final Directive<Resolver> RESOLVER = directive("resolver").in(RESOLVERS).takesAtLeast(1)
            .reads(Resolver::read);
    public static final Directive<Long> RESOLVER_TIMEOUT = directive("resolver_timeout").in(RESOLVERS).takes(1)
            .reads(Words::duration).unset("30s");
    public static final Directive<Boolean> CHUNKED_TRANSFER_ENCODING =
            directive("chunked_transfer_encoding").in(EVERYWHERE).takes(1).reads(Words::flag).unset("on");
    /** 103 answers are passed on where one of them is neither empty nor {@code 0}. */
    public static final Directive<List<Template>> EARLY_HINTS = directive("early_hints").in(EVERYWHERE).takesAtLeast(1)
            .reads(HttpCore::templates).otherwise(List.of());
    public static final Directive<Delay> AUTH_DELAY = directive("auth_delay").in(EVERYWHERE).takes(1)
            .reads(words -> new Delay(words.place(), words.duration())).unset("0");

    private HttpCore() {}

    private static String place(Words words) throws Refusal {
        var place = words.text();
        if (place.startsWith("/") || place.length() > 1 && place.startsWith("@")) return place;
        throw words.refuse("invalid URI \"" + place + "\" in \"post_action\"", "write /a/path, or @ and the name of a location");
    }

    static Buffers buffers(Words words) throws Refusal {
        var number = Units.number(words.text(0));
        long size = words.size(1);
        boolean usable = number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= Integer.MAX_VALUE && size > 0;
        if (!usable) throw words.refuse('"' + words.name() + "\" directive invalid value", "write a number and a size, such as 8 4k");
        return new Buffers((int) number.getAsLong(), size);
    }

    /** A size, or what is one when a request runs. */
    static Template sizeTemplate(Words words) throws Refusal {
        var template = words.template();
        if (template.isConstant()) words.size();
        return template;
    }

    static List<Template> templates(Words words) throws Refusal {
        var all = new ArrayList<Template>();
        for (var arg : words.args()) all.add(words.template(arg));
        return List.copyOf(all);
    }

    private static boolean aio(Words words) throws Refusal {
        if (words.text().matches("on|off|threads(=.+)?")) return true;
        throw words.refuse("\"aio\" directive invalid value", "write on, off or threads");
    }

    private static long sizeOrOff(Words words) throws Refusal {
        return words.text().equals("off") ? 0 : words.size();
    }

    static long poolSize(Words words) throws Refusal {
        long size = words.size();
        if (size < POOL_LEAST_BYTES) throw words.refuse("the pool size must be no less than " + POOL_LEAST_BYTES);
        if (size % 16 != 0) throw words.refuse("the pool size must be a multiple of 16");
        return size;
    }

    private static FileCache fileCache(Words words) throws Refusal {
        if (words.count() == 1 && words.text().equals("off")) return FileCache.OFF;
        cacheWords(words, Set.of());
        long max = 0;
        long seconds = FileCache.INACTIVE_SECONDS;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            if (word.startsWith("max=")) max = Units.number(word.substring(4)).orElse(0);
            else seconds = Units.seconds(word.substring(9)).orElse(seconds);
        }
        return new FileCache((int) Math.min(max, Integer.MAX_VALUE), 1000 * seconds);
    }

    /** {@code max=} and {@code inactive=}, and numbers of these names, such as {@code min_uses=}. */
    static void cacheWords(Words words, Set<String> others) throws Refusal {
        boolean bounded = false;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            var name = word.substring(0, word.indexOf('=') + 1);
            var value = word.substring(name.length());
            boolean good = switch (name) {
                case "max=" -> Units.number(value).orElse(0) > 0;
                case "inactive=", "valid=" -> (name.equals("inactive=") || others.contains(name)) && Units.seconds(value).isPresent();
                default -> others.contains(name) && Units.number(value).orElse(0) > 0;
            };
            if (!good) throw words.refuse("invalid \"" + words.name() + "\" parameter \"" + word + '"');
            bounded |= name.equals("max=");
        }
        if (!bounded) throw words.refuse('"' + words.name() + "\" must have the \"max\" parameter");
    }

    static long lowWater(Words words) throws Refusal {
        long size = words.size();
        words.warn('"' + words.name() + "\" is not supported, ignored");
        return size;
    }

    private static KeepaliveTimeout keepaliveTimeout(Words words) throws Refusal {
        return new KeepaliveTimeout(words.duration(0), words.count() == 2 ? words.seconds(1) : 0);
    }

    private static List<String> oldBrowsers(Words words, List<String> before) throws Refusal {
        var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) {
            if (!List.of("none", "msie6", "safari").contains(words.text(i))) {
                throw words.refuse("invalid value \"" + words.text(i) + '"', "it must be none, msie6 or safari");
            }
            words.collect(i, words.text(i), all);
        }
        return List.copyOf(all);
    }

    private static ServerTokens serverTokens(Words words) throws Refusal {
        return new ServerTokens(List.of("on", "off", "build").contains(words.text()) ? null : words.template());
    }

    private static ErrorPage errorPage(Words words) throws Refusal {
        int last = words.count() - 1;
        int overwrite = -1;
        int codes = last;
        if (words.text(last - 1).startsWith("=")) {
            var text = words.text(last - 1).substring(1);
            if (text.isEmpty()) overwrite = 0;
            else if (text.matches("[0-9]{1,9}")) overwrite = Integer.parseInt(text);
            else throw words.refuse("invalid value \"" + words.text(last - 1) + '"');
            codes = last - 1;
            if (codes == 0) throw words.refuse("invalid value \"" + words.text(last - 1) + '"');
        }
        var all = new ArrayList<Integer>();
        for (int i = 0; i < codes; i++) {
            if (!words.text(i).matches("[0-9]{1,9}")) throw words.refuse("invalid value \"" + words.text(i) + '"');
            int code = Integer.parseInt(words.text(i));
            if (code == 499) throw words.refuse("invalid value \"499\"", "nobody is left to see the page of a closed request");
            if (code < 300 || code > 599) throw words.refuse("value \"" + words.text(i) + "\" must be between 300 and 599");
            all.add(code);
        }
        return new ErrorPage(words.place(), List.copyOf(all), overwrite, words.template(last));
    }

    private static Symlinks symlinks(Words words) throws Refusal {
        String mode = null;
        Template from = null;
        for (int i = 0; i < words.count(); i++) {
            var text = words.text(i);
            if (text.startsWith("from=") && from == null) from = words.template(text.substring(5));
            else if (Set.of("off", "on", "if_not_owner").contains(text) && mode == null) mode = text;
            else throw words.invalidParameter(i);
        }
        if (mode == null) throw words.refuse("\"disable_symlinks\" must have \"off\", \"on\" or \"if_not_owner\" parameter");
        if (mode.equals("off") && from != null) {
            throw words.refuse("\"from=\" cannot be used with \"off\" parameter", "write on or if_not_owner");
        }
        return new Symlinks(mode.equals("off"), mode.equals("if_not_owner"), from);
    }

    private static Root root(Words words, Root before, boolean alias) throws Refusal {
        if (before != null) {
            var earlier = before.alias() ? "alias" : "root";
            if (before.alias() == alias) throw words.refuse('"' + words.name() + "\" directive is duplicate");
            throw words.refuse('"' + words.name() + "\" directive is duplicate, \"" + earlier + "\" directive was specified earlier");
        }
        if (words.text().matches(".*\\$(document_root|realpath_root|\\{(document_root|realpath_root)\\}).*")) {
            throw words.refuse("the " + (words.text().contains("document_root") ? "$document_root" : "$realpath_root")
                    + " variable cannot be used in the \"" + words.name() + "\" directive");
        }
        var place = words.place().line() == 0 ? null : words.place();
        var path = words.text();
        while (!alias && path.length() > 1 && path.endsWith("/")) path = path.substring(0, path.length() - 1);
        return new Root(place, words.template(path), alias);
    }

    private static List<Template> index(Words words, List<Template> before) throws Refusal {
        var all = before == null ? new ArrayList<Template>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) {
            var file = words.text(i);
            if (file.startsWith("/") && i != words.count() - 1) {
                words.warn("only the last index in \"index\" directive should be absolute");
            }
            if (file.isEmpty()) throw words.refuse("index \"\" in \"index\" directive is invalid");
            all.add(words.template(file));
        }
        return List.copyOf(all);
    }

    private static TryFiles tryFiles(Words words) throws Refusal {
        var all = templates(words);
        int last = words.count() - 1;
        var fallback = words.text(last);
        if (!fallback.startsWith("=")) return new TryFiles(words.place(), all.subList(0, last), all.get(last), 0);
        if (!fallback.matches("=[0-9]{1,3}")) throw words.refuse("invalid code \"" + fallback + '"');
        int code = Integer.parseInt(fallback.substring(1));
        if (code < 200) throw words.refuse("invalid code \"" + fallback + '"', "it is 200 to 999, for no answer ends with another");
        return new TryFiles(words.place(), all.subList(0, last), null, code);
    }
}
