package owlboard.config.block;

import owlboard.config.directive.Passing;

/** {@code proxy_store} and {@code proxy_cache}, and their likes: a block has one of them, and ends the other one around it. */
final class StoreOrCache {
    private StoreOrCache() {}

    static void check(Settings settings, Reading reading) {
        for (var words : Passing.ALL) if (words.hasBuffers()) check(words, settings, reading);
    }

    private static void check(Passing words, Settings settings, Reading reading) {
        var cache = words.cache.zone;
        var store = settings.place(words.store);
        var cached = settings.place(cache);
        if (store == null && cached == null) return;
        var level = settings.level();
        boolean stores = level.get(words.store).on();
        boolean caches = !level.get(cache).isConstant() || !level.get(cache).constant().equals("off");
        if (!stores || !caches) return;
        if (store == null) settings.put(words.store, words.store.unset(), cached);
        else if (cached == null) settings.put(cache, cache.unset(), store);
        else if (cached.line() > store.line()) reading.refuse(cached, incompatible(cache.name(), words.store.name()));
        else reading.refuse(store, incompatible(words.store.name(), cache.name()));
    }

    private static String incompatible(String one, String other) {
        return '"' + one + "\" directive is incompatible with \"" + other + '"';
    }
}
