package owlboard.config.block;

import java.util.Objects;
import java.util.stream.Stream;
import owlboard.config.directive.Directive;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Passing;

/** The sizes of buffers that must fit each other. */
final class BufferSizes {
    private BufferSizes() {}

    static void check(Settings settings, Reading reading) {
        checkHeads(settings, reading);
        for (var words : Passing.ALL) check(words, settings, reading);
    }

    private static void checkHeads(Settings settings, Reading reading) {
        var place = Stream.<Directive<?>>of(HttpCore.LARGE_CLIENT_HEADER_BUFFERS, HttpCore.CONNECTION_POOL_SIZE).map(settings::place)
                .filter(Objects::nonNull).findFirst();
        if (place.isEmpty()) return;
        var level = settings.level();
        if (level.get(HttpCore.LARGE_CLIENT_HEADER_BUFFERS).sizeBytes() >= level.get(HttpCore.CONNECTION_POOL_SIZE)) return;
        reading.refuse(place.get(), "the \"large_client_header_buffers\" size must be equal to or greater than \"connection_pool_size\"");
    }

    private static void check(Passing words, Settings settings, Reading reading) {
        var place = Stream.<Directive<?>>of(words.busyBuffersSize, words.tempFileWriteSize, words.maxTempFileSize, words.buffers,
                words.bufferSize).map(settings::place).filter(Objects::nonNull).findFirst();
        if (place.isEmpty() || !words.hasBuffers()) return;
        var level = settings.level();
        var buffers = level.get(words.buffers);
        long size = Math.max(level.get(words.bufferSize), buffers.sizeBytes());
        var busySet = level.get(words.busyBuffersSize);
        long busy = busySet == null ? 2 * size : busySet;
        var writeSet = level.get(words.tempFileWriteSize);
        long write = writeSet == null ? 2 * size : writeSet;
        long file = level.get(words.maxTempFileSize);
        var larger = " the maximum of the value of \"" + words.bufferSize + "\" and one of the \"" + words.buffers + '"';
        String wrong = null;
        if (buffers.number() < 2) {
            wrong = "there must be at least 2 \"" + words.buffers + '"';
        } else if (busy < size) {
            wrong = '"' + words.busyBuffersSize.name() + "\" must be equal to or greater than" + larger;
        } else if (busy > (buffers.number() - 1) * buffers.sizeBytes()) {
            wrong = '"' + words.busyBuffersSize.name() + "\" must be less than the size of all \"" + words.buffers + "\" minus one buffer";
        } else if (write < size) {
            wrong = '"' + words.tempFileWriteSize.name() + "\" must be equal to or greater than" + larger;
        } else if (file != 0 && file < size) {
            wrong = '"' + words.maxTempFileSize.name()
                    + "\" must be equal to zero to disable temporary files usage or must be equal to or greater than" + larger;
        }
        if (wrong != null) reading.refuse(place.get(), wrong);
    }
}
