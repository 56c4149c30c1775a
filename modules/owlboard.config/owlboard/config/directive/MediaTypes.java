package owlboard.config.directive;

import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The {@code types} block, and the table that stands in for a missing {@code mime.types}. */
public final class MediaTypes {
    /** Media type, then its extensions. */
    private static final String TABLE = """
            text/html html htm shtml
            text/css css
            text/xml xml
            text/plain txt log conf
            text/markdown md
            text/csv csv
            text/calendar ics
            text/vtt vtt
            text/mathml mml
            text/vnd.sun.j2me.app-descriptor jad
            text/vnd.wap.wml wml
            text/x-component htc
            image/gif gif
            image/jpeg jpeg jpg
            image/png png
            image/apng apng
            image/avif avif
            image/svg+xml svg svgz
            image/tiff tif tiff
            image/vnd.wap.wbmp wbmp
            image/webp webp
            image/x-icon ico
            image/x-jng jng
            image/x-ms-bmp bmp
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            application/javascript js mjs
            application/json json map
            application/ld+json jsonld
            application/manifest+json webmanifest
            application/wasm wasm
            application/atom+xml atom
            application/rss+xml rss
            application/xhtml+xml xhtml
            application/xspf+xml xspf
            application/pdf pdf
            application/rtf rtf
            application/postscript ps eps ai
            application/zip zip
            application/gzip gz
            application/java-archive jar war ear
            application/mac-binhex40 hqx
            application/msword doc
            application/vnd.apple.mpegurl m3u8
            application/vnd.google-earth.kml+xml kml
            application/vnd.google-earth.kmz kmz
            application/vnd.ms-excel xls
            application/vnd.ms-fontobject eot
            application/vnd.ms-powerpoint ppt
            application/vnd.oasis.opendocument.graphics odg
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.text odt
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.wap.wmlc wmlc
            application/x-7z-compressed 7z
            application/x-cocoa cco
            application/x-java-archive-diff jardiff
            application/x-java-jnlp-file jnlp
            application/x-makeself run
            application/x-perl pl pm
            application/x-rar-compressed rar
            application/x-redhat-package-manager rpm
            application/x-sea sea
            application/x-shockwave-flash swf
            application/x-stuffit sit
            application/x-tcl tcl tk
            application/x-x509-ca-cert der pem crt
            application/x-xpinstall xpi
            application/octet-stream bin exe dll deb dmg iso img msi msp msm
            audio/midi mid midi kar
            audio/mpeg mp3
            audio/ogg ogg
            audio/wav wav
            audio/x-m4a m4a
            audio/x-realaudio ra
            video/3gpp 3gpp 3gp
            video/mp2t ts
            video/mp4 mp4
            video/mpeg mpeg mpg
            video/quicktime mov
            video/webm webm
            video/x-flv flv
            video/x-m4v m4v
            video/x-mng mng
            video/x-ms-asf asx asf
            video/x-ms-wmv wmv
            video/x-msvideo avi
            """;

    /** What nginx knows without any {@code types} block. */
    static final Map<String, String> STANDARD = Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg");

    private MediaTypes() {}

    /** A second {@code types} block in the same place adds to the first. */
    static Map<String, String> block(Words words, Map<String, String> before) throws Refusal {
        var types = before == null ? new HashMap<String, String>() : new HashMap<>(before);
        for (var line : words.node().block()) {
            if (line.block() != null) throw new Refusal(line.place(), "unexpected \"{\"");
            for (var extension : line.args()) {
                var earlier = types.put(extension.toLowerCase(Locale.ROOT), line.name());
                if (earlier == null) continue;
                words.warn(line.place(), "duplicate extension \"" + extension + "\", content type: \"" + line.name()
                        + "\", previous content type: \"" + earlier + '"');
            }
        }
        return Map.copyOf(types);
    }

    /**
     * Of {@code gzip_types} and the like, in lower case; {@code text/html} is always among them, {@link Gzip#ANY_TYPE} means every type.
     */
    static Set<String> listed(Words words, Set<String> before) {
        var all = before == null ? new HashSet<>(Set.of("text/html")) : new HashSet<>(before);
        for (var type : words.args()) {
            if (!all.add(type.toLowerCase(Locale.ROOT))) words.warn("duplicate MIME type \"" + type + '"');
        }
        return Set.copyOf(all);
    }

    /** The built-in table as a {@code types} block. */
    public static String asBlock() {
        return "types {\n" + TABLE.replace("\n", ";\n") + "}\n";
    }
}
