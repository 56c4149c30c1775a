package owlboard.config.block;

import owlboard.config.directive.Directive;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Proxy;

import java.util.Objects;
import java.util.stream.Stream;

/** The sizes of buffers that must fit each other. */
final class BufferSizes {
    private static final String LARGER = " the maximum of the value of \"proxy_buffer_size\" and one of the \"proxy_buffers\"";

    private BufferSizes() {}

    static void check(Settings settings, Reading reading) {
        checkHeads(settings, reading);
        checkProxied(settings, reading);
    }

    private static void checkHeads(Settings settings, Reading reading) {
        var place = Stream.<Directive<?>>of(HttpCore.LARGE_CLIENT_HEADER_BUFFERS, HttpCore.CONNECTION_POOL_SIZE).map(settings::place)
                .filter(Objects::nonNull).findFirst();
        if (place.isEmpty()) return;
        var level = settings.level();
        if (level.get(HttpCore.LARGE_CLIENT_HEADER_BUFFERS).sizeBytes() >= level.get(HttpCore.CONNECTION_POOL_SIZE)) return;
        reading.refuse(place.get(), "the \"large_client_header_buffers\" size must be equal to or greater than \"connection_pool_size\"");
    }

    private static void checkProxied(Settings settings, Reading reading) {
        var place = Stream.<Directive<?>>of(Proxy.PROXY_BUSY_BUFFERS_SIZE, Proxy.PROXY_TEMP_FILE_WRITE_SIZE,
                Proxy.PROXY_MAX_TEMP_FILE_SIZE, Proxy.PROXY_BUFFERS, Proxy.PROXY_BUFFER_SIZE)
                .map(settings::place).filter(Objects::nonNull).findFirst();
        if (place.isEmpty()) return;
        var level = settings.level();
        var buffers = level.get(Proxy.PROXY_BUFFERS);
        long size = Math.max(level.get(Proxy.PROXY_BUFFER_SIZE), buffers.sizeBytes());
        var busySet = level.get(Proxy.PROXY_BUSY_BUFFERS_SIZE);
        long busy = busySet == null ? 2 * size : busySet;
        var writeSet = level.get(Proxy.PROXY_TEMP_FILE_WRITE_SIZE);
        long write = writeSet == null ? 2 * size : writeSet;
        long file = level.get(Proxy.PROXY_MAX_TEMP_FILE_SIZE);
        String wrong = null;
        if (buffers.number() < 2) {
            wrong = "there must be at least 2 \"proxy_buffers\"";
        } else if (busy < size) {
            wrong = "\"proxy_busy_buffers_size\" must be equal to or greater than" + LARGER;
        } else if (busy > (buffers.number() - 1) * buffers.sizeBytes()) {
            wrong = "\"proxy_busy_buffers_size\" must be less than the size of all \"proxy_buffers\" minus one buffer";
        } else if (write < size) {
            wrong = "\"proxy_temp_file_write_size\" must be equal to or greater than" + LARGER;
        } else if (file != 0 && file < size) {
            wrong =
                    "\"proxy_max_temp_file_size\" must be equal to zero to disable temporary files usage or must be equal to or greater "
                    + "than" + LARGER;
        }
        if (wrong != null) reading.refuse(place.get(), wrong);
    }
}
