package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.language.Context.*;

import owlboard.config.Location.Content;
import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** ngx_http_flv_module and ngx_http_mp4_module: films that are watched from some point on. */
public final class Video {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    public static final Directive<?> FLV =
            directive("flv").in(LOCATION).takes(0).<Content>reads(words -> new Content.Flv(words.place())).into(Proxy.PROXY_PASS).repeats();
    public static final Directive<?> MP4 =
            directive("mp4").in(LOCATION).takes(0).<Content>reads(words -> new Content.Mp4(words.place())).into(Proxy.PROXY_PASS).repeats();
    public static final Directive<?> MP4_BUFFER_SIZE = directive("mp4_buffer_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing("what is known of a film is read as a whole, up to mp4_max_buffer_size");
    public static final Directive<Long> MP4_MAX_BUFFER_SIZE = directive("mp4_max_buffer_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .unset("10m");
    public static final Directive<Boolean> MP4_START_KEY_FRAME = directive("mp4_start_key_frame").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");

    private Video() {}
}
