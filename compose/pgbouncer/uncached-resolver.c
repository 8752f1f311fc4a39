/*
 * Turns off the query cache of c-ares (since 1.31), which PgBouncer has no setting for. It keeps an answer for as long as
 * the answer says, and Docker's name server says ten minutes: PgBouncer would look for a recreated postgres at its old
 * address for that long. PgBouncer's own cache (dns_max_ttl) stays.
 */
#define _GNU_SOURCE
#include <ares.h>
#include <dlfcn.h>

int ares_init_options(ares_channel_t **channel, const struct ares_options *options, int mask)
{
	int (*init)(ares_channel_t **, const struct ares_options *, int) = dlsym(RTLD_NEXT, "ares_init_options");
	struct ares_options uncached = {0};

	if (options)
		uncached = *options;
	uncached.qcache_max_ttl = 0;
	return init(channel, &uncached, mask | ARES_OPT_QUERY_CACHE);
}
