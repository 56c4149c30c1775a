package owlboard.proxy.cache;

/** {@code $upstream_cache_status}, in nginx's words. */
enum Status { MISS, BYPASS, EXPIRED, STALE, UPDATING, REVALIDATED, HIT }
