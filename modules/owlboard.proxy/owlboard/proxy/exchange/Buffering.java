package owlboard.proxy.exchange;

import java.nio.file.Path;

/**
 * How much of an answer may wait for a slow client, so that its source need not ({@code proxy_buffering}).
 *
 * @param memoryBytes in memory ({@code proxy_buffers})
 * @param fileBytes in a temporary file ({@code proxy_max_temp_file_size}); 0 for none
 * @param folder where that file is made ({@code proxy_temp_path})
 * @param warns whether the error log tells of that file
 */
public record Buffering(long memoryBytes, long fileBytes, Path folder, boolean warns) {
    /** One buffer's worth: for an answer that comes while its request is still being sent, when neither may wait for the other. */
    public static final Buffering BOTH_WAYS = new Buffering(1, 0, null, false);
}
