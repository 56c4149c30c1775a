package owlboard.proxy.content;

import java.nio.file.Path;

/**
 * What one parameter of {@code try_files} means for a request.
 *
 * @param uri that of the request when the file is there; null: it stays
 * @param belowAlias the URI is then looked up below an {@code alias} that stands for the whole location
 */
public record TriedFile(Path path, String uri, boolean belowAlias) {}
